import { expect, test } from "vitest";
import { withDecided } from "./fresh";

test("a keep that contradicts the HR list says so, another decision does not", () => {
  const lists = new Map([
    [1, "left"],
    [2, "employed"],
    [3, "left"],
  ] as const);
  const fresh = withDecided(
    new Map(),
    [
      { item: 1, decision: "keep" },
      { item: 2, decision: "keep" },
      { item: 3, decision: "revoke" },
      { item: 4, decision: "keep" },
    ],
    lists,
  );
  expect([...fresh.values()].map((one) => one.kept_although)).toEqual(["left", null, null, null]);
});

test("the last decision about an item counts, and others stay", () => {
  const before = withDecided(new Map(), [{ item: 1, decision: "keep" }], new Map());
  const after = withDecided(before, [{ item: 2, decision: "keep" }], new Map());
  const last = withDecided(after, [{ item: 1, decision: null }], new Map());
  expect([...last].map(([item, one]) => [item, one.decision])).toEqual([
    [1, null],
    [2, "keep"],
  ]);
  expect(before.size).toBe(1);
});
