// Adds and removes that are staged for a group, for as long as the window is open.
import type { AccountState, UserRow } from "../host";
import { createStore } from "./store";

export type StagedPerson = {
  id: string;
  name: string;
  user_name: string;
  status: AccountState | null;
};

/** A pasted line that staged nothing, until it is dismissed. */
export type OpenLine = {
  text: string;
  /** Nobody is called so, several are, or the one who is cannot be added. */
  why: "nobody" | "several" | "member" | "gone";
  rows: UserRow[];
};

export type Staged = {
  /** In the order they were staged. */
  adds: ReadonlyMap<string, StagedPerson>;
  removes: ReadonlyMap<string, StagedPerson>;
  lines: OpenLine[];
};

export type GroupKey = { connectionId: string; groupId: string };

const NOTHING: Staged = { adds: new Map(), removes: new Map(), lines: [] };

const store = createStore<ReadonlyMap<string, Staged>>(new Map());
/** The changes in each plan that was made of staged ones, by the plan's id. */
const planned = new Map<string, { key: GroupKey; ids: string[] }>();

const nameOf = ({ connectionId, groupId }: GroupKey) => JSON.stringify([connectionId, groupId]);

export function stagedOf(key: GroupKey): Staged {
  return store.get().get(nameOf(key)) ?? NOTHING;
}

export function useStaged(key: GroupKey): Staged {
  return store.use().get(nameOf(key)) ?? NOTHING;
}

function change(key: GroupKey, make: (before: Staged) => Staged): void {
  store.set((all) => {
    const name = nameOf(key);
    const before = all.get(name) ?? NOTHING;
    const after = make(before);
    if (after === before) return all;
    const next = new Map(all);
    if (after.adds.size + after.removes.size + after.lines.length === 0) next.delete(name);
    else next.set(name, after);
    return next;
  });
}

const without = <T>(map: ReadonlyMap<string, T>, ids: string[]): ReadonlyMap<string, T> =>
  ids.some((id) => map.has(id)) ? new Map([...map].filter(([id]) => !ids.includes(id))) : map;

const withOne = <T>(map: ReadonlyMap<string, T>, id: string, value: T): ReadonlyMap<string, T> =>
  map.has(id) ? map : new Map([...map, [id, value]]);

/** Stages adds. A member needs none: if the removal was staged it is taken back. */
export function stageAdds(
  key: GroupKey,
  people: StagedPerson[],
  members: ReadonlySet<string>,
): void {
  change(key, (before) => {
    const adds = new Map(before.adds);
    const removes = new Map(before.removes);
    for (const person of people) {
      const stays = removes.delete(person.id) || members.has(person.id);
      if (!stays && !adds.has(person.id)) adds.set(person.id, person);
    }
    return { ...before, adds, removes };
  });
}

/** The same for one; answers whether that changed anything. */
export function stageAdd(key: GroupKey, person: StagedPerson, member: boolean): boolean {
  const size = () => {
    const { adds, removes } = stagedOf(key);
    return adds.size - removes.size;
  };
  const before = size();
  stageAdds(key, [person], new Set(member ? [person.id] : []));
  return size() !== before;
}

export function stageRemove(key: GroupKey, person: StagedPerson): void {
  change(key, (before) => ({
    ...before,
    adds: without(before.adds, [person.id]),
    removes: withOne(before.removes, person.id, person),
  }));
}

/** Forgets what was staged for one person, whichever it was. */
export function takeBack(key: GroupKey, ...ids: string[]): void {
  change(key, (before) => {
    const adds = without(before.adds, ids);
    const removes = without(before.removes, ids);
    return adds === before.adds && removes === before.removes
      ? before
      : { ...before, adds, removes };
  });
}

/** Keeps the lines that staged nothing in sight; the same text stands there once. */
export function keepLines(key: GroupKey, lines: OpenLine[]): void {
  const texts = new Set(lines.map((line) => line.text));
  change(key, (before) =>
    lines.length === 0
      ? before
      : { ...before, lines: [...before.lines.filter((l) => !texts.has(l.text)), ...lines] },
  );
}

export function dismissLine(key: GroupKey, text: string): void {
  change(key, (before) => ({ ...before, lines: before.lines.filter((l) => l.text !== text) }));
}

/** Lets go of all changes; lines that were not matched stay until they are dismissed. */
export function discardStaged(key: GroupKey): void {
  change(key, (before) => ({ ...before, adds: NOTHING.adds, removes: NOTHING.removes }));
}

/** Remembers which staged changes a plan holds. */
export function stagedInPlan(planId: string, key: GroupKey): void {
  const { adds, removes } = stagedOf(key);
  planned.set(planId, { key, ids: [...adds.keys(), ...removes.keys()] });
}

/** The plan is being run: what it holds is staged no longer. What was staged since stays. */
export function planStarted(planId: string): void {
  const held = planned.get(planId);
  if (!held) return;
  planned.delete(planId);
  takeBack(held.key, ...held.ids);
}

/** Another store is shown from now on. */
export function forgetStaged(): void {
  store.set(new Map());
  planned.clear();
}
