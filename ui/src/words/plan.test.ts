import { beforeAll, expect, test } from "vitest";
import type { PlanView } from "../host";
import { planOf } from "../test/acts";
import { open } from "../test/engine";
import { expiryWords, isConfirmed, planClosed, shortHash } from "./plan";

let plan: PlanView;
let now: Date;

beforeAll(async () => {
  await open();
  plan = await planOf("monday");
  now = new Date(plan.made_at);
});

test("an open plan can be run until it expires", () => {
  expect(planClosed(plan, now)).toBeNull();
  const late = new Date(new Date(plan.expires_at).getTime() + 1000);
  expect(planClosed(plan, late)).toContain("expired");
  expect(expiryWords(plan, late)).toMatch(/^expired/);
});

test("a used, discarded or wholly blocked plan cannot be run", () => {
  expect(planClosed({ ...plan, state: "used" }, now)).toContain("has already run");
  expect(planClosed({ ...plan, state: "discarded" }, now)).toContain("Nothing was sent");
  const blocked = plan.items.map((item) => ({ ...item, blocked: "Made this connection’s token." }));
  expect(planClosed({ ...plan, items: blocked }, now)).toContain("Every item is blocked");
});

test("what has to be typed has to be typed exactly, but for spaces around it", () => {
  expect(isConfirmed(null, "")).toBe(true);
  expect(isConfirmed("Ada Okafor", "Ada Okafor ")).toBe(true);
  expect(isConfirmed("Ada Okafor", "ada okafor")).toBe(false);
  expect(isConfirmed("14", "")).toBe(false);
});

test("a hash is shown by its ends", () => {
  expect(shortHash("7c1e90b4d2a1a904")).toBe("7c1e…a904");
});
