import { expect, test } from "vitest";
import { withActive } from "./use-row-window";

test("the focused row stays rendered where it belongs, however far away it is", () => {
  expect(withActive([40, 41, 42], 3, 100)).toEqual([3, 40, 41, 42]);
  expect(withActive([40, 41, 42], 99, 100)).toEqual([40, 41, 42, 99]);
});

test("a row that is near, or that is no row of the table, adds nothing", () => {
  for (const active of [41, -1, 100]) expect(withActive([40, 41], active, 100)).toEqual([40, 41]);
});
