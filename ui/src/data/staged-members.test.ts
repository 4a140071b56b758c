import { beforeEach, expect, test } from "vitest";
import {
  discardStaged,
  dismissLine,
  forgetStaged,
  type GroupKey,
  keepLines,
  planStarted,
  stageAdd,
  stagedInPlan,
  stagedOf,
  stageRemove,
  takeBack,
} from "./staged-members";

const key: GroupKey = { connectionId: "c", groupId: "g" };
const person = (id: string) => ({ id, name: id, user_name: id, status: "active" as const });
const ids = (of: GroupKey = key) => {
  const { adds, removes } = stagedOf(of);
  return [[...adds.keys()], [...removes.keys()]];
};

beforeEach(forgetStaged);

test("adds and removes are kept in order, each once, for their own group", () => {
  expect(stageAdd(key, person("b"), false)).toBe(true);
  expect(stageAdd(key, person("a"), false)).toBe(true);
  expect(stageAdd(key, person("b"), false)).toBe(false);
  stageRemove(key, person("m"));
  stageRemove(key, person("m"));
  expect(ids()).toEqual([["b", "a"], ["m"]]);
  expect(ids({ connectionId: "c", groupId: "other" })).toEqual([[], []]);
});

test("taking back forgets either kind and nothing else", () => {
  stageAdd(key, person("a"), false);
  stageAdd(key, person("b"), false);
  stageRemove(key, person("m"));
  takeBack(key, "a");
  takeBack(key, "m");
  takeBack(key, "nobody");
  expect(ids()).toEqual([["b"], []]);
});

test("the add of a member is none, and takes back a removal that was staged", () => {
  expect(stageAdd(key, person("m"), true)).toBe(false);
  expect(ids()).toEqual([[], []]);
  stageRemove(key, person("m"));
  expect(stageAdd(key, person("m"), true)).toBe(true);
  expect(ids()).toEqual([[], []]);
});

test("the start of a plan's run clears what the plan holds, not what was staged since", () => {
  stageAdd(key, person("a"), false);
  stageRemove(key, person("m"));
  stagedInPlan("p", key);
  stageAdd(key, person("later"), false);
  planStarted("another plan");
  expect(ids()).toEqual([["a", "later"], ["m"]]);
  planStarted("p");
  expect(ids()).toEqual([["later"], []]);
});

test("discarding lets go of the changes; lines stay until they are dismissed", () => {
  stageAdd(key, person("a"), false);
  keepLines(key, [{ text: "x", why: "nobody", rows: [] }]);
  keepLines(key, [{ text: "x", why: "nobody", rows: [] }]);
  discardStaged(key);
  expect(ids()).toEqual([[], []]);
  expect(stagedOf(key).lines.length).toBe(1);
  dismissLine(key, "x");
  expect(stagedOf(key).lines).toEqual([]);
});
