import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { host, type RunItem, type RunState, type RunView } from "../../host";
import { manyOf, planOf, runNow } from "../../test/acts";
import { elsewhere, faults, open, someProblem, until } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { Run } from "./run";

/** A run whose app does not answer. */
let running: RunView;
const inState = (state: RunState): RunView => ({ ...running, state });

async function begin() {
  const plan = await planOf("monday");
  await faults("monday", "silent");
  running = await host.runPlan(plan.id, plan.confirmation.type_this);
}
/** What another admin sends. */
const ACTIVATE = {
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: [{ op: "replace", value: { active: true } }],
};
const verified = async () => runNow(await planOf("monday"));

beforeEach(() => open());

test("a running run is paused, a paused one goes on", async () => {
  await begin();
  const steer = vi.spyOn(host, "steerRun");
  const { unmount } = show(<Run run={running} />);
  expect(screen.queryByTestId("run-go-on")).toBeNull();
  await userEvent.click(screen.getByTestId("run-pause"));
  unmount();
  const paused = await until(async () => {
    const run = await host.run(running.id);
    return run.state === "paused" ? run : null;
  });
  show(<Run run={paused} />);
  expect(screen.getByTestId("header-sub").textContent).toContain("paused");
  expect(screen.queryByTestId("run-pause")).toBeNull();
  await userEvent.click(screen.getByTestId("run-go-on"));
  expect(steer.mock.calls).toEqual([
    [running.id, "pause"],
    [running.id, "go-on"],
  ]);
  expect(await axeFindings()).toEqual([]);
});

test("stopping asks once, and a stopping run offers nothing more", async () => {
  await begin();
  const steer = vi.spyOn(host, "steerRun");
  const { unmount } = show(<Run run={running} />);
  await userEvent.click(screen.getByTestId("run-stop"));
  expect(steer).not.toHaveBeenCalled();
  await userEvent.click(screen.getByTestId("run-stop-cancel"));
  expect(document.activeElement).toBe(screen.getByTestId("run-stop"));
  await userEvent.keyboard("{Enter}");
  expect(document.activeElement).toBe(screen.getByTestId("run-stop-confirm"));
  await userEvent.keyboard("{Enter}");
  expect(steer.mock.calls).toEqual([[running.id, "stop"]]);
  unmount();
  show(<Run run={inState("stopping")} />);
  expect(screen.getByTestId("header-sub").textContent).toBe("stopping after the current requests");
  for (const id of ["run-pause", "run-go-on", "run-stop"]) {
    expect(screen.queryByTestId(id)).toBeNull();
  }
});

test("a run that cannot be steered says why", async () => {
  await begin();
  vi.spyOn(host, "steerRun").mockRejectedValue(await someProblem());
  show(<Run run={running} />);
  await userEvent.click(screen.getByTestId("run-pause"));
  expect((await screen.findByTestId("problem")).querySelectorAll(".four dt").length).toBe(4);
});

test("what failed is tried again by a new plan, and only when something did", async () => {
  const again = vi.spyOn(host, "planRetry");
  const { unmount } = show(<Run run={await verified()} />);
  expect(screen.queryByTestId("run-retry")).toBeNull();
  unmount();
  const plan = await planOf("airtable", "farid.rahimi");
  await faults("airtable", "patch:403");
  const refused = await runNow(plan);
  await faults("airtable");
  expect(refused.items[0]?.outcome).toBe("refused");
  show(<Run run={refused} />);
  await userEvent.click(screen.getByTestId("run-retry"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/./));
  expect(again.mock.calls).toEqual([[refused.id]]);
});

test("what no longer holds is named first, in words", async () => {
  const run = await runNow(await manyOf("monday", "deactivate", 3));
  const [, second, third] = run.items as [RunItem, RunItem, RunItem];
  await elsewhere("monday", "PATCH", `Users/${second.account_id}`, ACTIVATE);
  await faults("monday", "user:get:skip=2:502");
  show(<Run run={run} />);
  await userEvent.click(screen.getByTestId("run-recheck"));
  const found = await screen.findAllByTestId("recheck-item");
  expect(found.map((row) => row.dataset.holds)).toEqual(["false", "null", "true"]);
  expect(found[0]?.textContent).toContain(second.on);
  expect(found[1]?.textContent).toContain(third.on);
  expect(found[0]?.textContent).toContain("no longer in effect");
  expect(found[1]?.textContent).toContain("not known");
  expect(within(found[2] as HTMLElement).getByText("still in effect")).toBeDefined();
  const words = screen.getByTestId("recheck-words").textContent;
  expect(words).toMatch(
    /\d\d:\d\d:\d\d .+ 1 of 3 changes are still in effect, 1 not as expected, 1 not known\.$/,
  );
  expect(await axeFindings()).toEqual([]);
});

test("of 5 000 items only those near the screen are in the page", async () => {
  const finished = await verified();
  const [item] = finished.items as [(typeof finished.items)[number]];
  const items = Array.from({ length: 5000 }, (_, i) => ({ ...item, seq: i + 1 }));
  show(<Run run={{ ...finished, items, verified: 5000 }} />);
  expect(screen.getByTestId("run-items").dataset.count).toBe("5000");
  expect(screen.getAllByTestId("run-item").length).toBeLessThan(100);
});
