import type { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test, vi } from "vitest";
import type { StageView } from "../host";

vi.mock("../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../host");
const { fakeHost } = await import("../host/fake");
const { makeClient } = await import("./client");
const { dismissLines, forgetLines, keepLines, linesOf } = await import("./open-lines");
const { forgetStage, planStage, stageKnown, stageNow } = await import("./stage");
const { discardStaged, forgetMembers, stageAdd, stagedOf, stageRemove, takeBack } = await import(
  "./stage-members"
);

const key = { connectionId: "board", groupId: "board-g1" };
const other = { connectionId: "board", groupId: "board-g2" };
const person = (id: string) => ({ id, name: id, user_name: id, status: "active" as const });
let client: QueryClient;
const ids = (of = key) => {
  const { adds, removes } = stagedOf(client, of);
  return [[...adds.keys()], [...removes.keys()]];
};
const kept = async () =>
  (await host.stage()).changes.map((c) => [c.kind, c.members.map((m) => m.account_id)]);

beforeEach(async () => {
  Object.assign(host, fakeHost("?scene=real"));
  forgetStage();
  forgetMembers();
  forgetLines();
  client = makeClient();
  await stageKnown(client);
});

test("adds and removes are kept in order, each once, for their own group, and at once", async () => {
  expect(stageAdd(client, key, person("b"), false)).toBe(true);
  expect(stageAdd(client, key, person("a"), false)).toBe(true);
  expect(stageAdd(client, key, person("b"), false)).toBe(false);
  stageRemove(client, key, person("m"));
  stageRemove(client, key, person("m"));
  expect(ids()).toEqual([["b", "a"], ["m"]]);
  expect(ids(other)).toEqual([[], []]);
  await vi.waitFor(async () =>
    expect(await kept()).toEqual([
      ["add-member", ["b", "a"]],
      ["remove-member", ["m"]],
    ]),
  );
  expect(ids()).toEqual([["b", "a"], ["m"]]);
});

test("taking back forgets either kind and nothing else", () => {
  stageAdd(client, key, person("a"), false);
  stageAdd(client, key, person("b"), false);
  stageRemove(client, key, person("m"));
  takeBack(client, key, "a");
  takeBack(client, key, "m");
  takeBack(client, key, "nobody");
  expect(ids()).toEqual([["b"], []]);
});

test("the add of a member is none, and takes back a removal that was staged", () => {
  expect(stageAdd(client, key, person("m"), true)).toBe(false);
  expect(ids()).toEqual([[], []]);
  stageRemove(client, key, person("m"));
  expect(stageAdd(client, key, person("m"), true)).toBe(true);
  expect(ids()).toEqual([[], []]);
});

test("the start of a plan's run clears what the plan holds, not what was staged since", async () => {
  stageAdd(client, key, person("a"), false);
  stageRemove(client, key, person("m"));
  // The plan is made of all that was staged before it was asked for.
  const plan = await planStage();
  expect(plan.items.length).toBe(2);
  expect(ids()).toEqual([["a"], ["m"]]);
  stageAdd(client, other, person("later"), false);
  await vi.waitFor(async () => expect((await kept()).length).toBe(3));
  await host.runPlan(plan.id, null);
  await client.refetchQueries({ queryKey: ["stage"] });
  await stageKnown(client);
  expect(await kept()).toEqual([["add-member", ["later"]]]);
});

test("discarding lets go of the changes; lines stay until they are dismissed", () => {
  stageAdd(client, key, person("a"), false);
  keepLines(key, [{ text: "x", why: "nobody", rows: [], inside: [], out: false }]);
  keepLines(key, [{ text: "x", why: "nobody", rows: [], inside: [], out: false }]);
  discardStaged(client, key);
  expect(ids()).toEqual([[], []]);
  expect(linesOf(key).length).toBe(1);
  dismissLines(key, new Set(["x"]));
  expect(linesOf(key)).toEqual([]);
});

test("many changes in one turn are few calls, and the last of them is what is kept", async () => {
  const calls = vi.spyOn(host, "stageMembers");
  for (let i = 0; i < 20; i++) stageAdd(client, key, person(`p${i}`), false);
  await vi.waitFor(async () => expect((await kept())[0]?.[1]?.length).toBe(20));
  expect(calls.mock.calls.length).toBeLessThan(4);
});

test("nothing is written before what is staged already is known", async () => {
  await host.stageMembers("board", "board-g1", ["before"], []);
  client = makeClient();
  expect(stageNow(client)).toBeUndefined();
  stageAdd(client, key, person("a"), false);
  await vi.waitFor(async () => expect(await kept()).toEqual([["add-member", ["before", "a"]]]));
});

test("an old answer that comes late does not take a newer one's place", async () => {
  const old: StageView = await host.stage();
  let answer: (view: StageView) => void = () => undefined;
  const stage = vi.spyOn(host, "stage");
  stage.mockImplementationOnce(() => new Promise((done) => (answer = done)));
  const asked = client.fetchQuery({
    queryKey: ["stage"],
    queryFn: (await import("./stage")).stageQuery.queryFn,
    staleTime: 0,
  });
  stageAdd(client, key, person("a"), false);
  await vi.waitFor(() => expect(stageNow(client)?.changes[0]?.id).toBeGreaterThan(0));
  answer(old);
  await asked;
  expect(ids()).toEqual([["a"], []]);
  stage.mockRestore();
});
