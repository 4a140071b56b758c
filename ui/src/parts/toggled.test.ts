import { expect, test } from "vitest";
import { toggled } from "./toggled";

test("a member is added, or taken out if it is there, and the set before stays as it was", () => {
  const before: ReadonlySet<string> = new Set(["a"]);
  expect([...toggled(before, "b")]).toEqual(["a", "b"]);
  expect([...toggled(before, "a")]).toEqual([]);
  expect([...before]).toEqual(["a"]);
});
