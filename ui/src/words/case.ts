// A lockdown or quarantine in words: how each line stands, and how much of it is proven.
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
import { count, plural } from "./numbers";
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
  | "by-hand";

export const LINE_MARK: Record<LineMark, string> = {
  verified: "verified",
  undone: "no longer so",
  accepted: "accepted, not verified",
  refused: "refused",
  "held-back": "held back",
  unknown: "unknown",
  open: "open",
  yours: "waits for you",
  running: "under way",
  waiting: "waiting",
  stopped: "stopped",
  "by-hand": "by hand",
};

const FAILED: Partial<Record<Outcome, LineMark>> = {
  "accepted-not-verified": "accepted",
  refused: "refused",
  "held-back": "held-back",
  unknown: "unknown",
};

/** What was verified once counts only for as long as the newest look still finds it so. */
export function markOf(line: ReceiptLine): LineMark {
  switch (line.state) {
    case "verified":
      return line.checks.at(-1)?.holds === false ? "undone" : "verified";
    case "open":
    case "yours":
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
  "by-hand",
  "verified",
];

/** What is not verified first, the rest as it was planned. */
export function inOrder(lines: ReceiptLine[]): ReceiptLine[] {
  const rank = (line: ReceiptLine) => ORDER.indexOf(markOf(line));
  return [...lines].sort((a, b) => rank(a) - rank(b) || a.number - b.number);
}

/** Lines of each mark, worst first; what is verified is said apart. */
export function tally(lines: ReceiptLine[]): { mark: LineMark; lines: number }[] {
  const marks = lines.map(markOf);
  return ORDER.filter((mark) => mark !== "verified").flatMap((mark) => {
    const n = marks.filter((one) => one === mark).length;
    return n === 0 ? [] : [{ mark, lines: n }];
  });
}

/** Changes that count: what is left to hands was never to be sent. */
export const changesOf = (lines: ReceiptLine[]): ReceiptLine[] =>
  lines.filter((line) => line.state !== "by-hand");

export const verifiedOf = (lines: ReceiptLine[]): number =>
  lines.filter((line) => markOf(line) === "verified").length;

/** What “send again” would try: what is open, and what waits for the admin. */
export const sendable = (lines: ReceiptLine[]): ReceiptLine[] =>
  lines.filter((line) => line.state === "open" || line.state === "yours");

/** What goes on with a line that is not verified: "tried again in 40 s, 3 tries so far". */
export function nextWords(line: ReceiptLine, trying: boolean, now: Date): string {
  const tries = line.tries === 0 ? "" : `, ${plural(line.tries, "try", "tries")} so far`;
  switch (line.state) {
    case "open": {
      if (!trying) return `no longer tried${tries}`;
      const left = line.next_at ? until(line.next_at, now) : null;
      if (left !== null) return `tried again ${left}${tries}`;
      return `${line.next_at ? "tried again any moment" : "tried until it answers"}${tries}`;
    }
    case "yours":
      return `waits for you${tries}`;
    case "stopped":
      return `no longer tried${tries}`;
    default:
      return "";
  }
}

/** "Still so? 09:41: inactive, as expected". */
export function checkWords(check: ReceiptLine["checks"][number], now: Date): string {
  const holds =
    check.holds === null ? "nothing is known" : check.holds ? "as expected" : "not as expected";
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
export function plannedTitle({ kind, people }: CaseBrief): string {
  const who = peopleWords(people);
  return kind === "lockdown" ? `Lock down ${who}` : `Put ${who} in quarantine`;
}

/** "due 1 Dec, overdue". A day has no zone: it is read as the day it names. */
export function dueWords(brief: CaseBrief, now: Date): string {
  if (brief.due === null) return "";
  return `due ${dayOnly(`${brief.due}T12:00`, now)}${brief.overdue ? ", overdue" : ""}`;
}

/** Something of it is not verified yet, or it holds until it is released. */
export const lasts = (brief: CaseBrief): boolean =>
  brief.state === "open" || (brief.kind === "quarantine" && brief.state === "closed");

/** How it stands: "1 of 6 open", "in quarantine", "closed". */
export function standWords(brief: CaseBrief): string {
  if (brief.open > 0) return openWords(brief);
  // A quarantine that is wholly verified lasts until it is released.
  if (brief.kind === "quarantine" && brief.state === "closed") return "in quarantine";
  return CASE_STATE[brief.state];
}

/** "Lockdown of Oskar Lind: 1 of 6 open." */
export function openWords(brief: CaseBrief): string {
  return `${count(brief.open)} of ${count(brief.lines)} open`;
}

/** Lines of a case that is not confirmed yet which its plan does not hold. */
export function unplanned(view: CaseView, plan: PlanView | null): ReceiptLine[] {
  const planned = new Set(plan?.items.map((item) => item.connection_id) ?? []);
  return view.lines.filter((line) => line.state !== "waiting" || !planned.has(line.connection_id));
}

/** When it was last asked "still so?". */
export const checkedWords = (view: CaseView): string =>
  view.checked_at === null ? "Not asked again yet." : `Checked last ${evidence(view.checked_at)}.`;
