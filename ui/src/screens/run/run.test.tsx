import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { planFor, runFor } from "../../host/fake/details";
import { people } from "../../host/fake/people";
import type { Outcome } from "../../host/types";
import { show } from "../../test/render";
import { OUTCOME } from "../../words/state";

vi.mock("../../host", async () => {
  const { fakeHost } = await import("../../host/fake");
  return { host: fakeHost(""), asProblem: (thrown: unknown) => thrown };
});
const { inOrder, Run } = await import("./run");

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

test("an item settled at a later start says that nothing was sent again", () => {
  const later = {
    ...finished,
    items: finished.items.map((item) => ({ ...item, settled_later: true })),
  };
  show(<Run run={later} />);
  expect(screen.getByTestId("run-settled-later").textContent).toContain("nothing was sent again");
});
