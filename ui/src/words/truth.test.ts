import { expect, test } from "vitest";
import type { TruthLook } from "../host";
import { countsWords, importBlocked, readAs } from "./truth";

const look = (rest: Partial<TruthLook>): TruthLook => ({
  id: "l",
  name: "hr.csv",
  kind: "CSV",
  sha256: "",
  rows: 6,
  columns: [],
  fields: [],
  dates: null,
  dates_asked: null,
  dates_open: false,
  remembered: false,
  entries: 5,
  employed: 3,
  not_started: 1,
  left: 1,
  not_known: 0,
  unknown: [],
  unknown_count: 0,
  questions: [],
  mapping: { fields: [], dates: null, words: [], ignored: [], rows: [], others: null },
  sheets: [],
  sheet_open: false,
  encodings: [],
  rejected: [],
  rejected_count: 1,
  notes: [],
  held: null,
  cannot: null,
  asked: false,
  ...rest,
});

test("a date that can be read in two ways is shown in both", () => {
  expect(readAs("03/11/2026", "day-month")).toMatch(/Nov/);
  expect(readAs("03/11/2026", "month-day")).toMatch(/Mar/);
  expect(readAs("3.11.26", "day-month")).toMatch(/2026/);
  expect(readAs("25/11/2026", "month-day")).toBeNull();
  expect(readAs("soon", "day-month")).toBeNull();
});

test("the rows are counted by what they are, and those left out are said", () => {
  expect(countsWords(look({}))).toBe(
    "5 of 6 rows are ready to import: 3 employed, 1 not started, 1 left. 1 row is skipped.",
  );
  expect(countsWords(look({ rejected_count: 0 }))).not.toContain("skipped");
  expect(countsWords(look({ not_known: 2 }))).toContain("1 left, 2 not known.");
  expect(countsWords(look({ cannot: "Answer first." }))).toMatch(
    /^5 of 6 rows are understood so far/,
  );
  expect(countsWords(look({ entries: null }))).toBe("6 rows in the file");
});

test("Import is disabled with a reason", () => {
  expect(importBlocked(look({}))).toBeNull();
  expect(importBlocked(look({ cannot: "No addresses." }))).toBe("No addresses.");
  expect(importBlocked(look({ entries: null, dates_asked: "03/11" }))).toContain("dates");
  expect(importBlocked(look({ entries: null }))).toContain("question");
  expect(importBlocked(look({ entries: 0 }))).toContain("None of the rows");
});
