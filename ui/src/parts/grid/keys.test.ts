import { expect, test } from "vitest";
import { actionFor, type Key } from "./keys";

const extent = { rows: 100, columns: 5, page: 20 };
const key = (name: string, with_: Partial<Key> = {}): Key => ({
  key: name,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...with_,
});
const row = (n: number, column = -1) => ({ row: n, column });

test("arrows move by a row and stop at the last one", () => {
  expect(actionFor(key("ArrowDown"), row(3), extent)).toEqual({
    type: "move",
    to: row(4),
    extend: false,
  });
  expect(actionFor(key("ArrowDown"), row(99), extent)).toEqual({
    type: "move",
    to: row(99),
    extend: false,
  });
  expect(actionFor(key("ArrowUp"), row(3), extent)).toEqual({
    type: "move",
    to: row(2),
    extend: false,
  });
});

test("up from the first row goes to the column names, and down comes back to the row", () => {
  expect(actionFor(key("ArrowUp"), row(0), extent)).toEqual({
    type: "move",
    to: row(-1, 0),
    extend: false,
  });
  expect(actionFor(key("ArrowDown"), row(-1, 2), extent)).toEqual({
    type: "move",
    to: row(0),
    extend: false,
  });
});

test("page, Home and End move over many rows and stay inside", () => {
  expect(actionFor(key("PageDown"), row(90), extent)).toMatchObject({ to: row(99) });
  expect(actionFor(key("PageUp"), row(10), extent)).toMatchObject({ to: row(0) });
  expect(actionFor(key("Home"), row(50), extent)).toMatchObject({ to: row(0) });
  expect(actionFor(key("End"), row(50), extent)).toMatchObject({ to: row(99) });
});

test("left and right go through the cells and back to the row as a whole", () => {
  expect(actionFor(key("ArrowRight"), row(3), extent)).toMatchObject({ to: row(3, 0) });
  expect(actionFor(key("ArrowLeft"), row(3, 0), extent)).toMatchObject({ to: row(3, -1) });
  expect(actionFor(key("ArrowRight"), row(3, 4), extent)).toMatchObject({ to: row(3, 4) });
});

test("shift extends the selection, but not into the column names", () => {
  expect(actionFor(key("ArrowDown", { shiftKey: true }), row(3), extent)).toMatchObject({
    extend: true,
  });
  expect(actionFor(key("ArrowUp", { shiftKey: true }), row(0), extent)).toBeNull();
});

test("space selects and Enter opens the row", () => {
  expect(actionFor(key(" "), row(3), extent)).toEqual({ type: "toggle", row: 3 });
  expect(actionFor(key("Enter"), row(3), extent)).toEqual({ type: "open", row: 3 });
});

test("on a column’s name Enter sorts, shift and an arrow resizes, alt and an arrow moves", () => {
  const at = row(-1, 2);
  expect(actionFor(key("Enter"), at, extent)).toEqual({ type: "sort", column: 2 });
  expect(actionFor(key("ArrowRight", { shiftKey: true }), at, extent)).toEqual({
    type: "resize",
    column: 2,
    by: 16,
  });
  expect(actionFor(key("ArrowLeft", { altKey: true }), at, extent)).toEqual({
    type: "reorder",
    column: 2,
    by: -1,
  });
});

test("Ctrl and Cmd with A select all, and only when there is something", () => {
  expect(actionFor(key("a", { ctrlKey: true }), row(0), extent)).toEqual({ type: "select-all" });
  expect(actionFor(key("a", { metaKey: true }), row(0), extent)).toEqual({ type: "select-all" });
  expect(actionFor(key("a", { ctrlKey: true }), row(0), { ...extent, rows: 0 })).toBeNull();
});

test("letters, Tab and Esc are left to the page", () => {
  for (const name of ["x", "/", "Tab", "Escape"])
    expect(actionFor(key(name), row(3), extent)).toBeNull();
});

test("an empty table has nowhere to go but its column names", () => {
  const none = { ...extent, rows: 0 };
  expect(actionFor(key("ArrowDown"), row(-1, 0), none)).toBeNull();
  expect(actionFor(key("End"), row(0), none)).toBeNull();
});

test("Delete removes the row, and nothing where there is none", () => {
  for (const name of ["Delete", "Backspace"]) {
    expect(actionFor(key(name), row(3, 2), extent)).toEqual({ type: "remove", row: 3 });
    expect(actionFor(key(name), row(-1, 0), extent)).toBeNull();
    expect(actionFor(key(name), row(0), { ...extent, rows: 0 })).toBeNull();
  }
});

test("the menu key and Shift-F10 ask for the menu of a row, not of the header", () => {
  const extent = { rows: 10, columns: 3, page: 5 };
  const key = (name: string, shiftKey = false) => ({
    key: name,
    shiftKey,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
  });
  const row = { row: 2, column: -1 };
  expect(actionFor(key("ContextMenu"), row, extent)).toEqual({ type: "menu", row: 2 });
  expect(actionFor(key("F10", true), row, extent)).toEqual({ type: "menu", row: 2 });
  expect(actionFor(key("F10"), row, extent)).toBeNull();
  expect(actionFor(key("ContextMenu"), { row: -1, column: 0 }, extent)).toBeNull();
});

test("Ctrl with an arrow goes to the first or the last row, but down from a column only by one", () => {
  const ctrl = { ctrlKey: true };
  expect(actionFor(key("ArrowUp", ctrl), row(50, 2), extent)).toMatchObject({ to: row(0, 2) });
  expect(actionFor(key("ArrowDown", ctrl), row(50, 2), extent)).toMatchObject({ to: row(99, 2) });
  expect(actionFor(key("ArrowDown", ctrl), row(-1, 2), extent)).toMatchObject({ to: row(0) });
});

test("in the header, Home and End go to the first and the last column, and no row is extended to", () => {
  expect(actionFor(key("Home"), row(-1, 3), extent)).toMatchObject({ to: row(-1, 0) });
  expect(actionFor(key("End"), row(-1, 0), extent)).toMatchObject({ to: row(-1, 4) });
  expect(actionFor(key("ArrowLeft"), row(-1, 0), extent)).toMatchObject({ to: row(-1, 0) });
  expect(actionFor(key("PageDown", { shiftKey: true }), row(-1, 0), extent)).toMatchObject({
    extend: false,
  });
});
