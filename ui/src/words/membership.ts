import type { OpenLine } from "../data/open-lines";
import type { Staged } from "../data/stage-members";
import type { GroupRow } from "../host";
import { count, list, plural } from "./numbers";

/** Names that are listed before the rest becomes a number. */
const NAMED = 3;
const MINUS = "\u2212";

export const changesOf = (staged: Staged): number => staged.adds.size + staged.removes.size;

/** "42 members", or why their number is not certain. */
export function membersWords({ members, unproven, named_by }: GroupRow): string {
  if (members === null) return "members unknown";
  const own = plural(members, "member", "members");
  if (unproven === 0) return own;
  const named = plural(named_by ?? 0, "account names", "accounts name");
  return `members not proven (${own} in its own list, ${named} it)`;
}

/** "+3 −1, 42 → 44". */
export function netWords(staged: Staged, members: number): string {
  const { adds, removes } = staged;
  const parts = [
    adds.size > 0 ? `+${count(adds.size)}` : "",
    removes.size > 0 ? `${MINUS}${count(removes.size)}` : "",
  ];
  const after = members + adds.size - removes.size;
  return `${parts.filter(Boolean).join(" ")}, ${count(members)} → ${count(after)}`;
}

/** The same as a sentence, for a screen reader. */
export function netSentence(staged: Staged, members: number): string {
  const { adds, removes } = staged;
  const after = members + adds.size - removes.size;
  return `${count(adds.size)} to add, ${count(removes.size)} to remove. Members: ${count(members)} now, ${count(after)} after.`;
}

/** "Mei Tanaka, Noor Haddad and 4 more". */
export function someNames(names: string[]): string {
  if (names.length <= NAMED + 1) return list(names);
  return `${names.slice(0, NAMED).join(", ")} and ${count(names.length - NAMED)} more`;
}

/** Why a pasted line staged nothing. */
export function lineWords(line: OpenLine, app: string, noun: string): string {
  const who = line.rows[0]?.name ?? line.text;
  switch (line.why) {
    case "nobody":
      return `no match in ${app}`;
    case "several":
      return `${plural(line.rows.length, "match", "matches")}, choose one`;
    case "member":
      return `${who} is already in this ${noun}`;
    case "absent":
      return `${who} is not in this ${noun}`;
    case "gone":
      return `${who} is no longer listed by ${app}`;
  }
}

/** The result of a pasted list. */
export function matchedWords(staged: number, open: number): string {
  const rest = open === 0 ? "" : `, ${count(open)} not staged`;
  return `${count(staged)} staged${rest}.`;
}
