// The staged changes. The host stores them, also over a restart; this module holds its last answer and
// sends every write. Writes go one after the other, and an older answer never replaces a newer one.
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  type AccountRef,
  host,
  type PlanView,
  type StageAnswer,
  type StagedChange,
  type StagedValue,
  type StageView,
  type UserWish,
} from "../host";

export const STAGE_KEY = ["stage"] as const;

/** Changes that are not stored yet are layered over every answer until the host has stored them. */
type Overlay = (view: StageView) => StageView;

const NOTHING: StageView = { changes: [] };
const overlays = new Map<string, Overlay>();
let answers = 0;
let writes: Promise<unknown> = Promise.resolve();

function overlaid(view: StageView): StageView {
  let shown = view;
  for (const lay of overlays.values()) shown = lay(shown);
  return shown;
}

export const stageQuery = {
  queryKey: STAGE_KEY,
  queryFn: async () => {
    for (;;) {
      const before = answers;
      const view = await host.stage();
      // A write was answered meanwhile, so this answer is out of date: ask again.
      if (before === answers) return overlaid(view);
    }
  },
};

/** The staged changes; empty before the first answer. */
export function useStage(): StageView {
  return useQuery(stageQuery).data ?? NOTHING;
}

/** The same outside React; undefined before the first answer. */
export function stageNow(client: QueryClient): StageView | undefined {
  return client.getQueryData<StageView>(STAGE_KEY);
}

/** Loads the stage if it was never loaded. */
export function stageKnown(client: QueryClient): Promise<StageView> {
  return client.fetchQuery(stageQuery);
}

/** Adopts an answer of the host as the current stage. */
export function adoptStage(client: QueryClient, view: StageView): void {
  answers += 1;
  client.setQueryData(STAGE_KEY, overlaid(view));
}

/** Called when something else changed it: a run has started, rows were synced. */
export function refreshStage(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: STAGE_KEY });
}

/** Sends one write after all earlier ones are answered. */
export function inOrder<T>(write: () => Promise<T>): Promise<T> {
  const done = writes.then(write);
  writes = done.catch(() => undefined);
  return done;
}

/** Shows a change before the host has stored it; `null` ends that. */
export function layOver(client: QueryClient, name: string, overlay: Overlay | null): void {
  // The newest change lies on top.
  overlays.delete(name);
  if (overlay === null) return;
  overlays.set(name, overlay);
  client.setQueryData<StageView>(STAGE_KEY, (view) => overlay(view ?? NOTHING));
}

/** Called when another store is shown: its writes do not wait for those of the store before. */
export function forgetStage(): void {
  overlays.clear();
  answers += 1;
  writes = Promise.resolve();
}

export function stageUsers(client: QueryClient, wish: UserWish): Promise<StageAnswer> {
  return inOrder(async () => {
    const answer = await host.stageUsers(wish);
    adoptStage(client, answer.stage);
    return answer;
  });
}

export function unstage(client: QueryClient, ids: number[]): Promise<void> {
  return inOrder(async () => adoptStage(client, await host.unstage(ids)));
}

/** The staged changes once all earlier writes are stored, without later ones. */
export function unstageAll(client: QueryClient): Promise<void> {
  return inOrder(async () => {
    const ids = (await host.stage()).changes.map((change) => change.id);
    adoptStage(client, await host.unstage(ids));
  });
}

/**
 * A plan of all staged changes, once all earlier writes are stored. They stay staged until that plan
 * is run. Changes staged in the meantime do not wait for it.
 */
export async function planStage(): Promise<PlanView> {
  await writes;
  return host.planStage();
}

/** Accounts are unique by connection and id; neither alone is. */
export const accountKey = ({ connection_id, account_id }: AccountRef): string =>
  `${connection_id}\n${account_id}`;

export const accountOf = (key: string): AccountRef => {
  const at = key.indexOf("\n");
  return { connection_id: key.slice(0, at), account_id: key.slice(at + 1) };
};

/** The staged changes of an existing account. */
export type StagedAccount = {
  ids: number[];
  values: StagedValue[];
  /** The staged change of the status. */
  fate: "deactivate" | "activate" | "delete" | null;
};

export function byAccount(view: StageView): ReadonlyMap<string, StagedAccount> {
  const found = new Map<string, StagedAccount>();
  for (const change of view.changes) {
    const { kind, account_id, connection_id } = change;
    if (account_id === null) continue;
    const key = accountKey({ connection_id, account_id });
    const before = found.get(key) ?? { ids: [], values: [], fate: null };
    const fate = kind === "deactivate" || kind === "activate" || kind === "delete" ? kind : null;
    found.set(key, {
      ids: [...before.ids, change.id],
      values: [...before.values, ...change.values],
      fate: fate ?? before.fate,
    });
  }
  return found;
}

export type GroupKey = { connectionId: string; groupId: string };

export const isOfGroup = (change: StagedChange, { connectionId, groupId }: GroupKey): boolean =>
  change.connection_id === connectionId && change.group_id === groupId;

/** The staged changes of one group: adds, removes, and changes of the group itself. */
export function ofGroup(view: StageView, key: GroupKey) {
  const of = view.changes.filter((change) => isOfGroup(change, key));
  const members = (kind: StagedChange["kind"]) =>
    of.filter((change) => change.kind === kind).flatMap((change) => change.members);
  return {
    adds: members("add-member"),
    removes: members("remove-member"),
    others: of.filter((c) => c.kind !== "add-member" && c.kind !== "remove-member"),
  };
}

/** By account key. */
export function useStagedAccounts(): ReadonlyMap<string, StagedAccount> {
  const view = useStage();
  return useMemo(() => byAccount(view), [view]);
}

/** For screens that stage. */
export function useStaging() {
  const client = useQueryClient();
  return useMemo(
    () => ({
      stageUsers: (wish: UserWish) => stageUsers(client, wish),
      unstage: (ids: number[]) => unstage(client, ids),
    }),
    [client],
  );
}
