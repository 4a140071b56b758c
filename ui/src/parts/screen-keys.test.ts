import { expect, test } from "vitest";
import { screenKey } from "./screen-keys";

const search = () => {};
const back = () => {};
const edit = () => {};
const on = { search, escape: back, letters: { e: edit } };

test("outside a field, the slash searches and the screen's own letters act", () => {
  expect(screenKey("/", false, on)).toBe(search);
  expect(screenKey("e", false, on)).toBe(edit);
  expect(screenKey("x", false, on)).toBeNull();
  expect(screenKey("e", false, { search, escape: back })).toBeNull();
});

test("in a field, the slash and letters are text", () => {
  expect(screenKey("/", true, on)).toBeNull();
  expect(screenKey("e", true, on)).toBeNull();
});

test("Esc goes back, also from a field", () => {
  expect(screenKey("Escape", false, on)).toBe(back);
  expect(screenKey("Escape", true, on)).toBe(back);
});
