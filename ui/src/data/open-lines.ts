// Pasted lines that staged nothing. They stay in sight until they are dismissed, for as long as the
// window is open: they name nobody for certain, so the host has nothing to keep.
import type { UserRow } from "../host";
import type { GroupKey } from "./stage";
import { createStore } from "./store";

export type OpenLine = {
  text: string;
  /** Nobody is called so, several are, or the one who is cannot be added or removed. */
  why: "nobody" | "several" | "member" | "gone" | "absent";
  /** It was to take somebody out. */
  out: boolean;
  rows: UserRow[];
  /** Ids of those of them who are in the group. */
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

/** Keeps the lines that staged nothing in sight; the same text stands there once. */
export function keepLines(key: GroupKey, lines: OpenLine[]): void {
  if (lines.length === 0) return;
  const texts = new Set(lines.map((line) => line.text));
  change(key, (before) => [...before.filter((line) => !texts.has(line.text)), ...lines]);
}

export function dismissLines(key: GroupKey, texts: ReadonlySet<string>): void {
  change(key, (before) => before.filter((line) => !texts.has(line.text)));
}

/** Another store is shown from now on. */
export function forgetLines(): void {
  store.set(new Map());
}
