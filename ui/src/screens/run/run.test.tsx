import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { planFor, runFor } from "../../host/fake/details";
import { APPS, connectionOf, people } from "../../host/fake/people";
import type { Outcome, ReadView } from "../../host/types";
import { show } from "../../test/render";
import { OUTCOME } from "../../words/state";

vi.mock("../../host", async () => {
  const { fakeHost } = await import("../../host/fake");
  return { host: fakeHost(""), asProblem: (thrown: unknown) => thrown };
});
const { host } = await import("../../host");
const { inOrder } = await import("./items");
const { Run } = await import("./run");

const rows = people(null);
const plan = planFor(rows[0] as (typeof rows)[number]);
const finished = runFor(plan, 3, "verified");
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

test("a running item shows its phase and no outcome", () => {
  show(<Run run={runFor(plan, 2, "verified")} />);
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
  const [row] = rows as [(typeof rows)[number]];
  const app = connectionOf(APPS[0] as (typeof APPS)[number], false);
  const state = await host.state();
  const read = vi.spyOn(host, "state").mockResolvedValue(state);
  const user = vi.spyOn(host, "user");
  const { unmount } = show(<Run run={finished} />);
  expect(screen.getByTestId("run-listed").textContent).toContain("The next sync of Quillnote");
  unmount();

  const ended_at = new Date(new Date(finished.ended_at ?? "").getTime() + 5000).toISOString();
  const last_read = { ...(app.last_read as ReadView), ended_at };
  read.mockResolvedValue({ ...state, connections: [{ ...app, last_read }] });
  user.mockResolvedValue({
    ...(await host.user(row.connection_id, row.account_id)),
    row: { ...row, status: "no-longer-listed" },
  });
  show(<Run run={finished} />);
  await waitFor(() =>
    expect(screen.getByTestId("run-listed").textContent).toMatch(
      /^Quillnote was synced again \(.+, complete\)\. Ada Okafor is no longer listed there\.$/,
    ),
  );
  read.mockRestore();
  user.mockRestore();
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
  read.mockRestore();
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
  const asked = vi.spyOn(host, "planUndo").mockResolvedValue({ ...plan, id: "undo-plan" });
  const { unmount } = show(<Run run={finished} />);
  await userEvent.click(screen.getByTestId("run-undo"));
  await waitFor(() => expect(window.location.hash).toBe("#/plan/undo-plan"));
  unmount();
  window.location.hash = "";
  show(<Run run={finished} />);
  await userEvent.keyboard("{Control>}z{/Control}");
  await waitFor(() => expect(window.location.hash).toBe("#/plan/undo-plan"));
  expect(asked.mock.calls).toEqual([[finished.id], [finished.id]]);
  asked.mockRestore();
});

test("an undo that cannot be planned is explained in four parts", async () => {
  const { PAGE_PROBLEM } = await import("../../host/fake/people");
  const asked = vi.spyOn(host, "planUndo").mockRejectedValue(PAGE_PROBLEM);
  show(<Run run={finished} />);
  await userEvent.click(screen.getByTestId("run-undo"));
  const problem = await screen.findByTestId("problem");
  expect(problem.querySelectorAll(".four dt").length).toBe(4);
  asked.mockRestore();
});
