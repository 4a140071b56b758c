// A file of answers of a reviewer in words: what it would set, and what it set.
import type { AnswersLook } from "../host";
import { count, list, plural } from "./numbers";
import { DECISION } from "./review";

type Line = AnswersLook["lines"][number];

/** Rows that are listed before the rest becomes a number. */
const NAMED = 8;

/** Decisions that differ from those of another reviewer: they wait for a new decision. */
const contradicting = (look: AnswersLook): number =>
  look.lines.filter((one) => one.contradicts !== null).length;

function wouldSetWords(look: AnswersLook): string {
  const against = contradicting(look);
  const would = `${plural(look.lines.length - against, "decision", "decisions")} would be set`;
  const wait =
    against > 0
      ? `, ${count(against)} would contradict another reviewer and wait for a new decision`
      : "";
  return `${would}${wait}${look.late ? ". They came after the due date" : ""}.`;
}

/** What importing a file would do, as sentences. */
export function lookWords(look: AnswersLook): string {
  const { signed_by, bulk } = look;
  return [
    wouldSetWords(look),
    signed_by ? `Signed by “${signed_by}”. Nothing proves their identity.` : "",
    `These answers of ${look.answers_of} are recorded as imported by you.`,
    bulk > 0
      ? `${plural(bulk, "line is", "lines are")} identical to many others and ${bulk === 1 ? "counts" : "count"} as decided in bulk.`
      : "",
  ]
    .filter(Boolean)
    .join(" ");
}

export const replacesWords = ({ replaces }: AnswersLook): string =>
  replaces > 0
    ? `${plural(replaces, "earlier decision", "earlier decisions")} would be replaced.`
    : "";

export const unansweredWords = ({ left }: AnswersLook): string =>
  left > 0 ? `${plural(left, "account is", "accounts are")} not answered.` : "";

/** The number of lines to list: what would be replaced is named to the last line. */
export const linesNamed = ({ replaces }: AnswersLook): number => Math.max(NAMED, replaces);

/** More lines than usual are listed, so that the list scrolls. */
export const isLong = (look: AnswersLook): boolean => linesNamed(look) > NAMED;

/** "Keep → Revoke, drop Sales." */
export function changeWords({ was, decision, drop }: Line): string {
  const before = was === null ? "undecided" : DECISION[was];
  return `${before} → ${DECISION[decision]}${drop.length > 0 ? `, drop ${list(drop)}` : ""}.`;
}

/** What was set; decisions that contradict another reviewer were not. */
export function setWords({ set, lines }: AnswersLook): string {
  const waits = lines.length - set;
  const rest =
    waits > 0
      ? `. ${plural(waits, "decision contradicts", "decisions contradict")} another reviewer and ${waits === 1 ? "waits" : "wait"} for you`
      : "";
  return `${plural(set, "decision was", "decisions were")} set${rest}.`;
}
