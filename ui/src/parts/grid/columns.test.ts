import { expect, test } from "vitest";
import {
  arrange,
  type Column,
  leastWidth,
  template,
  withHidden,
  withMove,
  withWidth,
} from "./columns";

const columns: Column[] = [
  { id: "name", label: "Name", min: 100, weight: 2, fixed: true },
  { id: "app", label: "App", min: 80, weight: 1 },
  { id: "status", label: "Status", min: 90, weight: 1 },
  { id: "title", label: "Title", min: 90, weight: 1, extra: true },
];
const shown = (choices: Parameters<typeof arrange>[1]) =>
  arrange(columns, choices)
    .filter((c) => !c.hidden)
    .map((c) => c.column.id);

test("without choices the usual columns are shown", () => {
  expect(shown([])).toEqual(["name", "app", "status"]);
});

test("a hidden column goes, an extra one comes, a fixed one stays", () => {
  expect(shown(withHidden(columns, [], "app", true))).toEqual(["name", "status"]);
  expect(shown(withHidden(columns, [], "title", false))).toEqual([
    "name",
    "app",
    "status",
    "title",
  ]);
  expect(shown(withHidden(columns, [], "name", true))).toContain("name");
});

test("moving skips hidden neighbors and stops at the ends", () => {
  const hidden = withHidden(columns, [], "app", true);
  expect(shown(withMove(columns, hidden, "status", -1))).toEqual(["status", "name"]);
  expect(shown(withMove(columns, [], "name", -1))).toEqual(["name", "app", "status"]);
});

test("a width is kept within reason and survives other choices", () => {
  const wide = withWidth(columns, [], "app", 99_999);
  const [, app] = arrange(columns, withHidden(columns, wide, "status", true));
  expect(app?.column.width).toBe(900);
  expect(
    template([{ ...columns[0], width: 120 } as Column & { width: number }, columns[1] as Column]),
  ).toBe("120px minmax(80px, 1fr)");
  expect(leastWidth([columns[0] as Column, columns[1] as Column])).toBe(180);
});

test("choices for columns that no longer exist are dropped and new columns appear", () => {
  expect(shown([{ id: "gone" }, { id: "status" }, { id: "name" }])).toEqual([
    "status",
    "name",
    "app",
  ]);
});
