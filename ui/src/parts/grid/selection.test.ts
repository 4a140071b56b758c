import { expect, test } from "vitest";
import {
  allOf,
  inView,
  isSelected,
  NOTHING,
  selectedCount,
  selectionWords,
  shareOf,
  toggled,
  widened,
  withRows,
} from "./selection";

test("a row is selected and let go with the same press", () => {
  const one = toggled(NOTHING, "a");
  expect(isSelected(one, "a")).toBe(true);
  expect(toggled(one, "a")).toEqual(NOTHING);
});

test("the rows in view and all matches have different words", () => {
  expect(selectionWords(inView(["a", "b"]), 4312)).toBe(
    "2 selected: the rows in view, of 4\u202f312 matches",
  );
  expect(selectionWords(allOf(4312), 4312)).toBe("All 4\u202f312 matches selected");
});

test("leaving one out of all matches keeps the others, also those never loaded", () => {
  const but = toggled(allOf(4312), "a");
  expect(isSelected(but, "a")).toBe(false);
  expect(isSelected(but, "never loaded")).toBe(true);
  expect(selectedCount(but)).toBe(4311);
  expect(selectionWords(but, 4312)).toBe("All 4\u202f312 matches selected except 1");
});

test("extending adds and takes nothing away", () => {
  expect(selectedCount(withRows(toggled(NOTHING, "a"), ["b", "c"]))).toBe(3);
});

test("all of nothing is nothing", () => {
  expect(allOf(0)).toEqual(NOTHING);
  expect(inView([])).toEqual(NOTHING);
});

test("the box above the rows is full only while every match is selected", () => {
  expect(shareOf(NOTHING)).toBe("none");
  expect(shareOf(allOf(3))).toBe("all");
  expect(shareOf(toggled(allOf(3), "a"))).toBe("some");
  expect(shareOf(inView(["a", "b", "c"]))).toBe("some");
});

test("select all takes the rows in view first, then every match", () => {
  const first = widened(NOTHING, ["a", "b"], 9);
  expect(first).toEqual(inView(["a", "b"]));
  expect(widened(first, ["a", "b"], 9)).toEqual(allOf(9));
  // Rows that were selected one by one are no view.
  expect(widened(toggled(NOTHING, "a"), ["a", "b"], 9)).toEqual(inView(["a", "b"]));
});
