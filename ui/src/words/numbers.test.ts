import { expect, test } from "vitest";
import { acted, count, countOrUnknown, list, percent, plural, sentence } from "./numbers";

test("digits stand in groups of three with a narrow space", () => {
  expect(count(7)).toBe("7");
  expect(count(4207)).toBe("4\u202f207");
  expect(count(1_234_567)).toBe("1\u202f234\u202f567");
});

test("an unknown count is a word and never zero", () => {
  expect(countOrUnknown(null)).toBe("unknown");
  expect(countOrUnknown(0)).toBe("0");
});

test("one is singular and everything else plural", () => {
  expect(plural(1, "user", "users")).toBe("1 user");
  expect(plural(0, "user", "users")).toBe("0 users");
});

test("a percentage is not 100 before everything is done, and unknown without a total", () => {
  expect(percent(999, 1000)).toBe(99);
  expect(percent(1000, 1000)).toBe(100);
  expect(percent(5, null)).toBeNull();
  expect(percent(0, 0)).toBeNull();
});

test("lists read as a sentence", () => {
  expect(list([])).toBe("");
  expect(list(["a"])).toBe("a");
  expect(list(["a", "b", "c"])).toBe("a, b and c");
});

test("a sentence starts large and keeps the app’s own spelling", () => {
  expect(sentence("removed from workspace")).toBe("Removed from workspace");
});

test("a verb takes its object where a reader expects it", () => {
  expect(acted("Deactivate", "Jo")).toBe("Deactivate Jo");
  expect(acted("Remove from workspace", "1 member")).toBe("Remove 1 member from workspace");
  expect(acted("Switch off", "Jo")).toBe("Switch off Jo");
});
