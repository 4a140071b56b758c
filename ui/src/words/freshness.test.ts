import { beforeAll, expect, test } from "vitest";
import type { ConnectionView, ReadProgress } from "../host";
import { connected, faults, open, readAgain } from "../test/engine";
import { freshness, headline, partialWords, progressWords, syncLine } from "./freshness";

let whole: ConnectionView;
let part: ConnectionView;
let now: Date;

beforeAll(async () => {
  await open();
  whole = await connected("notion");
  await faults("monday", "users:page=3:502");
  part = await readAgain("monday");
  // Of the same day as what was read, also just after midnight.
  now = new Date(whole.complete_at ?? 0);
});

const NOBODY_READS = new Map<string, ReadProgress>();
const read = (change: Partial<ReadProgress>): ReadProgress => ({
  connection_id: whole.id,
  connection_name: whole.name,
  stage: "users",
  done: 212,
  of: 388,
  waiting: null,
  verdict: null,
  reason: null,
  ...change,
});

test("a complete read says complete, once", () => {
  expect(headline([whole], NOBODY_READS, 612, now)).toMatch(/^612 in 1 app, synced \S+, complete$/);
});

test("who is no longer listed is counted apart", () => {
  expect(headline([whole], NOBODY_READS, 615, now, 3)).toMatch(
    /^612 in 1 app and 3 no longer listed, synced \S+, complete$/,
  );
});

test("a partial read is named in the headline and never called complete", () => {
  const words = headline([whole, part], NOBODY_READS, 1816, now);
  expect(words).toContain("monday.com partial");
  expect(words).not.toContain("complete");
});

test("a read under way is named in the headline", () => {
  const words = headline([whole], new Map([[whole.id, read({})]]), 612, now);
  expect(words).toContain("Notion syncing");
  expect(words).not.toContain("complete");
});

test("rows of a first read are said to be some of all", () => {
  if (!whole.last_read) throw new Error("it was read");
  const last_read = { ...whole.last_read, verdict: "running" as const, ended_at: null };
  const first: ConnectionView = { ...whole, complete_at: null, last_read };
  const words = (at: Partial<ReadProgress>) =>
    headline([first], new Map([[first.id, read(at)]]), 212, now);
  expect(words({})).toBe("212 in 1 app; Notion syncing for the first time, 212 of 388 so far");
  expect(words({ of: null })).toBe("212 in 1 app; Notion syncing for the first time, 212 so far");
  expect(words({ stage: "groups" })).toBe("212 in 1 app; Notion syncing for the first time");
});

test("before the first read there is no number", () => {
  const fresh: ConnectionView = {
    ...whole,
    last_read: null,
    complete_at: null,
    users: null,
    health: "never-read",
  };
  expect(headline([fresh], NOBODY_READS, 0, now)).toBe("1 app, not synced yet");
  expect(freshness(fresh, now)).toBe("not synced yet");
});

test("the banner counts what is older and says that nobody is called removed", () => {
  const words = partialWords(part, 1000, now);
  expect(words.lead).toBe(
    "monday.com is only partly synced: 204 of 1\u202f204 users are from the newest sync.",
  );
  expect(words.rest).toContain("The other 1\u202f000 are from");
  expect(words.rest).toContain("No one is marked as removed based on this sync.");
});

test("an app of which nothing is fresh could not be synced, and its rows keep their date", () => {
  const words = partialWords(part, 1204, now);
  expect(words.lead).toBe("monday.com couldn’t be synced.");
  expect(words.rest).toMatch(/^Showing 1\u202f204 users from .+\. No one is marked as removed/);
  const never = partialWords({ ...part, complete_at: null }, 1204, now);
  expect(never.rest).toContain("users from earlier syncs.");
});

test("a read that cannot be proven says so and gives its reason", () => {
  const doubtful: ConnectionView = {
    ...part,
    last_read: part.last_read && {
      ...part.last_read,
      verdict: "cannot-be-proven",
      reason: "An id came and went.",
    },
  };
  const words = partialWords(doubtful, 5, now);
  expect(words.lead).toContain("cannot be proven complete");
  expect(words.rest).toContain("An id came and went.");
});

test("progress says what it counts and what it waits for", () => {
  expect(progressWords(read({}))).toBe("212 of 388");
  expect(progressWords(read({ of: null }))).toBe("212");
  expect(progressWords(read({ waiting: "Asked to wait 13 s." }))).toBe("Asked to wait 13 s.");
});

test("the side bar’s line is healthy only when every app was read completely", () => {
  expect(syncLine([], [], now)).toEqual({ health: "none", words: "Nothing connected" });
  expect(syncLine([whole], [], now).health).toBe("healthy");
  expect(syncLine([whole, part], [], now)).toEqual({
    health: "partial",
    words: "monday.com partly synced",
  });
  expect(syncLine([whole], [read({})], now)).toEqual({
    health: "reading",
    words: "Syncing Notion, 54%",
  });
  expect(syncLine([{ ...whole, complete_at: null }], [], now).health).toBe("none");
  expect(syncLine([{ ...whole, health: "not-answering" }], [], now).health).toBe("not-answering");
});

test("a rejected token is no silence: it is named, and what is shown keeps its date", () => {
  const rejected: ConnectionView = { ...whole, health: "token-rejected" };
  expect(headline([rejected], NOBODY_READS, 612, now)).toContain("token rejected (401)");
  expect(freshness(rejected, now)).toMatch(/^token rejected \(401\), last complete /);
  const words = partialWords(rejected, 612, now);
  expect(words.lead).toContain("was rejected (401)");
  expect(words.rest).toMatch(/^Showing 612 members from \d\d:\d\d\. No one is marked/);
  expect(syncLine([rejected, { ...part, health: "not-answering" }], [], now)).toEqual({
    health: "token-rejected",
    words: `${whole.name} token rejected (401)`,
  });
  expect(partialWords({ ...whole, health: "token-missing" }, null, now).lead).toBe(
    `The keychain has no token for ${whole.name}.`,
  );
});
