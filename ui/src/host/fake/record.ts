// A sample record of 1 204 entries.
import type { Host } from "../index";
import type { RecordEntry } from "../types";

type RecordCommands = Pick<Host, "recordPage" | "verifyRecord" | "exportRecord">;

import { APPS, ago } from "./people";

const KINDS: Record<string, string> = {
  "item-ended": "Change ended",
  "run-started": "Run started",
  "run-ended": "Run ended",
  "plan-made": "Plan made",
  "read-ended": "Read ended",
  "setting-changed": "Setting changed",
};

const EXCHANGE =
  "PATCH /scim/v2/Users/51883204\nAuthorization: Bearer (left out)\n\n200 OK, 214 ms\n\nGET /scim/v2/Users/51883204\n200 OK, 131 ms";

const ALL = 1204;

function entry(seq: number): RecordEntry & { connection: string } {
  const names = Object.keys(KINDS);
  const kind = names[seq % names.length] as string;
  const app = APPS[seq % APPS.length] as (typeof APPS)[number];
  const run = `run-plan-${app.id}-51883000`;
  const plan = `plan-${app.id}-51883000`;
  const entries: Record<string, [string, object]> = {
    "item-ended": [
      `${app.nouns.deactivate} Oskar Lind in ${app.name}: verified. Read back as expected.`,
      { run, item: 1, on: "Oskar Lind", outcome: "verified", exchange: EXCHANGE },
    ],
    "run-started": [`Started the run: ${app.nouns.deactivate} Oskar Lind`, { run, plan }],
    "run-ended": ["Run ended: 1 verified, 0 not verified", { run, verified: 1, not_verified: 0 }],
    "plan-made": [`Planned: ${app.nouns.deactivate} Oskar Lind`, { plan }],
    "read-ended": [`Read ${app.name}: complete. Totals met.`, { name: app.name }],
    "setting-changed": [`Guard of ${app.name}: 25, was 60`, { setting: "guard", after: 25 }],
  };
  const [words, body] = entries[kind] as [string, object];
  return {
    seq,
    at: ago((ALL - seq) * 47),
    kind,
    words,
    body: JSON.stringify({ ...body, connection: app.id }),
    hash: (seq * 2_654_435_761).toString(16).padStart(12, "0").repeat(6).slice(0, 64),
    connection: app.id,
  };
}

export function record(later: <T>(value: T) => Promise<T>): RecordCommands {
  const entries = Array.from({ length: ALL }, (_, i) => entry(i + 1));
  return {
    recordPage: (query) => {
      const text = query.text.toLowerCase();
      const found = entries.filter(
        (e) =>
          `${e.seq} ${e.words}`.toLowerCase().includes(text) &&
          (query.kinds.length === 0 || query.kinds.includes(e.kind)) &&
          (query.connections.length === 0 || query.connections.includes(e.connection)),
      );
      if (query.newest_first) found.reverse();
      return later({
        entries: found.slice(query.offset, query.offset + query.limit),
        total: found.length,
        all: entries.length,
        kinds: Object.entries(KINDS).map(([value, label]) => ({
          value,
          label,
          count: entries.filter((e) => e.kind === value).length,
        })),
      });
    },
    verifyRecord: () =>
      later({
        entries: ALL,
        intact: true,
        first_bad: null,
        words: "1 204 entries, unbroken from the first to the last.",
        head: entries.at(-1)?.hash ?? "",
      }),
    exportRecord: () =>
      later({ path: "/home/priya/Documents/rollcall-record-2026-11-24.jsonl", entries: ALL }),
  };
}
