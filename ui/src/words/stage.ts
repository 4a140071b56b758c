// Staged changes in words.
import type { ConnectionView, LeftOut, StagedChange, UserWishKind } from "../host";
import { acted, count, plural } from "./numbers";

const MINUS = "\u2212";
/** Groups of one app that are named before the rest is a number. */
const GROUPS_NAMED = 2;

/** The number of changes; each staged member of a group counts as one. */
export const stagedCount = (changes: StagedChange[]): number =>
  changes.reduce((sum, change) => sum + Math.max(1, change.members.length), 0);

const people = (n: number) => plural(n, "person", "people");

type Members = { name: string; add: number; remove: number };

const isMembers = ({ kind }: StagedChange) => kind === "add-member" || kind === "remove-member";

/** Groups keep the order in which their first change was staged. */
function groupedBy<T>(all: T[], keyOf: (one: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** "Edit 3 people in Boardwise": the changes of one kind in one app. */
function kindPart(changes: StagedChange[], connections: ConnectionView[]): string[] {
  const [first] = changes;
  if (!first) return [];
  const nouns = connections.find((c) => c.id === first.connection_id)?.nouns;
  const n = changes.length;
  const users = plural(n, nouns?.user ?? "user", nouns?.users ?? "users");
  const groups = plural(n, nouns?.group ?? "group", nouns?.groups ?? "groups");
  const words: Partial<Record<StagedChange["kind"], string>> = {
    create: `Create ${users}`,
    "create-group": `Create ${groups}`,
    "rename-group": `Rename ${groups}`,
    "delete-group": `Delete ${groups}`,
  };
  return [`${words[first.kind] ?? acted(first.change, people(n))} in ${first.connection_name}`];
}

/** "+2 −2"; a zero is left out. */
const net = ({ add, remove }: Omit<Members, "name">) =>
  [add > 0 ? `+${count(add)}` : "", remove > 0 ? `${MINUS}${count(remove)}` : ""]
    .filter(Boolean)
    .join(" ");

const sum = (changes: StagedChange[], kind: StagedChange["kind"]) =>
  changes.reduce((n, change) => n + (change.kind === kind ? change.members.length : 0), 0);

function membersOf(changes: StagedChange[]): Members {
  const [add, remove] = [sum(changes, "add-member"), sum(changes, "remove-member")];
  return { name: changes[0]?.on ?? "", add, remove };
}

/** "+2 −2 in Design" for each group of one app, or one part for many groups. */
function memberParts(changes: StagedChange[], connections: ConnectionView[]): string[] {
  const groups = groupedBy(changes, (change) => change.group_id ?? "").map(membersOf);
  if (groups.length <= GROUPS_NAMED) return groups.map((one) => `${net(one)} in ${one.name}`);
  const app = changes[0]?.connection_id ?? "";
  const connection = connections.find((c) => c.id === app);
  const noun = connection?.nouns.groups ?? "groups";
  return [
    `${net(membersOf(changes))} in ${count(groups.length)} ${noun} in ${connection?.name ?? app}`,
  ];
}

/** "Edit 3 people in Boardwise", "+2 −2 in Design": one part for each kind and app, or group. */
export function stagedParts(changes: StagedChange[], connections: ConnectionView[]): string[] {
  const others = changes.filter((change) => !isMembers(change));
  const kinds = groupedBy(others, ({ kind, connection_id }) => `${kind}\n${connection_id}`);
  const apps = groupedBy(changes.filter(isMembers), (change) => change.connection_id);
  return [
    ...kinds.flatMap((same) => kindPart(same, connections)),
    ...apps.flatMap((same) => memberParts(same, connections)),
  ];
}

/** "Title: Agent → Counsel"; a cleared value becomes the word none. */
export function valueWords({ label, before, after }: StagedChange["values"][number]): string {
  return `${label}: ${before === "" ? "none" : before} → ${after ?? "none"}`;
}

/** "2 left out: department is not kept (Ann, Bo and 3 more)". */
export function leftOutWords({ why, count: n, names }: LeftOut): string {
  const rest = n - names.length;
  const named = rest > 0 ? `${names.join(", ")} and ${count(rest)} more` : names.join(", ");
  const reason = why.replace(/\.$/, "");
  return named === ""
    ? `${count(n)} left out: ${reason}`
    : `${count(n)} left out: ${reason} (${named})`;
}

const WISH: Record<UserWishKind, string> = {
  deactivate: "deactivation",
  activate: "activation",
  delete: "deletion",
  set: "edit",
};

/** "Staged: edit of 3 people." */
export function stagedSentence(kind: UserWishKind, staged: number): string {
  return staged === 0
    ? `Nothing staged. No ${WISH[kind]} is possible here.`
    : `Staged: ${WISH[kind]} of ${people(staged)}.`;
}
