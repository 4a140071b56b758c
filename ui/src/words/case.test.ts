import { expect, test } from "vitest";
import { everyLine, line } from "../host/fake/case-lines";
import { checkWords, inOrder, markOf, nextWords, tally, verifiedOf } from "./case";

const lines = everyLine("Oskar Lind");
const now = new Date("2026-11-21T09:00:00Z");

test("what no longer holds is not counted as verified", () => {
  expect(verifiedOf(lines)).toBe(5);
  expect(lines.filter((one) => one.state === "verified").length).toBe(6);
});

test("a look that could not read says nothing of either", () => {
  const check = { at: "2026-11-21T08:59:00Z", holds: null, found: "could not be read" };
  const unread = line(1, "flow", "Oskar Lind", { state: "verified", checks: [check] });
  expect(markOf(unread)).toBe("verified");
  expect(checkWords(check, now)).toContain("could not be read, not known");
});

test("what did not succeed comes first, worst first, and what was verified last", () => {
  const marks = inOrder(lines).map(markOf);
  expect(marks[0]).toBe("undone");
  expect(marks.at(-1)).toBe("verified");
  expect(tally(lines).reduce((sum, one) => sum + one.lines, 0)).toBe(lines.length - 5);
});

test("an open line says when it is tried again, and that it no longer is", () => {
  const open = line(1, "flow", "Oskar Lind", {
    state: "open",
    tries: 1,
    next_at: "2026-11-21T09:00:40Z",
  });
  expect(nextWords(open, true, now)).toBe("retrying in 40 s, 1 try so far");
  expect(nextWords(open, false, now)).toBe("no longer retried, 1 try so far");
  const passed = { ...open, next_at: "2026-11-21T08:59:00Z" };
  expect(nextWords(passed, true, now)).toBe("retrying any moment, 1 try so far");
  expect(nextWords({ ...open, state: "verified" }, true, now)).toBe("");
});
