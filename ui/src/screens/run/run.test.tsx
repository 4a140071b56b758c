import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { host, type Outcome, type RunView } from "../../host";
import { planOf, runNow } from "../../test/acts";
import { faults, readAgain, scene, someProblem, until } from "../../test/engine";
import { show } from "../../test/render";
import { OUTCOME } from "../../words/state";
import { inOrder } from "./items";
import { Run } from "./run";

/** One run has ended verified. */
const ran = scene("ran", async () => {
  await runNow(await planOf("notion", "ada.okafor"));
});
let finished: RunView;

beforeEach(async () => {
  await ran();
  const page = await host.recordPage({
    text: "",
    kinds: ["run-started"],
    connections: [],
    newest_first: true,
    offset: 0,
    limit: 1,
  });
  finished = await host.run(JSON.parse(page.entries[0]?.body ?? "{}").run);
});

const withOutcome = (outcome: Outcome) => ({
  ...finished,
  items: finished.items.map((item) => ({ ...item, outcome, words: "" })),
  verified: outcome === "verified" ? 1 : 0,
  not_verified: outcome === "verified" ? 0 : 1,
});

test("each outcome is named and only verified is ever green", () => {
  for (const outcome of Object.keys(OUTCOME) as Outcome[]) {
    const { container, unmount } = show(<Run run={withOutcome(outcome)} />);
    const cell = screen.getByTestId("run-outcome");
    expect(cell.dataset.outcome).toBe(outcome);
    expect(cell.textContent).toContain(OUTCOME[outcome]);
    const green = container.querySelectorAll('[data-kind="verified"]').length;
    const bar = container.querySelector<HTMLElement>(".bar > .verified")?.style.width;
    if (outcome === "verified") {
      expect(green).toBeGreaterThan(0);
      expect(bar).toBe("100%");
    } else {
      expect(green).toBe(0);
      expect(bar).toBe("0%");
      expect(screen.getByTestId("run-totals").textContent).toContain("0 verified");
    }
    expect(container.textContent).not.toMatch(/success/i);
    unmount();
  }
});

test("a running item shows its phase and no outcome", async () => {
  const plan = await planOf("monday");
  await faults("monday", "user:get:silent");
  const { id } = await host.runPlan(plan.id, plan.confirmation.type_this);
  const running = await until(async () => {
    const run = await host.run(id);
    return run.items[0]?.phase === "checking" ? run : null;
  });
  const { unmount } = show(<Run run={running} />);
  expect(screen.getByTestId("run-outcome").textContent).toContain("checking");
  unmount();
  const items = running.items.map((item) => ({ ...item, phase: "reading-back" as const }));
  show(<Run run={{ ...running, items }} />);
  const cell = screen.getByTestId("run-outcome");
  expect(cell.dataset.outcome).toBe("");
  expect(cell.textContent).toContain("reading back");
});

test("failures stand first and verified rows last", () => {
  const [item] = finished.items as [(typeof finished.items)[number]];
  const order = inOrder([
    { ...item, seq: 1, outcome: "verified" },
    { ...item, seq: 2, outcome: null },
    { ...item, seq: 3, outcome: "refused" },
  ]);
  expect(order.map((i) => i.seq)).toEqual([3, 2, 1]);
});

test("once its app was read again the line under a run says what the row is now", async () => {
  const { unmount } = show(<Run run={finished} />);
  expect(screen.getByTestId("run-listed").textContent).toContain("The next sync of Notion");
  unmount();
  await readAgain("notion");
  show(<Run run={finished} />);
  await waitFor(() =>
    expect(screen.getByTestId("run-listed").textContent).toMatch(
      /^Notion was synced again \(.+, complete\)\. Ada Okafor is no longer listed there\.$/,
    ),
  );
});

test("a sync can be started again when the last one has ended", async () => {
  let begun: (value: null) => void = () => undefined;
  const read = vi.spyOn(host, "read").mockReturnValue(
    new Promise((done) => {
      begun = done;
    }),
  );
  show(<Run run={finished} />);
  const button = screen.getByTestId("run-read-now");
  await userEvent.click(button);
  expect(button.textContent).toBe("Syncing…");
  await userEvent.click(button);
  expect(read).toHaveBeenCalledTimes(1);
  begun(null);
  await waitFor(() => expect(button.textContent).toBe("Sync again"));
});

test("an item settled at a later start says that nothing was sent again", () => {
  const later = {
    ...finished,
    items: finished.items.map((item) => ({ ...item, settled_later: true })),
  };
  show(<Run run={later} />);
  expect(screen.getByTestId("run-settled-later").textContent).toContain("Nothing was sent again");
});

test("undo is offered only when the run is over and something may have taken effect", () => {
  const effect: Record<Outcome, boolean> = {
    verified: true,
    "accepted-not-verified": true,
    unknown: true,
    refused: false,
    "held-back": false,
    "not-sent": false,
  };
  for (const outcome of Object.keys(effect) as Outcome[]) {
    const { unmount } = show(<Run run={withOutcome(outcome)} />);
    expect(screen.queryByTestId("run-undo") !== null).toBe(effect[outcome]);
    unmount();
  }
  show(<Run run={{ ...finished, state: "interrupted" }} />);
  expect(screen.queryByTestId("run-undo")).toBeNull();
});

test("undo and Ctrl+Z plan the undo of this run and open the plan", async () => {
  const asked = vi.spyOn(host, "planUndo");
  const { unmount } = show(<Run run={finished} />);
  await userEvent.click(screen.getByTestId("run-undo"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/./));
  unmount();
  window.location.hash = "";
  show(<Run run={finished} />);
  await userEvent.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/./));
  expect(asked.mock.calls).toEqual([[finished.id], [finished.id]]);
  const plan = await host.plan(window.location.hash.replace("#/plan/", ""));
  expect(plan.items.map((item) => item.on)).toContain("ada.okafor@example.com");
});

test("an undo that cannot be planned is explained in four parts", async () => {
  vi.spyOn(host, "planUndo").mockRejectedValue(await someProblem());
  show(<Run run={finished} />);
  await userEvent.click(screen.getByTestId("run-undo"));
  const problem = await screen.findByTestId("problem");
  expect(problem.querySelectorAll(".four dt").length).toBe(4);
});
