import type { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test, vi } from "vitest";
import { host, type UserRow } from "../host";
import { accounts } from "../test/acts";
import { elsewhere, open, readAgain, scene } from "../test/engine";
import { makeClient } from "./client";
import {
  accountKey,
  accountOf,
  byAccount,
  forgetStage,
  stageNow,
  stageUsers,
  unstage,
  unstageAll,
} from "./stage";

/** One account was deleted in its app. */
const oneGone = scene("one-gone", async () => {
  const [ada] = await accounts("zapier", "ada.okafor");
  await elsewhere("zapier", "DELETE", `Users/${ada.account_id}`);
  await readAgain("zapier");
});

const active = async (n: number) => (await accounts("monday", "", ["active"])).slice(0, n);
const wish = (kind: "set" | "deactivate", rows: UserRow[], title = "Counsel X") => ({
  kind,
  accounts: rows.map(({ connection_id, account_id }) => ({ connection_id, account_id })),
  all_of: null,
  values: kind === "set" ? [{ path: "title", value: title }] : [],
});
let client: QueryClient;

beforeEach(async () => {
  await open();
  forgetStage();
  client = makeClient();
});

test("an account's key holds both of its ids, regardless of their characters", () => {
  const one = { connection_id: "c", account_id: "a\nb" };
  expect(accountOf(accountKey(one))).toEqual(one);
});

test("what is staged is found by account: values, and whether it comes or goes", async () => {
  const [edited, leaving] = await active(2);
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
  await oneGone();
  const gone = await accounts("zapier", "", ["no-longer-listed"]);
  const answer = await stageUsers(client, wish("set", [...(await active(2)), ...gone]));
  expect(answer.staged).toBe(2);
  expect(answer.left_out).toMatchObject([{ count: 1, names: [gone[0]?.name] }]);
});

test("a contradiction is thrown and nothing is staged", async () => {
  const rows = await active(1);
  await stageUsers(client, wish("set", rows));
  await expect(stageUsers(client, wish("deactivate", rows))).rejects.toMatchObject({
    code: "bad-request",
  });
  expect(stageNow(client)?.changes.map((c) => c.kind)).toEqual(["set"]);
});

test("single changes are taken out, and all of them at once", async () => {
  await stageUsers(client, wish("set", await active(3)));
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
  vi.spyOn(host, "stageUsers").mockImplementation(async (asked) => {
    order.push(`begin ${asked.values[0]?.value}`);
    const answer = await slow(asked);
    order.push(`end ${asked.values[0]?.value}`);
    return answer;
  });
  const rows = await active(1);
  await Promise.all([
    stageUsers(client, wish("set", rows, "one")),
    stageUsers(client, wish("set", rows, "two")),
  ]);
  expect(order).toEqual(["begin one", "end one", "begin two", "end two"]);
  expect(stageNow(client)?.changes[0]?.values[0]?.after).toBe("two");
});
