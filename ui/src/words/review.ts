// A review in words: what was decided, and how far it is.
import type { RemediationLine, ReviewBrief, ReviewDecision, ReviewRow, ReviewState } from "../host";
import { count, plural } from "./numbers";
import { dayOnly } from "./times";

export const DECISION: Record<ReviewDecision, string> = {
  keep: "Keep",
  change: "Change",
  revoke: "Revoke",
};

export const REVIEW_STATE: Record<ReviewState, string> = {
  open: "open",
  signed: "signed off",
  closed: "closed",
  discarded: "discarded",
};

export const REMEDIATION: Record<RemediationLine["state"], string> = {
  waiting: "waiting",
  verified: "verified",
  open: "open",
  excepted: "excepted",
};

export const decided = (brief: ReviewBrief): number => brief.keep + brief.change + brief.revoke;

/** "1 054 keep · 52 change · 111 revoke". */
export const tallyWords = (brief: ReviewBrief): string =>
  `${count(brief.keep)} keep · ${count(brief.change)} change · ${count(brief.revoke)} revoke`;

export function dueOf(brief: ReviewBrief, now: Date): string {
  if (brief.due === null) return "";
  return `due ${dayOnly(`${brief.due}T12:00`, now)}${brief.overdue ? ", overdue" : ""}`;
}

/** "Jo Doe in Intranet", or "Jo Doe in EMEA Sales, Intranet". */
export const itemWords = (row: ReviewRow): string =>
  `${row.name} in ${row.group ? `${row.group.name}, ` : ""}${row.connection_name}`;

/** Groups of a row in a line: the first two, and how many more. */
export function groupWords(row: ReviewRow): string {
  const names = row.groups.map((group) => group.name);
  if (names.length === 0) return "–";
  const rest = names.length - 2;
  return names.slice(0, 2).join(", ") + (rest > 0 ? ` +${count(rest)}` : "");
}

/** What keeps several items from being kept at once; null when nothing does. */
export function bulkBlocked(rows: ReviewRow[]): string | null {
  const privileged = rows.filter((row) => row.privileged).length;
  if (privileged === 0) return null;
  return `${plural(privileged, "item has", "items have")} privileged access, which is not decided in bulk`;
}

/** Whether a decision needs a reason. */
export const needsReason = (row: ReviewRow, decision: ReviewDecision): boolean =>
  decision !== "keep" || row.privileged;
