import { expect, test } from "vitest";
import type { ConnectionView, StagedChange } from "../host";
import { leftOutWords, stagedCount, stagedParts, stagedSentence, valueWords } from "./stage";

const change = (more: Partial<StagedChange>): StagedChange => ({
  id: 1,
  kind: "set",
  connection_id: "b",
  connection_name: "Boardwise",
  color: "",
  change: "Edit",
  on: "Jo",
  account_id: "1",
  group_id: null,
  values: [],
  members: [],
  names: [],
  at: "",
  ...more,
});
const members = (kind: "add-member" | "remove-member", group: string, n: number) =>
  change({
    kind,
    on: group,
    group_id: group,
    account_id: null,
    members: Array.from({ length: n }, (_, i) => ({ account_id: `${i}`, name: `${i}` })),
  });
const boardwise = {
  id: "b",
  name: "Boardwise",
  nouns: { user: "user", users: "users", group: "team", groups: "teams" },
} as ConnectionView;

test("what is staged is said by kind and app, and members by group", () => {
  const all = [
    change({}),
    change({ on: "Al" }),
    members("add-member", "Design", 2),
    members("remove-member", "Design", 2),
    change({ kind: "create-group", change: "Create team" }),
    change({
      kind: "deactivate",
      change: "Remove from workspace",
      connection_id: "q",
      connection_name: "Quillnote",
    }),
  ];
  expect(stagedParts(all, [boardwise])).toEqual([
    "Edit 2 people in Boardwise",
    "Create 1 team in Boardwise",
    "Remove 1 person from workspace in Quillnote",
    "+2 −2 in Design",
  ]);
  expect(stagedCount(all)).toBe(8);
});

test("members of many groups of an app are one part", () => {
  const all = ["A", "B", "C"].map((group) => members("add-member", group, 2));
  expect(stagedParts(all, [boardwise])).toEqual(["+6 in 3 teams in Boardwise"]);
});

test("a value that is taken away becomes the word none", () => {
  const value = { path: "title", label: "Title", before: "", after: null };
  expect(valueWords(value)).toBe("Title: none → none");
  expect(valueWords({ ...value, before: "Agent", after: "Counsel" })).toBe(
    "Title: Agent → Counsel",
  );
});

test("those left out are named with the reason, the rest is a number", () => {
  expect(leftOutWords({ why: "Boardwise keeps none.", count: 3, names: ["Ann", "Bo", "Cy"] })).toBe(
    "3 left out: Boardwise keeps none (Ann, Bo, Cy)",
  );
  expect(leftOutWords({ why: "Gone.", count: 9, names: ["Ann"] })).toBe(
    "9 left out: Gone (Ann and 8 more)",
  );
  expect(stagedSentence("set", 1)).toBe("Staged: edit of 1 person.");
  expect(stagedSentence("delete", 0)).toBe("Nothing staged. No deletion is possible here.");
});
