// Staged adds and removes of a group. The editor shows each at once; the host gets all of them in one
// call, and those it could not store are undone with the reason.
import { type QueryClient, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  type AccountState,
  type AppState,
  asProblem,
  host,
  type MemberPage,
  type StagedChange,
  type StagedMember,
  type StageView,
} from "../host";
import { showNotice } from "./notices";
import {
  adoptStage,
  type GroupKey,
  inOrder,
  isOfGroup,
  layOver,
  ofGroup,
  stageKnown,
  stageNow,
  useStage,
} from "./stage";

export type StagedPerson = {
  id: string;
  name: string;
  user_name: string;
  status: AccountState | null;
};

/** In the order they were staged. */
export type Staged = {
  adds: ReadonlyMap<string, StagedPerson>;
  removes: ReadonlyMap<string, StagedPerson>;
};

const NOBODY: Staged = { adds: new Map(), removes: new Map() };

const nameOf = ({ connectionId, groupId }: GroupKey) => JSON.stringify([connectionId, groupId]);

/** The people as known when they were staged; the host stores only their ids and names. */
const people = new Map<string, StagedPerson>();
const personKey = (key: GroupKey, id: string) => `${key.connectionId}\n${id}`;

function personOf(key: GroupKey, { account_id, name }: StagedMember): StagedPerson {
  const known = people.get(personKey(key, account_id));
  return known ?? { id: account_id, name, user_name: "", status: null };
}

function stagedIn(view: StageView | undefined, key: GroupKey): Staged {
  if (!view) return NOBODY;
  const { adds, removes } = ofGroup(view, key);
  const named = (members: StagedMember[]) =>
    new Map(members.map((member) => [member.account_id, personOf(key, member)]));
  return { adds: named(adds), removes: named(removes) };
}

export function stagedOf(client: QueryClient, key: GroupKey): Staged {
  return stagedIn(stageNow(client), key);
}

export function useStaged(key: GroupKey): Staged {
  const view = useStage();
  const { connectionId, groupId } = key;
  const unknown = useMemo(() => {
    const { adds, removes } = ofGroup(view, { connectionId, groupId });
    const ids = [...adds, ...removes].map((member) => member.account_id);
    return ids.filter((id) => !people.has(personKey({ connectionId, groupId }, id)));
  }, [view, connectionId, groupId]);
  // Staged before this start: the people are looked up once.
  const found = useQuery({
    queryKey: ["staged-people", connectionId, unknown],
    queryFn: async () => {
      for (const { text, rows } of await host.matchUsers(connectionId, null, unknown)) {
        const row = rows.find((one) => one.account_id === text);
        if (row) remember({ connectionId, groupId }, [{ ...row, id: row.account_id }]);
      }
      return unknown.length;
    },
    enabled: unknown.length > 0,
  }).dataUpdatedAt;
  // biome-ignore lint/correctness/useExhaustiveDependencies: found people are remembered outside React
  return useMemo(
    () => stagedIn(view, { connectionId, groupId }),
    [view, connectionId, groupId, found],
  );
}

function remember(key: GroupKey, them: StagedPerson[]): void {
  for (const { id, name, user_name, status } of them)
    people.set(personKey(key, id), { id, name, user_name, status });
}

let optimistic = 0;

/** The changes as the host will return them, before it has. */
function changesFor(client: QueryClient, key: GroupKey, staged: Staged): StagedChange[] {
  const connection = client
    .getQueryData<AppState>(["state"])
    ?.connections.find((one) => one.id === key.connectionId);
  const group = client
    .getQueriesData<MemberPage>({ queryKey: ["members"] })
    .map(([, page]) => page?.group)
    .find((one) => one?.connection_id === key.connectionId && one.group_id === key.groupId);
  const noun = group?.noun ?? connection?.nouns.group ?? "group";
  const one = (kind: "add-member" | "remove-member", who: Staged["adds"]): StagedChange[] =>
    who.size === 0
      ? []
      : [
          {
            id: --optimistic,
            kind,
            connection_id: key.connectionId,
            connection_name: group?.connection_name ?? connection?.name ?? "",
            color: group?.color ?? connection?.color ?? "",
            change: kind === "add-member" ? `Add to ${noun}` : `Remove from ${noun}`,
            on: group?.name ?? "",
            account_id: null,
            group_id: key.groupId,
            values: [],
            members: [...who.values()].map(({ id, name }) => ({ account_id: id, name })),
            names: [],
            at: new Date().toISOString(),
          },
        ];
  return [...one("add-member", staged.adds), ...one("remove-member", staged.removes)];
}

