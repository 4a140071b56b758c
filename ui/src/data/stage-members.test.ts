import type { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test, vi } from "vitest";
import { host, type StageView } from "../host";
import { groupOf, membersOf, outsidersOf, runNow } from "../test/acts";
import { open } from "../test/engine";
import { makeClient } from "./client";
import { dismissLines, forgetLines, keepLines, linesOf } from "./open-lines";
import { forgetStage, planStage, stageKnown, stageNow, stageQuery } from "./stage";
import {
  discardStaged,
  forgetMembers,
  stageAdd,
  stagedOf,
  stageRemove,
  takeBack,
} from "./stage-members";

let key = { connectionId: "", groupId: "" };
let other = key;
/** Accounts outside of both groups, and one member of the first. */
let outside: string[] = [];
let [a, b, later, m] = ["", "", "", ""];
const person = (id: string) => ({ id, name: id, user_name: id, status: "active" as const });
let client: QueryClient;
const ids = (of = key) => {
  const { adds, removes } = stagedOf(client, of);
  return [[...adds.keys()], [...removes.keys()]];
};
const kept = async () =>
  (await host.stage()).changes.map((c) => [c.kind, c.members.map((m) => m.account_id)]);

beforeEach(async () => {
  await open();
  const sales = await groupOf("monday", "EMEA Sales");
  const desk = await groupOf("monday", "Deal desk");
  key = { connectionId: sales.connection_id, groupId: sales.group_id };
  other = { connectionId: desk.connection_id, groupId: desk.group_id };
  const inside = new Set((await membersOf(desk)).map((one) => one.member_id));
  outside = (await outsidersOf("monday", sales))
    .map((row) => row.account_id)
    .filter((id) => !inside.has(id));
  [a, b, later] = outside as [string, string, string];
  m = (await membersOf(sales))[0]?.member_id ?? "";
  forgetStage();
  forgetMembers();
  forgetLines();
  client = makeClient();
  await stageKnown(client);
});

test("adds and removes are kept in order, each once, for their own group, and at once", async () => {
  expect(stageAdd(client, key, person(b), false)).toBe(true);
  expect(stageAdd(client, key, person(a), false)).toBe(true);
  expect(stageAdd(client, key, person(b), false)).toBe(false);
  stageRemove(client, key, person(m));
  stageRemove(client, key, person(m));
  expect(ids()).toEqual([[b, a], [m]]);
  expect(ids(other)).toEqual([[], []]);
  await vi.waitFor(async () =>
    expect(await kept()).toEqual([
      ["add-member", [b, a]],
      ["remove-member", [m]],
    ]),
  );
  expect(ids()).toEqual([[b, a], [m]]);
});

test("taking back forgets either kind and nothing else", () => {
  stageAdd(client, key, person(a), false);
  stageAdd(client, key, person(b), false);
  stageRemove(client, key, person(m));
  takeBack(client, key, a);
  takeBack(client, key, m);
  takeBack(client, key, "nobody");
  expect(ids()).toEqual([[b], []]);
});

test("the add of a member is none, and takes back a removal that was staged", () => {
  expect(stageAdd(client, key, person(m), true)).toBe(false);
  expect(ids()).toEqual([[], []]);
  stageRemove(client, key, person(m));
  expect(stageAdd(client, key, person(m), true)).toBe(true);
  expect(ids()).toEqual([[], []]);
});

test("the start of a plan's run clears what the plan holds, not what was staged since", async () => {
  stageAdd(client, key, person(a), false);
  stageRemove(client, key, person(m));
  // The plan is made of all that was staged before it was asked for.
  const plan = await planStage();
  expect(plan.items.length).toBe(2);
  expect(ids()).toEqual([[a], [m]]);
  stageAdd(client, other, person(later), false);
  await vi.waitFor(async () => expect((await kept()).length).toBe(3));
  await runNow(plan);
  await client.refetchQueries({ queryKey: ["stage"] });
  await stageKnown(client);
  expect(await kept()).toEqual([["add-member", [later]]]);
});

test("a write that the store before never answered delays no write of the next one", async () => {
  vi.spyOn(host, "stageMembers").mockImplementationOnce(() => new Promise(() => undefined));
  stageAdd(client, key, person(b), false);
  await vi.waitFor(() => expect(host.stageMembers).toHaveBeenCalledTimes(1));
  forgetStage();
  forgetMembers();
  stageAdd(client, key, person(a), false);
  expect((await planStage()).items.length).toBe(1);
});

test("discarding lets go of the changes; lines stay until they are dismissed", () => {
  stageAdd(client, key, person(a), false);
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
  for (let i = 0; i < 20; i++) stageAdd(client, key, person(outside[i] ?? ""), false);
  await vi.waitFor(async () => expect((await kept())[0]?.[1]?.length).toBe(20));
  expect(calls.mock.calls.length).toBeLessThan(4);
});

test("nothing is written before what is staged already is known", async () => {
  await host.stageMembers(key.connectionId, key.groupId, [b], []);
  client = makeClient();
  expect(stageNow(client)).toBeUndefined();
  stageAdd(client, key, person(a), false);
  await vi.waitFor(async () => expect(await kept()).toEqual([["add-member", [b, a]]]));
});

test("an old answer that comes late does not take a newer one's place", async () => {
  const old: StageView = await host.stage();
  let answer: (view: StageView) => void = () => undefined;
  const stage = vi.spyOn(host, "stage");
  stage.mockImplementationOnce(() => new Promise((done) => (answer = done)));
  const asked = client.fetchQuery({
    queryKey: ["stage"],
    queryFn: stageQuery.queryFn,
    staleTime: 0,
  });
  stageAdd(client, key, person(a), false);
  await vi.waitFor(() => expect(stageNow(client)?.changes[0]?.id).toBeGreaterThan(0));
  answer(old);
  await asked;
  expect(ids()).toEqual([[a], []]);
  stage.mockRestore();
});
