import { useCallback } from "react";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import { useUsersView } from "../../data/users-view";
import { type ConnectionView, host, type UserPage, type UserRow } from "../../host";

/** The accounts that match the search and the filters, page by page. */
export function useUsers(connections: ConnectionView[]) {
  const revision = useRevision();
  const { view, narrowed } = useUsersView(connections);
  const fetchPage = useCallback(
    (offset: number, limit: number) => host.users({ ...view, offset, limit }),
    [view],
  );
  const pages = usePages<UserRow, UserPage>("users", view, revision, fetchPage);
  return { view, narrowed, pages };
}
