import type { StagedAccount } from "../data/stage";
import type {
  ReconcileAnswer,
  ReconcileAppView,
  ReconcileBucket,
  ReconcileCount,
  ReconcileRow,
  ReconcileView,
} from "../host";
import { count, list, plural } from "./numbers";
import { moment } from "./times";

/** "hr.csv (1 449 people, imported 09:12) against 5 apps, 4 207 accounts". */
export function comparedWords(view: ReconcileView, now: Date): string {
  const { list: of, apps, accounts } = view;
  if (of === null) return "no HR list imported yet";
  const people = plural(of.entries, "person", "people");
  const when = moment(of.imported_at, now);
  const open = apps.filter((app) => !app.complete).map((app) => app.name);
  const complete = open.length === 0 ? "complete" : `not complete: ${list(open)}`;
  return `${of.name} (${people}, imported ${when}) against ${plural(apps.length, "app", "apps")}, ${plural(accounts, "account", "accounts")}, ${complete}`;
}

/** What a tile counts: values in `differs`, people without an account, otherwise accounts. */
export function tileNumber(one: ReconcileCount): number {
  return ofValues(one.bucket) ? one.rows : one.accounts + lone(one);
}

/** Buckets with a row for each value or membership. */
export const ofValues = (bucket: ReconcileBucket): boolean =>
  bucket === "differs" || bucket === "groups-differ";

/** Rows of people without an account. */
const lone = (one: ReconcileCount): number =>
  one.bucket === "no-account" || one.accounts === 0 ? one.rows - one.accounts : 0;

/** "106 people", "values of 78 people". */
export function tileNote(one: ReconcileCount): string {
  const people = plural(one.people, "person", "people");
  switch (one.bucket) {
    case "differs":
      return one.rows === 0 ? "no value" : `${one.rows === 1 ? "value" : "values"} of ${people}`;
    case "groups-differ":
      return `${one.rows === 1 ? "membership" : "memberships"} of ${people}`;
    case "no-account":
      return `missing for ${people}`;
    case "set-aside":
      return "not compared";
    default:
      return people;
  }
}

/** Buckets whose rows propose a change. */
export const proposes = (bucket: ReconcileBucket): boolean =>
  bucket === "no-account" ||
  bucket === "left-active" ||
  bucket === "not-in-list" ||
  ofValues(bucket);

/** Buckets whose rows can be left as they are until a day. */
export const ignorable = (bucket: ReconcileBucket): boolean =>
  bucket !== "groups-differ" &&
  (proposes(bucket) || bucket === "not-known" || bucket === "no-account");

/** Buckets whose rows can be selected at all. */
export const selectable = (bucket: ReconcileBucket): boolean =>
  ignorable(bucket) || proposes(bucket) || bucket === "ignored";

/** Names a row of the table. */
export const rowKey = ({ at }: ReconcileRow): string =>
  [at.connection_id ?? "", at.account_id ?? "", at.path ?? "", at.person_id].join("\n");

/** "Set title", "Set title (only the spelling differs)", "Ignored until 2026-12-31: …". */
export function proposalWords(row: ReconcileRow): string {
  if (row.ignored) return `Ignored until ${row.ignored.until}: ${row.ignored.reason}`;
  return row.spelling_only ? `${row.words} (only the spelling differs)` : row.words;
}

/** Whether a row's proposal is among the staged changes of its account. */
export function isStaged(row: ReconcileRow, staged: StagedAccount | undefined): boolean {
  if (!staged) return false;
  if (row.at.path === null) return staged.fate === "deactivate" || staged.fate === "delete";
  const value = staged.values.find((one) => one.path === row.at.path);
  return value !== undefined && (value.after ?? "") === row.in_list;
}

/** Rows of a selection for which there is a proposal. */
export const proposed = (rows: ReconcileRow[]): ReconcileRow[] =>
  rows.filter((row) => row.proposal !== "nothing" && row.proposal !== "decide");

/** "Take the list’s value", "Deactivate 3 accounts". */
export function acceptLabel(bucket: ReconcileBucket, n: number): string {
  if (bucket === "differs")
    return n === 1 ? "Take the list’s value" : `Take ${count(n)} values of the list`;
  if (bucket === "no-account") return `Create ${plural(n, "account", "accounts")}`;
  if (bucket === "groups-differ") return `Change ${plural(n, "membership", "memberships")}`;
  return `End access of ${plural(n, "account", "accounts")}`;
}

/** What was staged, in one sentence. */
export function acceptedSentence(answer: ReconcileAnswer): string {
  if (answer.staged === 0) return "Nothing staged.";
  const changes = plural(answer.staged, "change", "changes");
  return answer.rows === answer.staged
    ? `Staged: ${changes}.`
    : `Staged: ${changes} with ${plural(answer.rows, "value", "values")}.`;
}

/** "Acme: Title: Acme never returns it." */
export const notComparedWords = (apps: ReconcileAppView[]): string[] =>
  apps.flatMap((app) => app.not_compared.map((why) => `${app.name}: ${why}`));

/** Why the table of a bucket is empty. */
export function emptyWords(bucket: ReconcileBucket, doubt: string | null): string {
  switch (bucket) {
    case "left-active":
      return "No one who left has an active account.";
    case "not-in-list":
      return "Every active account belongs to someone in the HR list.";
    case "not-known":
      return "The HR list says of everyone whether they work here.";
    case "ambiguous":
      return "No account waits for a decision about its person.";
    case "differs":
      return "No value that can be compared differs.";
    case "groups-differ":
      return "Every group is as the rules of its app say, or no rule is about a group.";
    case "no-account":
      return doubt ?? "Everyone in the HR list has an account in some app.";
    case "in-step":
      return "No active account is as the HR list says.";
    case "set-aside":
      return "No account is inactive, shared or a service account.";
    case "ignored":
      return "Nothing is ignored.";
  }
}