const isMembers = (change: StagedChange) =>
  change.kind === "add-member" || change.kind === "remove-member";

/** The newest change for each group that the host has not stored yet. */
const wished = new Map<string, Staged>();

function keep(client: QueryClient, key: GroupKey, wish: Staged): void {
  const name = nameOf(key);
  const changes = changesFor(client, key, wish);
  wished.set(name, wish);
  layOver(client, name, (view) => ({
    changes: [...view.changes.filter((c) => !isMembers(c) || !isOfGroup(c, key)), ...changes],
  }));
  void inOrder(async () => {
    // A newer change for this group is pending and contains all of it.
    if (wished.get(name) !== wish) return;
    let view: StageView | null = null;
    try {
      const { adds, removes } = wish;
      const [add, remove] = [[...adds.keys()], [...removes.keys()]];
      view = await host.stageMembers(key.connectionId, key.groupId, add, remove);
    } catch (thrown) {
      showNotice(asProblem(thrown));
    }
    if (wished.get(name) === wish) {
      wished.delete(name);
      layOver(client, name, null);
    }
    adoptStage(client, view ?? (await host.stage()));
  }).catch((thrown: unknown) => showNotice(asProblem(thrown)));
}

/** Changes what is staged for a group, after it is loaded: a change replaces the previous one. */
function change(client: QueryClient, key: GroupKey, make: (before: Staged) => Staged): void {
  const apply = () => {
    const before = stagedOf(client, key);
    const after = make(before);
    if (after !== before) keep(client, key, after);
  };
  if (stageNow(client)) apply();
  else stageKnown(client).then(apply, (thrown: unknown) => showNotice(asProblem(thrown)));
}

/** Stages adds. A member needs none: a staged removal is undone. */
export function stageAdds(
  client: QueryClient,
  key: GroupKey,
  them: StagedPerson[],
  members: ReadonlySet<string>,
): void {
  remember(key, them);
  change(client, key, (before) => {
    const adds = new Map(before.adds);
    const removes = new Map(before.removes);
    for (const person of them) {
      const stays = removes.delete(person.id) || members.has(person.id);
      if (!stays && !adds.has(person.id)) adds.set(person.id, person);
    }
    const same = adds.size === before.adds.size && removes.size === before.removes.size;
    return same ? before : { adds, removes };
  });
}

/** The same for one; returns whether that changes anything. */
export function stageAdd(
  client: QueryClient,
  key: GroupKey,
  person: StagedPerson,
  member: boolean,
): boolean {
  const { adds, removes } = stagedOf(client, key);
  stageAdds(client, key, [person], new Set(member ? [person.id] : []));
  return removes.has(person.id) || !(member || adds.has(person.id));
}

export function stageRemove(client: QueryClient, key: GroupKey, ...them: StagedPerson[]): void {
  remember(key, them);
  change(client, key, (before) => {
    const more = them.filter((person) => !before.removes.has(person.id));
    if (more.length === 0) return before;
    const adds = new Map(before.adds);
    for (const { id } of more) adds.delete(id);
    const removes = new Map(before.removes);
    for (const person of more) removes.set(person.id, person);
    return { adds, removes };
  });
}

/** Unstages the changes of these people. */
export function takeBack(client: QueryClient, key: GroupKey, ...ids: string[]): void {
  change(client, key, (before) => {
    if (!ids.some((id) => before.adds.has(id) || before.removes.has(id))) return before;
    const without = (map: Staged["adds"]) => new Map([...map].filter(([id]) => !ids.includes(id)));
    return { adds: without(before.adds), removes: without(before.removes) };
  });
}

/** Unstages all adds and removes of this group. */
export function discardStaged(client: QueryClient, key: GroupKey): void {
  change(client, key, (before) => (before.adds.size + before.removes.size === 0 ? before : NOBODY));
}

/** Called when another store is shown. */
export function forgetMembers(): void {
  wished.clear();
  people.clear();
}
