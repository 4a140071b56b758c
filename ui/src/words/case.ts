// A lockdown or quarantine in words: the state of each line, and how much of it is proven.
import type {
  CaseBrief,
  CaseKind,
  CaseState,
  CaseView,
  Outcome,
  PlanView,
  ReceiptLine,
  ResidualLine,
} from "../host";
import { count, list, plural } from "./numbers";
import { dayOnly, evidence, moment, until } from "./times";

export const CASE_KIND: Record<CaseKind, string> = {
  lockdown: "Lockdown",
  quarantine: "Quarantine",
  review: "Review",
};

export const CASE_STATE: Record<CaseState, string> = {
  planned: "planned",
  open: "open",
  closed: "closed",
  stopped: "stopped",
  released: "released",
};

/** How a line is shown: its state, and for what did not succeed also how it failed. */
export type LineMark =
  | "verified"
  | "undone"
  | "accepted"
  | "refused"
  | "held-back"
  | "unknown"
  | "open"
  | "yours"
  | "running"
  | "waiting"
  | "stopped"
  | "left";

export const LINE_MARK: Record<LineMark, string> = {
  verified: "verified",
  undone: "no longer in effect",
  accepted: "accepted, not verified",
  refused: "refused",
  "held-back": "held back",
  unknown: "unknown",
  open: "open",
  yours: "waiting for you",
  running: "in progress",
  waiting: "waiting",
  stopped: "stopped",
  left: "left unchanged",
};

const FAILED: Partial<Record<Outcome, LineMark>> = {
  "accepted-not-verified": "accepted",
  refused: "refused",
  "held-back": "held-back",
  unknown: "unknown",
};

/** The newest check found another state. A check from before the last try says nothing of it. */
function isUndone({ at, checks }: ReceiptLine): boolean {
  const newest = checks.at(-1);
  return newest?.holds === false && (at === null || newest.at >= at);
}

/** A verified line counts only while the newest check still finds it in effect. */
export function markOf(line: ReceiptLine): LineMark {
  switch (line.state) {
    case "verified":
      return isUndone(line) ? "undone" : "verified";
    case "yours":
      if (line.outcome === "verified" && isUndone(line)) return "undone";
      return (line.outcome && FAILED[line.outcome]) ?? line.state;
    case "open":
    case "stopped":
      return (line.outcome && FAILED[line.outcome]) ?? line.state;
    default:
      return line.state;
  }
}

const ORDER: LineMark[] = [
  "undone",
  "refused",
  "held-back",
  "yours",
  "accepted",
  "unknown",
  "open",
  "stopped",
  "running",
  "waiting",
  "left",
  "verified",
];

/** What is not verified first, the rest as it was planned. */
export function inOrder(lines: ReceiptLine[]): ReceiptLine[] {
  const rank = (line: ReceiptLine) => ORDER.indexOf(markOf(line));
  return [...lines].sort((a, b) => rank(a) - rank(b) || a.number - b.number);
}

/** Lines of each mark, worst first; verified lines are counted separately. */
export function tally(lines: ReceiptLine[]): { mark: LineMark; lines: number }[] {
  const marks = lines.map(markOf);
  return ORDER.filter((mark) => mark !== "verified").flatMap((mark) => {
    const n = marks.filter((one) => one === mark).length;
    return n === 0 ? [] : [{ mark, lines: n }];
  });
}

export const verifiedOf = (lines: ReceiptLine[]): number =>
  lines.filter((line) => markOf(line) === "verified").length;

/** Lines that “Send again” would send: those that are open, and those that wait for the admin. */
export const sendable = (lines: ReceiptLine[]): ReceiptLine[] =>
  lines.filter((line) => line.state === "open" || line.state === "yours");

/** It was left out when the rest was planned, so it must be planned before it is sent. */
export const neverConfirmed = (line: ReceiptLine): boolean =>
  line.state === "yours" && line.run_id === null;

/** The next step of a line that is not verified: "retrying in 40 s, 3 tries so far". */
export function nextWords(line: ReceiptLine, trying: boolean, now: Date): string {
  const tries = line.tries === 0 ? "" : `, ${plural(line.tries, "try", "tries")} so far`;
  switch (line.state) {
    case "open": {
      if (!trying) return `no longer retried${tries}`;
      const left = line.next_at ? until(line.next_at, now) : null;
      if (left !== null) return `retrying ${left}${tries}`;
      return `${line.next_at ? "retrying any moment" : "retrying until the app answers"}${tries}`;
    }
    case "yours":
      return isUndone(line) ? `“Send again…” sends it again${tries}` : `waiting for you${tries}`;
    case "stopped":
      return `no longer retried${tries}`;
    default:
      return "";
  }
}

