import { beforeAll, expect, test } from "vitest";
import type { ConnectionView, ReadView, RunView } from "../host";
import { planOf, runNow } from "../test/acts";
import { connected, open } from "../test/engine";
import { listedWords, readSince, readsWords } from "./run";

let run: RunView;
let app: ConnectionView;
let ended: ReadView;

beforeAll(async () => {
  await open();
  run = await runNow(await planOf("monday"));
  app = await connected("monday");
  ended = read({ ended_at: "2026-11-22T09:34:00Z" });
});

const after = (s: number) =>
  new Date(new Date(run.ended_at ?? "").getTime() + s * 1000).toISOString();
const read = (change: Partial<ReadView>) => ({ ...(app.last_read as ReadView), ...change });
const now = new Date("2026-11-22T12:00:00Z");

test("only a read that ended after the run counts", () => {
  const last = (ended_at: string | null) => ({ ...app, last_read: read({ ended_at }) });
  expect(readSince(run, last(after(-1)))).toBeNull();
  expect(readSince(run, last(null))).toBeNull();
  expect(readSince(run, { ...app, last_read: null })).toBeNull();
  expect(readSince(run, last(after(1)))?.ended_at).toBe(after(1));
});

test("the row is described as it is now", () => {
  expect(listedWords("Ada", "Zapier", ended, { status: "inactive", stale: false }, now)).toBe(
    "Zapier was synced again (09:34, complete). Ada is inactive there.",
  );
});

test("a read that did not reach the row says nothing about it", () => {
  const partial = { ...ended, verdict: "partial" as const };
  expect(listedWords("Ada", "Zapier", partial, { status: "active", stale: true }, now)).toBe(
    "Zapier was synced again (09:34, partial), but that sync did not reach Ada. The Accounts table shows what was read back.",
  );
});

test("several apps are named with the end of their reads", () => {
  const reads = ["Zapier", "Notion"].map((name) => ({ app: name, read: ended }));
  expect(readsWords(reads, now)).toBe(
    "Zapier (09:34, complete) and Notion (09:34, complete) were synced again. The Accounts table shows what is listed now.",
  );
});
