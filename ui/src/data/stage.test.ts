import type { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test, vi } from "vitest";
import { people } from "../host/fake/people";

vi.mock("../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../host");
const { fakeHost } = await import("../host/fake");
const { makeClient } = await import("./client");
const { accountKey, accountOf, byAccount, forgetStage, stageNow, stageUsers, unstage, unstageAll } =
  await import("./stage");

const everybody = people(null);
const active = (app: string, n: number) =>
  everybody.filter((r) => r.connection_id === app && r.status === "active").slice(0, n);
const wish = (kind: "set" | "deactivate", rows: typeof everybody, title = "Counsel X") => ({
  kind,
  accounts: rows.map(({ connection_id, account_id }) => ({ connection_id, account_id })),
  all_of: null,
  values: kind === "set" ? [{ path: "title", value: title }] : [],
});
let client: QueryClient;

beforeEach(() => {
  Object.assign(host, fakeHost("?scene=real"));
  forgetStage();
  client = makeClient();
});

test("an account's key holds both of its ids, regardless of their characters", () => {
  const one = { connection_id: "c", account_id: "a\nb" };
  expect(accountOf(accountKey(one))).toEqual(one);
});

test("what is staged is found by account: values, and whether it comes or goes", async () => {
  const [edited, leaving] = active("board", 2);
  if (!edited || !leaving) throw new Error("too few people");
  await stageUsers(client, wish("set", [edited]));
  await stageUsers(client, wish("deactivate", [leaving]));
  const found = byAccount(stageNow(client) ?? { changes: [] });
  expect(found.get(accountKey(edited))).toMatchObject({
    fate: null,
    values: [{ path: "title", after: "Counsel X" }],
  });
  expect(found.get(accountKey(leaving))).toMatchObject({ fate: "deactivate", values: [] });
});

test("those it cannot be for are left out with a reason, the others are staged", async () => {
  const gone = everybody.filter((r) => r.status === "no-longer-listed").slice(0, 1);
  const answer = await stageUsers(client, wish("set", [...active("board", 2), ...gone]));
  expect(answer.staged).toBe(2);
  expect(answer.left_out).toMatchObject([{ count: 1, names: [gone[0]?.name] }]);
});

test("a contradiction is thrown and nothing is staged", async () => {
  const rows = active("board", 1);
  await stageUsers(client, wish("set", rows));
  await expect(stageUsers(client, wish("deactivate", rows))).rejects.toMatchObject({
    code: "bad-request",
  });
  expect(stageNow(client)?.changes.map((c) => c.kind)).toEqual(["set"]);
});

test("single changes are taken out, and all of them at once", async () => {
  await stageUsers(client, wish("set", active("board", 3)));
  const id = stageNow(client)?.changes[0]?.id ?? 0;
  await unstage(client, [id]);
  expect(stageNow(client)?.changes.length).toBe(2);
  await unstageAll(client);
  expect(stageNow(client)?.changes).toEqual([]);
  expect((await host.stage()).changes).toEqual([]);
});

test("writes go in the order in which they were asked for", async () => {
  const slow = host.stageUsers;
  const order: string[] = [];
  host.stageUsers = async (asked) => {
    order.push(`begin ${asked.values[0]?.value}`);
    const answer = await slow(asked);
    order.push(`end ${asked.values[0]?.value}`);
    return answer;
  };
  const rows = active("board", 1);
  await Promise.all([
    stageUsers(client, wish("set", rows, "one")),
    stageUsers(client, wish("set", rows, "two")),
  ]);
  expect(order).toEqual(["begin one", "end one", "begin two", "end two"]);
  expect(stageNow(client)?.changes[0]?.values[0]?.after).toBe("two");
});
