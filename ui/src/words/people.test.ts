import { expect, test } from "vitest";
import type { PeopleApp, PersonRow } from "../host";
import { activeIn, cellWords, listName, listWords, lockDownWords, money } from "./people";

const NOW = new Date("2026-11-25T09:30:00Z");
const row = (rest: Partial<PersonRow>): PersonRow => ({
  id: 1,
  name: "Oskar Lind",
  email: "",
  list: "employed",
  department: "Sales",
  list_date: null,
  cells: [],
  groups: 0,
  seats: "",
  shared: null,
  proposed: false,
  open_case: null,
  ...rest,
});
const app = (id: string): PeopleApp => ({
  connection_id: id,
  name: id.toUpperCase(),
  color: "",
  complete: true,
});

test("what the list says is a word of its own, and a day is the day that it names", () => {
  expect(listWords(row({}), NOW)).toEqual({ words: "Sales", tone: "plain" });
  expect(listWords(row({ list: "not-listed" }), NOW).tone).toBe("warn");
  expect(listWords(row({ list: "not-known" }), NOW)).toEqual({
    words: "Status not known",
    tone: "warn",
  });
  const left = listWords(row({ list: "left", list_date: "2026-11-03" }), NOW);
  expect(left).toEqual({ words: expect.stringMatching(/^Left .*3/), tone: "bad" });
  expect(listWords(row({ list: "not-started", list_date: null }), NOW).words).toBe("Not started");
  expect(listWords(row({ list: "not-started", list_date: "2026-12-04" }), NOW).words).toMatch(
    /^Starts .*4/,
  );
});

test("a cell tells none from unknown, and two accounts from one", () => {
  expect(cellWords(undefined, true)).toBe("no account");
  expect(cellWords(undefined, false)).toContain("unknown");
  expect(cellWords({ connection_id: "a", state: "active", accounts: 2 }, true)).toBe(
    "active, 2 accounts",
  );
  expect(cellWords({ connection_id: "a", state: "no-longer-listed", accounts: 1 }, true)).toBe(
    "no longer listed",
  );
});

test("apps count once, in the order of the table, and only where somebody is active", () => {
  const a = row({ cells: [{ connection_id: "b", state: "active", accounts: 1 }] });
  const b = row({
    cells: [
      { connection_id: "b", state: "active", accounts: 1 },
      { connection_id: "a", state: "inactive", accounts: 1 },
      { connection_id: "c", state: "active", accounts: 1 },
    ],
  });
  expect(activeIn([a, b], [app("c"), app("b"), app("a")])).toEqual(["C", "B"]);
  expect(lockDownWords(1)).toBe("Lock down 1 app");
  expect(lockDownWords(4)).toBe("Lock down 4 apps");
});

test("money keeps its cents and parts its thousands; a list says when it came", () => {
  expect(money("1846.00 EUR")).toBe("1\u202f846.00 EUR");
  expect(money("")).toBe("");
  const list = { id: 1, name: "hr.csv", sha256: "", rows: 1, entries: 1, rejected: 0 };
  expect(listName({ ...list, imported_at: "2026-11-25T09:12:00Z" }, NOW)).toBe(
    "hr.csv, today 09:12",
  );
  expect(listName({ ...list, imported_at: "2026-11-20T09:12:00Z" }, NOW)).not.toContain("today");
});
