import { expect, test } from "vitest";
import {
  arrange,
  type Column,
  fitting,
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

test("where the room is short, columns give way in their order, and chosen ones stay", () => {
  const some: Column[] = [
    { id: "name", label: "Name", min: 190, weight: 2, fixed: true },
    { id: "mail", label: "Email", min: 170, weight: 2, yields: 2 },
    { id: "app", label: "App", min: 100, weight: 1 },
    { id: "cost", label: "Cost", min: 100, weight: 1, yields: 1 },
  ];
  const defaults = arrange(some, []).map(({ column }) => column);
  const ids = (room: number, of = defaults) => fitting(of, room).map((column) => column.id);
  expect(ids(560)).toEqual(["name", "mail", "app", "cost"]);
  expect(ids(559)).toEqual(["name", "mail", "app"]);
  expect(ids(459)).toEqual(["name", "app"]);
  // What does not give way is reached sideways.
  expect(ids(100)).toEqual(["name", "app"]);
  expect(ids(0)).toEqual(["name", "mail", "app", "cost"]);
  const chosen = arrange(some, withWidth(some, [], "mail", 200)).map(({ column }) => column);
  expect(ids(100, chosen)).toEqual(["name", "mail", "app", "cost"]);
});
