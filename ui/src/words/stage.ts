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

/** "Edit 3 people in Boardwise", "+2 −2 in Design": one part for each kind and app, or group. */
export function stagedParts(changes: StagedChange[], connections: ConnectionView[]): string[] {
  const kinds = new Map<string, StagedChange[]>();
  const apps = new Map<string, Map<string, { name: string; add: number; remove: number }>>();
  for (const change of changes) {
    const { kind, connection_id: app } = change;
    if (kind !== "add-member" && kind !== "remove-member") {
      const key = `${kind}\n${app}`;
      kinds.set(key, [...(kinds.get(key) ?? []), change]);
      continue;
    }
    const groups = apps.get(app) ?? new Map();
    apps.set(app, groups);
    const group = groups.get(change.group_id ?? "") ?? { name: change.on, add: 0, remove: 0 };
    group[kind === "add-member" ? "add" : "remove"] += change.members.length;
    groups.set(change.group_id ?? "", group);
  }
  const nounsOf = (id: string) => connections.find((c) => c.id === id)?.nouns;
  const parts: string[] = [];
  for (const of of kinds.values()) {
    const [first] = of;
    if (!first) continue;
    const nouns = nounsOf(first.connection_id);
    const n = of.length;
    const where = ` in ${first.connection_name}`;
    const users = plural(n, nouns?.user ?? "user", nouns?.users ?? "users");
    const groups = plural(n, nouns?.group ?? "group", nouns?.groups ?? "groups");
    const words: Partial<Record<StagedChange["kind"], string>> = {
      create: `Create ${users}`,
      "create-group": `Create ${groups}`,
      "rename-group": `Rename ${groups}`,
      "delete-group": `Delete ${groups}`,
    };
    parts.push((words[first.kind] ?? acted(first.change, people(n))) + where);
  }
  for (const [app, groups] of apps) {
    const all = [...groups.values()];
    const net = (add: number, remove: number) =>
      [add > 0 ? `+${count(add)}` : "", remove > 0 ? `${MINUS}${count(remove)}` : ""]
        .filter(Boolean)
        .join(" ");
    if (all.length <= GROUPS_NAMED) {
      for (const { name, add, remove } of all) parts.push(`${net(add, remove)} in ${name}`);
      continue;
    }
    const connection = connections.find((c) => c.id === app);
    const sum = (pick: (g: (typeof all)[number]) => number) => all.reduce((s, g) => s + pick(g), 0);
    parts.push(
      `${net(
        sum((g) => g.add),
        sum((g) => g.remove),
      )} in ${count(all.length)} ${connection?.nouns.groups ?? "groups"} in ${connection?.name ?? app}`,
    );
  }
  return parts;
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
