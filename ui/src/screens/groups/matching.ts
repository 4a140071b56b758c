// What becomes of a pasted list: whom it names for certain is staged, every other line stays open.
import type { QueryClient } from "@tanstack/react-query";
import { dismissLine, keepLines, type OpenLine } from "../../data/open-lines";
import type { GroupKey } from "../../data/stage";
import { type StagedPerson, stageAdds, stagedOf } from "../../data/stage-members";
import { host, type UserMatch, type UserRow } from "../../host";

/** The most that the host answers at once. */
const MEMBERS_AT_ONCE = 1000;

export const personOf = (row: UserRow): StagedPerson => ({
  id: row.account_id,
  name: row.name,
  user_name: row.user_name,
  status: row.status,
});

/** The ids of everybody in a group. */
export async function memberIds({ connectionId, groupId }: GroupKey): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let offset = 0; ; offset += MEMBERS_AT_ONCE) {
    const page = await host.members({
      connection_id: connectionId,
      group_id: groupId,
      text: "",
      offset,
      limit: MEMBERS_AT_ONCE,
    });
    for (const row of page.rows) ids.add(row.member_id);
    if (page.rows.length === 0 || offset + page.rows.length >= page.total) return ids;
  }
}

/** Why nothing is to be staged for an account, or null when its add is. */
function whyNot(
  client: QueryClient,
  key: GroupKey,
  row: UserRow,
  members: ReadonlySet<string>,
): OpenLine["why"] | null {
  if (stagedOf(client, key).removes.has(row.account_id)) return null;
  if (members.has(row.account_id)) return "member";
  return row.status === "no-longer-listed" ? "gone" : null;
}

/** Stages what is certain and keeps the other lines; answers how many there are of both. */
export function takeMatches(
  client: QueryClient,
  key: GroupKey,
  matches: UserMatch[],
  members: ReadonlySet<string>,
): { staged: number; open: number } {
  const lines: OpenLine[] = [];
  const people: StagedPerson[] = [];
  for (const { text, rows } of matches) {
    const [row] = rows;
    const why = !row ? "nobody" : rows.length > 1 ? "several" : whyNot(client, key, row, members);
    if (row && why === null) people.push(personOf(row));
    else if (why !== null) lines.push({ text, why, rows });
  }
  stageAdds(client, key, people, members);
  keepLines(key, lines);
  return { staged: people.length, open: lines.length };
}

/** One of several was chosen for a line; the line stays when that one cannot be added. */
export function takeChoice(
  client: QueryClient,
  key: GroupKey,
  line: OpenLine,
  row: UserRow,
  members: ReadonlySet<string>,
): void {
  const { open } = takeMatches(client, key, [{ text: line.text, rows: [row] }], members);
  if (open === 0) dismissLine(key, line.text);
}
