import { expect, test } from "vitest";
import { descendantOf } from "./use-cursor";

test("the focus is a row as a whole, or one of its cells", () => {
  expect(descendantOf("g", { row: 4, column: -1 }, 4, 9)).toBe("g-r4");
  expect(descendantOf("g", { row: 4, column: 2 }, 4, 9)).toBe("g-r4-c2");
});

test("in the header, the focus is always the name of a column", () => {
  expect(descendantOf("g", { row: -1, column: 2 }, -1, 9)).toBe("g-r-1-c2");
  expect(descendantOf("g", { row: -1, column: -1 }, -1, 9)).toBe("g-r-1-c0");
});

test("where rows are gone, the focus is the last one left, or none in an empty table", () => {
  expect(descendantOf("g", { row: 8, column: -1 }, 2, 3)).toBe("g-r2");
  expect(descendantOf("g", { row: 0, column: -1 }, -1, 0)).toBeUndefined();
});
