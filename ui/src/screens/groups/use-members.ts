import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import type { GroupKey } from "../../data/stage";
import { type Staged, takeBack } from "../../data/stage-members";
import { host, type MemberPage, type MemberRow } from "../../host";

/** The members of a group that match a text, page by page. */
export function useMembers({ connectionId, groupId }: GroupKey, text: string) {
  const revision = useRevision();
  const fetchPage = useCallback(
    (offset: number, limit: number) =>
      host.members({
        connection_id: connectionId,
        group_id: groupId,
        text,
        offset,
        limit,
      }),
    [connectionId, groupId, text],
  );
  return usePages<MemberRow, MemberPage>(
    "members",
    { connectionId, groupId, text },
    revision,
    fetchPage,
  );
}

/** A sync may find a member whose add is staged: then nothing is left to add. */
export function useTakeBackFound(
  key: GroupKey,
  staged: Staged,
  listed: MemberRow[] | undefined,
): void {
  const client = useQueryClient();
  useEffect(() => {
    const there = listed?.filter((row) => staged.adds.has(row.member_id)) ?? [];
    if (there.length > 0) takeBack(client, key, ...there.map((row) => row.member_id));
  }, [client, listed, staged, key]);
}

/** Whether only staged changes are shown; it ends with the last of them. */
export function useOnlyChanges(changes: number) {
  const [only, setOnly] = useState(false);
  useEffect(() => {
    if (changes === 0) setOnly(false);
  }, [changes]);
  const on = only && changes > 0;
  return { on, toggle: () => setOnly(changes > 0 && !on) };
}
