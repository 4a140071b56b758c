// Which signatures a change of a review takes off, and how that is said before it happens.
import type { ReviewDecision, ReviewRow, ReviewView } from "../../host";
import { list } from "../../words/numbers";

/** Whose signatures a change of these reviewers' parts takes off, each once. */
export function signersOver(
  { sign_offs }: Pick<ReviewView, "sign_offs">,
  parts: Iterable<number>,
): string[] {
  const changed = new Set(parts);
  if (changed.size === 0) return [];
  const fall = sign_offs.filter((one) => one.reviewer === null || changed.has(one.reviewer));
  return [...new Set(fall.map((one) => one.name))];
}

/** Whether this decision is made already: it is not saved again, and its signature stays. */
export function isMade(
  row: ReviewRow,
  decision: ReviewDecision,
  reason: string,
  drop: string[],
): boolean {
  return (
    row.decision === decision &&
    !row.bulk &&
    !row.conflict &&
    row.imported_by === null &&
    row.reason === reason &&
    row.drop.length === drop.length &&
    row.drop.every((group) => drop.includes(group))
  );
}

/** "Jo Doe’s signature goes with it. This part must be signed again."; empty where nothing is lost. */
export function unsignWords(names: string[]): string {
  const [only] = names;
  if (only === undefined) return "";
  return names.length === 1
    ? `${only}’s signature goes with it. This part must be signed again.`
    : `The signatures of ${list(names)} go with it. These parts must be signed again.`;
}

/** The words of a button, with the signatures that it takes off. */
export const unsigning = (label: string, names: string[]): string =>
  names.length === 0
    ? label
    : `${label} and remove the ${names.length === 1 ? "signature" : "signatures"}`;
