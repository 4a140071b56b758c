// What is staged. The host keeps it, over a restart too; here is the last that it said, and every
// write to it. Writes go one after the other, and an older answer never takes a newer one's place.
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

/** What is wished for and not kept yet lies over every answer until the host has kept it. */
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
      // A write that was answered meanwhile knows better; the truth now is asked for again.
      if (before === answers) return overlaid(view);
    }
  },
};

/** What is staged; nothing before the first answer. */
export function useStage(): StageView {
  return useQuery(stageQuery).data ?? NOTHING;
}

/** The same outside React; undefined before the first answer. */
export function stageNow(client: QueryClient): StageView | undefined {
  return client.getQueryData<StageView>(STAGE_KEY);
}

/** Asks for the stage when it was never asked for. */
export function stageKnown(client: QueryClient): Promise<StageView> {
  return client.fetchQuery(stageQuery);
}

/** Takes an answer of the host for what is staged now. */
export function adoptStage(client: QueryClient, view: StageView): void {
  answers += 1;
  client.setQueryData(STAGE_KEY, overlaid(view));
}

/** Something else changed it: a run has begun, rows were read. */
export function refreshStage(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: STAGE_KEY });
}

/** Does one write when all before it are answered. */
export function inOrder<T>(write: () => Promise<T>): Promise<T> {
  const done = writes.then(write);
  writes = done.catch(() => undefined);
  return done;
}

/** Shows a wish before the host has kept it; `null` ends that. */
export function layOver(client: QueryClient, name: string, overlay: Overlay | null): void {
  // The newest wish lies on top.
  overlays.delete(name);
  if (overlay === null) return;
  overlays.set(name, overlay);
  client.setQueryData<StageView>(STAGE_KEY, (view) => overlay(view ?? NOTHING));
}

/** Another store is shown from now on. */
export function forgetStage(): void {
  overlays.clear();
  answers += 1;
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

/** Everything staged, at the moment when the writes before are kept, and nothing after it. */
export function unstageAll(client: QueryClient): Promise<void> {
  return inOrder(async () => {
    const ids = (await host.stage()).changes.map((change) => change.id);
    adoptStage(client, await host.unstage(ids));
  });
}

/**
 * A plan of everything staged, once all that was wished for before is kept. It stays staged until
 * that plan is run. What is staged while it is made does not wait for it.
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

/** What is staged for one account that exists. */
export type StagedAccount = {
  ids: number[];
  values: StagedValue[];
  /** It comes or goes, in which way. */
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

/** What is staged for one group: who joins, who leaves, and other changes of the group itself. */
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
