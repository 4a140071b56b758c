// The matching of a pasted list: certain matches are staged, all other lines stay open.
import type { QueryClient } from "@tanstack/react-query";
import { dismissLines, keepLines, type OpenLine } from "../../data/open-lines";
import type { GroupKey } from "../../data/stage";
import {
  type StagedPerson,
  stageAdds,
  stagedOf,
  stageRemove,
  takeBack,
} from "../../data/stage-members";
import type { UserMatch, UserRow } from "../../host";

export const personOf = (row: UserRow): StagedPerson => ({
  id: row.account_id,
  name: row.name,
  user_name: row.user_name,
  status: row.status,
});

/** The matches of a pasted line, and whether it removes them. */
export type Matched = UserMatch & { out: boolean };

/** Why nothing can be staged for an account, or null if its add or removal can. */
function whyNot(
  client: QueryClient,
  key: GroupKey,
  row: UserRow,
  { inside, out }: Matched,
): OpenLine["why"] | null {
  const { adds, removes } = stagedOf(client, key);
  const member = inside.includes(row.account_id);
  if (out) return member || adds.has(row.account_id) ? null : "absent";
  if (removes.has(row.account_id)) return null;
  if (member) return "member";
  return row.status === "no-longer-listed" ? "gone" : null;
}

/** Why a line stays open, or null if it has one match, and that one can be staged. */
function whyOpen(client: QueryClient, key: GroupKey, match: Matched): OpenLine["why"] | null {
  const [row] = match.rows;
  if (!row) return "nobody";
  return match.rows.length > 1 ? "several" : whyNot(client, key, row, match);
}

/** Stages removals. An account whose add is only staged is no member: nothing is removed. */
function stageLeave(
  client: QueryClient,
  key: GroupKey,
  leave: StagedPerson[],
  members: ReadonlySet<string>,
): void {
  const inside = leave.filter((person) => members.has(person.id));
  const added = leave.filter((person) => !members.has(person.id));
  if (inside.length > 0) stageRemove(client, key, ...inside);
  if (added.length > 0) takeBack(client, key, ...added.map((person) => person.id));
}

/** Stages the certain matches and keeps the other lines; returns the counts of both. */
export function takeMatches(
  client: QueryClient,
  key: GroupKey,
  matches: Matched[],
): { staged: number; open: number } {
  const lines: OpenLine[] = [];
  const [join, leave]: [StagedPerson[], StagedPerson[]] = [[], []];
  const members = new Set(matches.flatMap((match) => match.inside));
  for (const match of matches) {
    const { text, rows, inside, out } = match;
    const [row] = rows;
    const why = whyOpen(client, key, match);
    if (why !== null) lines.push({ text, why, rows, inside, out });
    else if (row) (out ? leave : join).push(personOf(row));
  }
  stageAdds(client, key, join, members);
  stageLeave(client, key, leave, members);
  keepLines(key, lines);
  return { staged: join.length + leave.length, open: lines.length };
}

/** One of several matches was chosen for a line; the line stays if that one cannot be added. */
export function takeChoice(client: QueryClient, key: GroupKey, line: OpenLine, row: UserRow): void {
  const { open } = takeMatches(client, key, [{ ...line, rows: [row] }]);
  if (open === 0) dismissLines(key, new Set([line.text]));
}
