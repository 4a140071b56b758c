// Pasted lines that staged nothing. They stay visible until they are dismissed, for as long as the
// window is open: without a certain match, the host has nothing to store.
import type { UserRow } from "../host";
import type { GroupKey } from "./stage";
import { createStore } from "./store";

export type OpenLine = {
  text: string;
  /** No match, several matches, or a match that cannot be added or removed. */
  why: "nobody" | "several" | "member" | "gone" | "absent";
  /** The line removes a member. */
  out: boolean;
  rows: UserRow[];
  /** Ids of the matches that are members of the group. */
  inside: string[];
};

const NONE: OpenLine[] = [];
const store = createStore<ReadonlyMap<string, OpenLine[]>>(new Map());

const nameOf = ({ connectionId, groupId }: GroupKey) => JSON.stringify([connectionId, groupId]);

export function linesOf(key: GroupKey): OpenLine[] {
  return store.get().get(nameOf(key)) ?? NONE;
}

export function useOpenLines(key: GroupKey): OpenLine[] {
  return store.use().get(nameOf(key)) ?? NONE;
}

function change(key: GroupKey, make: (before: OpenLine[]) => OpenLine[]): void {
  store.set((all) => {
    const next = new Map(all);
    const lines = make(all.get(nameOf(key)) ?? NONE);
    if (lines.length === 0) next.delete(nameOf(key));
    else next.set(nameOf(key), lines);
    return next;
  });
}

/** Keeps the lines that staged nothing visible; each text only once. */
export function keepLines(key: GroupKey, lines: OpenLine[]): void {
  if (lines.length === 0) return;
  const texts = new Set(lines.map((line) => line.text));
  change(key, (before) => [...before.filter((line) => !texts.has(line.text)), ...lines]);
}

export function dismissLines(key: GroupKey, texts: ReadonlySet<string>): void {
  change(key, (before) => before.filter((line) => !texts.has(line.text)));
}

/** Called when another store is shown. */
export function forgetLines(): void {
  store.set(new Map());
}
