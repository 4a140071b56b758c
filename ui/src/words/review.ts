// A review in words: its decisions and its progress.
import type {
  RemediationLine,
  ReviewBrief,
  ReviewDecision,
  ReviewRow,
  ReviewState,
  ReviewView,
  SignRole,
} from "../host";
import { count } from "./numbers";
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

/** Groups of a row in one line: the first two, and the number of others. */
export function groupWords(row: ReviewRow): string {
  const names = row.groups.map((group) => group.name);
  if (names.length === 0) return "–";
  const rest = names.length - 2;
  return names.slice(0, 2).join(", ") + (rest > 0 ? ` +${count(rest)}` : "");
}

/** The number of rows that “Keep in bulk” leaves out, as far as the rows show. */
export const bulkLeaves = (rows: ReviewRow[], as: number): number =>
  rows.filter(
    (row) =>
      row.decision !== null ||
      row.conflict ||
      row.reviewer !== as ||
      row.list === "not-known" ||
      needsReason(row, "keep"),
  ).length;

/** Whether a decision needs a reason. */
export const needsReason = (row: ReviewRow, decision: ReviewDecision): boolean =>
  decision !== "keep" || row.privileged || row.list === "left" || row.list === "not-listed";

/** Why keeping an account needs a reason, as a sentence; empty where it needs none. */
export function keepWords(row: ReviewRow): string {
  if (row.privileged) return `${row.name} has privileged access.`;
  if (row.list === "left")
    return `According to the HR list, ${row.name} left${row.list_day ? ` on ${row.list_day}` : ""}.`;
  if (row.list === "not-listed") return `${row.name} is not on the HR list.`;
  return "";
}

/** The flag of a keep that contradicts the HR list; empty where it does not. */
export function keptFlag(row: ReviewRow): string {
  if (row.decision !== "keep") return "";
  switch (row.kept_although) {
    case null:
      return "";
    case "left":
      return "leaver kept";
    case "not-listed":
      return "kept, not in HR";
    default:
      return "kept, HR status not known";
  }
}

/** Revokes that are neither verified nor excepted: the number of changes to carry out. */
export const toCarryOut = (lines: RemediationLine[]): number =>
  lines.filter((line) => line.state === "waiting" || line.state === "open").length;

/**
 * Whether a revoke can get an exception, or another one: it is not verified. Also one that waits, because a
 * protected account is in no plan.
 */
export const canExcept = ({ state }: RemediationLine, review: ReviewState): boolean =>
  review === "signed"
    ? state !== "verified"
    : review === "closed" && (state === "waiting" || state === "open");

/** What became of a revoke; for an exception, who answers for it. */
export function resultWords({ exception, words }: RemediationLine): string {
  if (!exception) return words;
  const day = exception.due ?? exception.expires;
  return `${exception.owner} is responsible until ${day}. ${exception.note}`;
}

/** How far the parts of a review are signed. */
export type Signing = {
  /** Reviewers who have items. */
  parts: number;
  signed: number;
  /** Imported answers that the admin attested, of the signed ones. */
  attested: number;
  /** There is something to sign now: a whole part, or all parts by the second signer. */
  ready: boolean;
};

export function signingOf({ reviewers, sign_offs }: ReviewView): Signing {
  const parts = reviewers.filter((one) => one.items > 0);
  const signed = parts.filter((one) => one.signed).length;
  return {
    parts: parts.length,
    signed,
    attested: sign_offs.filter((one) => one.role === "import").length,
    ready: signed === parts.length || parts.some((one) => !one.signed && one.decided === one.items),
  };
}

/** " · 1 of 3 parts signed, 1 imported and attested"; empty while nothing is. */
export function signingWords({ parts, signed, attested }: Signing): string {
  const by = signed > 0 ? ` · ${count(signed - attested)} of ${count(parts)} parts signed` : "";
  return attested > 0 ? `${by}, ${count(attested)} imported and attested` : by;
}

/** The role in which a signature was given. */
export const SIGNED: Record<SignRole, string> = {
  reviewer: "Signed",
  import: "Import attested",
  second: "Second signature",
};
