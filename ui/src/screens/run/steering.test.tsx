import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { planFor, runFor } from "../../host/fake/details";
import { PAGE_PROBLEM, people } from "../../host/fake/people";
import type { RunState, RunView } from "../../host/types";
import { axeFindings, show } from "../../test/render";

vi.mock("../../host", async () => {
  const { fakeHost } = await import("../../host/fake");
  return { host: fakeHost(""), asProblem: (thrown: unknown) => thrown };
});
const { host } = await import("../../host");
const { Run } = await import("./run");

const rows = people(null);
const plan = planFor(rows[0] as (typeof rows)[number]);
const running = runFor(plan, 1, "verified");
const finished = runFor(plan, 3, "verified");
const refused = runFor(plan, 3, "refused");
const inState = (state: RunState): RunView => ({ ...running, state });

beforeEach(() => vi.restoreAllMocks());

test("a running run is paused, a paused one goes on", async () => {
  const steer = vi.spyOn(host, "steerRun").mockResolvedValue(inState("paused"));
  const { unmount } = show(<Run run={running} />);
  expect(screen.queryByTestId("run-go-on")).toBeNull();
  await userEvent.click(screen.getByTestId("run-pause"));
  unmount();
  show(<Run run={inState("paused")} />);
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
  const steer = vi.spyOn(host, "steerRun").mockResolvedValue(inState("stopping"));
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
  vi.spyOn(host, "steerRun").mockRejectedValue(PAGE_PROBLEM);
  show(<Run run={running} />);
  await userEvent.click(screen.getByTestId("run-pause"));
  expect((await screen.findByTestId("problem")).querySelectorAll(".four dt").length).toBe(4);
});

test("what failed is tried again by a new plan, and only when something did", async () => {
  const again = vi.spyOn(host, "planRetry").mockResolvedValue({ ...plan, id: "again" });
  const { unmount } = show(<Run run={finished} />);
  expect(screen.queryByTestId("run-retry")).toBeNull();
  unmount();
  show(<Run run={refused} />);
  await userEvent.click(screen.getByTestId("run-retry"));
  await waitFor(() => expect(window.location.hash).toBe("#/plan/again"));
  expect(again.mock.calls).toEqual([[refused.id]]);
});

test("what no longer holds is named first, in words", async () => {
  const one = {
    seq: 1,
    connection_name: "Boardwise",
    change: "Deactivate",
    on: "Mei Tanaka",
    outcome: "verified" as const,
    holds: true,
    found: "inactive",
    expected: "inactive",
  };
  vi.spyOn(host, "recheck").mockResolvedValue({
    run_id: finished.id,
    at: "2026-11-21T09:41:02Z",
    items: [
      one,
      { ...one, seq: 2, on: "Oskar Lind", holds: false, found: "active" },
      { ...one, seq: 3, on: "Lena Ek", holds: null, found: "not readable" },
    ],
    left_out: ["Deactivate Lena in Gridbase: not read. Gridbase was removed from Rollcall."],
  });
  show(<Run run={finished} />);
  await userEvent.click(screen.getByTestId("run-recheck"));
  const found = await screen.findAllByTestId("recheck-item");
  expect(found.map((row) => row.dataset.holds)).toEqual(["false", "null", "true"]);
  expect(found[0]?.textContent).toContain("no longer in effect");
  expect(found[1]?.textContent).toContain("not known");
  expect(within(found[2] as HTMLElement).getByText("still in effect")).toBeDefined();
  const words = screen.getByTestId("recheck-words").textContent;
  expect(words).toMatch(
    /09:41:02 .+ 1 of 3 changes are still in effect, 1 not as expected, 1 not known\.$/,
  );
  expect(await axeFindings()).toEqual([]);
});

test("of 5 000 items only those near the screen are in the page", () => {
  const [item] = finished.items as [(typeof finished.items)[number]];
  const items = Array.from({ length: 5000 }, (_, i) => ({ ...item, seq: i + 1 }));
  show(<Run run={{ ...finished, items, verified: 5000 }} />);
  expect(screen.getByTestId("run-items").dataset.count).toBe("5000");
  expect(screen.getAllByTestId("run-item").length).toBeLessThan(100);
});