/** "09:41: inactive, as expected". */
export function checkWords(check: ReceiptLine["checks"][number], now: Date): string {
  const holds =
    check.holds === null ? "not known" : check.holds ? "as expected" : "not as expected";
  return `${moment(check.at, now)}: ${check.found}, ${holds}`;
}

/** "3 of 7 done". */
export function residualWords(lines: ResidualLine[]): string {
  const done = lines.filter((line) => line.done_at !== null).length;
  return `${count(done)} of ${count(lines.length)} done`;
}

/** "5 changes in 5 apps"; what is blocked is not a change. */
export function changesWords(plan: PlanView): string {
  const sent = plan.items.filter((item) => item.blocked === null);
  const apps = new Set(sent.map((item) => item.connection_id)).size;
  return `${plural(sent.length, "change", "changes")} in ${plural(apps, "app", "apps")}`;
}

/** "Oskar Lind", or "3 people". */
export function peopleWords(people: CaseBrief["people"]): string {
  const [only] = people;
  return only && people.length === 1 ? only.name : plural(people.length, "person", "people");
}

/** "Lock down Oskar Lind". */
export function plannedTitle({ kind, people, title }: CaseBrief): string {
  switch (kind) {
    case "lockdown":
      return `Lock down ${peopleWords(people)}`;
    case "quarantine":
      return `Quarantine ${peopleWords(people)}`;
    case "review":
      return title;
  }
}

/** The button that restores what a case changed. */
export const RESTORE: Record<CaseKind, string> = {
  lockdown: "Restore access…",
  quarantine: "Release…",
  review: "Restore access…",
};

/** Kinds that end access, rather than narrow it. */
export const endsAccess = (kind: CaseKind): boolean => kind !== "quarantine";

/** "due 1 Dec, overdue". A day has no time zone: it is shown as the day it names. */
export function dueWords(brief: CaseBrief, now: Date): string {
  if (brief.due === null) return "";
  return `due ${dayOnly(`${brief.due}T12:00`, now)}${brief.overdue ? ", overdue" : ""}`;
}

/** Part of it is not verified yet, or it stays in effect until access is restored. */
export const lasts = (brief: CaseBrief): boolean =>
  brief.state === "open" || isBack(brief) || (brief.kind !== "review" && brief.state === "closed");

/** What a case holds once all of it is verified. */
const HELD: Record<CaseKind, string> = {
  lockdown: "locked down",
  quarantine: "in quarantine",
  review: "verified",
};

/** A later sync found something of it otherwise, or access that it never ended. */
export const isBack = (brief: CaseBrief): boolean =>
  brief.active_again.length > 0 || brief.came_back.length > 0;

/** Its state: "active again in Loomwork", "1 of 6 open", "in quarantine". */
export function standWords(brief: CaseBrief): string {
  if (isBack(brief)) return backWords(brief);
  if (brief.open > 0) return openWords(brief);
  return brief.state === "closed" ? HELD[brief.kind] : CASE_STATE[brief.state];
}

/** "active again in Loomwork and Flowtap; in team Sales again in Loomwork", as of later syncs. */
export function backWords({ active_again, came_back }: CaseBrief): string {
  const again = active_again.length > 0 ? [`active again in ${list(active_again)}`] : [];
  return [...again, ...came_back].join("; ");
}

/** "Lockdown of Oskar Lind: 1 of 6 open." */
export function openWords(brief: CaseBrief): string {
  return `${count(brief.open)} of ${count(brief.lines)} open`;
}

/** Lines of an unconfirmed case that are not in its plan. */
export function unplanned(view: CaseView, plan: PlanView | null): ReceiptLine[] {
  const planned = new Set(plan?.items.map((item) => item.connection_id) ?? []);
  return view.lines.filter((line) => line.state !== "waiting" || !planned.has(line.connection_id));
}

/** When it was last checked. */
export const checkedWords = (view: CaseView): string =>
  view.checked_at === null
    ? "Not checked again yet."
    : `Last checked ${evidence(view.checked_at)}.`;
