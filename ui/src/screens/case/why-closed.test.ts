import { expect, test } from "vitest";
import type { PlanItem, PlanView } from "../../host";
import { isExpired, whyClosed } from "./why-closed";

const now = new Date("2026-11-21T09:00:00Z");
const blocked = { blocked: "Protected." } as PlanItem;
const plan = (more: Partial<PlanView>) =>
  ({ state: "open", expires_at: "2026-11-21T09:10:00Z", items: [blocked], ...more }) as PlanView;

test("a plan with only blocked items is confirmed for the apps that are retried", () => {
  expect(whyClosed(plan({}), true, now)).toBeNull();
  expect(whyClosed(plan({}), false, now)).toContain("Every item is blocked");
});

test("an expired, used or discarded plan is not confirmed, with or without apps to retry", () => {
  const late = plan({ expires_at: "2026-11-21T08:59:00Z" });
  expect(isExpired(late, now)).toBe(true);
  expect(isExpired(plan({ state: "outdated" }), now)).toBe(true);
  for (const retries of [true, false]) {
    expect(whyClosed(late, retries, now)).toContain("expired");
    expect(whyClosed(plan({ state: "outdated" }), retries, now)).toContain("no longer valid");
    expect(whyClosed(plan({ state: "used" }), retries, now)).toContain("already run");
    expect(whyClosed(plan({ state: "discarded" }), retries, now)).toContain("discarded");
  }
});

test("without a plan there is nothing that could be closed", () => {
  expect(whyClosed(null, false, now)).toBeNull();
  expect(isExpired(null, now)).toBe(false);
});
