import { expect, test } from "vitest";
import type { ReconcileAnswer, ReconcileBucket, ReconcileCount, ReconcileRow } from "../host";
import {
  acceptedSentence,
  acceptLabel,
  ignorable,
  proposalWords,
  proposes,
  rowKey,
  selectable,
  tileNote,
  tileNumber,
} from "./reconcile";

const counted = (bucket: ReconcileBucket, rows: number, accounts: number, people: number) =>
  ({ bucket, label: "", rows, accounts, people }) satisfies ReconcileCount;

test("a tile counts accounts, values, or people without an account", () => {
  for (const [one, number, note] of [
    [counted("left-active", 190, 190, 106), 190, "106 people"],
    [counted("differs", 14, 12, 1), 14, "values of 1 person"],
    [counted("differs", 0, 0, 0), 0, "no value"],
    [counted("groups-differ", 4, 3, 3), 4, "memberships of 3 people"],
    [counted("no-account", 3, 0, 3), 3, "missing for 3 people"],
    [counted("in-step", 5, 5, 2), 5, "2 people"],
  ] as const) {
    expect(tileNumber(one)).toBe(number);
    expect(tileNote(one)).toBe(note);
  }
});

test("only what is out of step has a proposal, and what is in step cannot be selected", () => {
  const of = (is: (bucket: ReconcileBucket) => boolean) =>
    (
      [
        "left-active",
        "not-in-list",
        "not-known",
        "ambiguous",
        "differs",
        "groups-differ",
        "no-account",
        "in-step",
        "set-aside",
        "ignored",
      ] as const
    ).filter(is);
  expect(of(proposes)).toEqual([
    "left-active",
    "not-in-list",
    "differs",
    "groups-differ",
    "no-account",
  ]);
  expect(of(ignorable)).toEqual([
    "left-active",
    "not-in-list",
    "not-known",
    "differs",
    "no-account",
  ]);
  expect(of(selectable)).not.toContain("in-step");
  expect(of(selectable)).toContain("ignored");
});

const row = (over: Partial<ReconcileRow>): ReconcileRow => ({
  at: { person_id: 7, connection_id: "c", account_id: "a", path: "title", seen: "x" },
  name: "Jo",
  email: "",
  user_name: "jo",
  list: "employed",
  list_day: null,
  label: "Title",
  in_app: "Buyer",
  in_list: "Planner",
  proposal: "set",
  words: "Set title",
  spelling_only: false,
  ignored: null,
  ...over,
});

test("a row says what it proposes, or until when it is ignored", () => {
  expect(proposalWords(row({}))).toBe("Set title");
  expect(proposalWords(row({ spelling_only: true }))).toBe("Set title (only the spelling differs)");
  const ignored = { id: 1, until: "2026-12-31", reason: "New role", by: "ann", at: "" };
  expect(proposalWords(row({ ignored }))).toBe("Ignored until 2026-12-31: New role");
  expect(rowKey(row({}))).not.toBe(rowKey(row({ at: { ...row({}).at, path: "locale" } })));
});

test("what is staged is counted in changes and in values", () => {
  const answer = (staged: number, rows: number): ReconcileAnswer => ({
    stage: { changes: [] },
    staged,
    rows,
    left_out: [],
  });
  expect(acceptedSentence(answer(0, 0))).toBe("Nothing staged.");
  expect(acceptedSentence(answer(2, 2))).toBe("Staged: 2 changes.");
  expect(acceptedSentence(answer(2, 5))).toBe("Staged: 2 changes with 5 values.");
  expect(acceptLabel("differs", 1)).toBe("Take the list’s value");
  expect(acceptLabel("differs", 4)).toBe("Take 4 values of the list");
  expect(acceptLabel("no-account", 2)).toBe("Create 2 accounts");
  expect(acceptLabel("groups-differ", 4)).toBe("Change 4 memberships");
  expect(acceptLabel("left-active", 1)).toBe("End access of 1 account");
});
