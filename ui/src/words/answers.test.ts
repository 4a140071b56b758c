import { expect, test } from "vitest";
import type { AnswersLook } from "../host";
import {
  changeWords,
  isLong,
  linesNamed,
  lookWords,
  replacesWords,
  setWords,
  unansweredWords,
} from "./answers";

type Line = AnswersLook["lines"][number];
const line = (more: Partial<Line>) =>
  ({ was: null, decision: "keep", drop: [], contradicts: null, ...more }) as Line;
const look = (more: Partial<AnswersLook>) =>
  ({
    lines: [line({}), line({})],
    late: false,
    signed_by: null,
    left: 0,
    set: 0,
    answers_of: "Jo",
    bulk: 0,
    replaces: 0,
    ...more,
  }) as AnswersLook;

test("what a file would set is said before it is imported", () => {
  expect(lookWords(look({}))).toBe(
    "2 decisions would be set. These answers of Jo are recorded as imported by you.",
  );
  const all = look({
    lines: [line({}), line({ contradicts: "Al" })],
    late: true,
    signed_by: "Jo B",
    bulk: 1,
  });
  expect(lookWords(all)).toBe(
    "1 decision would be set, 1 would contradict another reviewer and wait for a new decision. They came after the due date. Signed by “Jo B”. Nothing proves their identity. These answers of Jo are recorded as imported by you. 1 line is identical to many others and counts as decided in bulk.",
  );
});

test("what would be replaced and what stays open is said only if there is any", () => {
  expect(replacesWords(look({}))).toBe("");
  expect(replacesWords(look({ replaces: 2 }))).toBe("2 earlier decisions would be replaced.");
  expect(unansweredWords(look({}))).toBe("");
  expect(unansweredWords(look({ left: 1 }))).toBe("1 account is not answered.");
});

test("every line that replaces a decision is listed, other lines up to eight", () => {
  expect([linesNamed(look({ replaces: 3 })), isLong(look({ replaces: 3 }))]).toEqual([8, false]);
  expect([linesNamed(look({ replaces: 9 })), isLong(look({ replaces: 9 }))]).toEqual([9, true]);
});

test("a line is its decision before and after, with the groups to drop", () => {
  expect(changeWords(line({}))).toBe("undecided → Keep.");
  expect(changeWords(line({ was: "keep", decision: "change", drop: ["Sales"] }))).toBe(
    "Keep → Change, drop Sales.",
  );
});

test("what was set leaves out the decisions that contradict another reviewer", () => {
  expect(setWords(look({ set: 2 }))).toBe("2 decisions were set.");
  expect(setWords(look({ set: 1 }))).toBe(
    "1 decision was set. 1 decision contradicts another reviewer and waits for you.",
  );
});
