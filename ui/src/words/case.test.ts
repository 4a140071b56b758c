import { beforeAll, expect, test } from "vitest";
import { host, type LineCheck, type ReceiptLine } from "../host";
import { personOf } from "../test/acts";
import { open } from "../test/engine";
import { checkWords, inOrder, markOf, nextWords, tally, verifiedOf } from "./case";

let planned: ReceiptLine;
let lines: ReceiptLine[] = [];

/** A line as a lockdown plans it, and what became of it. */
const line = (number: number, rest: Partial<ReceiptLine>): ReceiptLine => ({
  ...planned,
  number,
  ...rest,
});
const verified = (number: number, checks: LineCheck[] = []) =>
  line(number, { state: "verified", outcome: "verified", tries: 1, checks });

beforeAll(async () => {
  await open();
  const { id } = await personOf("oskar.lind");
  [planned] = (await host.planLockdown({ people: [id], groups: false })).lines as [ReceiptLine];
  const at = "2026-11-21T08:57:00Z";
  lines = [
    verified(1),
    verified(2),
    line(3, { state: "open", outcome: "accepted-not-verified", tries: 2 }),
    verified(4, [{ at, holds: true, found: "inactive" }]),
    line(5, { state: "yours", outcome: "refused", tries: 1 }),
    verified(6),
    line(7, { state: "open", tries: 4 }),
    line(8, { state: "running", tries: 1 }),
    line(9, { state: "waiting" }),
    verified(10),
    verified(11, [{ at, holds: false, found: "among 88 members again" }]),
    line(12, { state: "stopped", tries: 1 }),
  ];
});
const now = new Date("2026-11-21T09:00:00Z");

test("what no longer holds is not counted as verified", () => {
  expect(verifiedOf(lines)).toBe(5);
  expect(lines.filter((one) => one.state === "verified").length).toBe(6);
});

test("what a recheck found undone waits for the admin as such, until it is sent again", () => {
  const check = { at: "2026-11-21T08:58:00Z", holds: false, found: "active" };
  const undone = line(1, {
    state: "yours",
    outcome: "verified",
    at: "2026-11-21T08:57:00Z",
    checks: [check],
  });
  expect(markOf(undone)).toBe("undone");
  expect(nextWords(undone, true, now)).toBe("“Send again…” sends it again");
  expect(markOf({ ...undone, state: "verified", at: "2026-11-21T08:59:00Z" })).toBe("verified");
  expect(markOf({ ...undone, outcome: "refused" })).toBe("refused");
});

test("a look that could not read says nothing of either", () => {
  const check = { at: "2026-11-21T08:59:00Z", holds: null, found: "could not be read" };
  const unread = line(1, { state: "verified", checks: [check] });
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
  const open = line(1, {
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
