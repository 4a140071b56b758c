// The query of the Accounts table: filters and sort from the preferences, search text and group from
// this session only.
import { useMemo } from "react";
import type { ConnectionView, GroupRef, UserQuery } from "../host";
import { preferUsers, usePreferences } from "./preferences";
import { createStore } from "./store";

type Session = { text: string; group: (GroupRef & { name: string }) | null };

const session = createStore<Session>({ text: "", group: null });

export const useUsersSession = session.use;

export function searchUsers(text: string): void {
  session.set((before) => (before.text === text ? before : { ...before, text }));
}

export function filterByGroup(group: Session["group"]): void {
  session.set((before) => ({ ...before, group }));
}

/** Called when another store is shown: the old search no longer applies. */
export function forgetSearch(): void {
  session.set({ text: "", group: null });
}

export function clearUserFilters(): void {
  forgetSearch();
  preferUsers({ connections: [], statuses: [], departments: [], stale_only: false });
}

export type UsersView = Omit<UserQuery, "offset" | "limit">;

/** The query of the table, and whether anything narrows it. Filters on removed connections are ignored. */
export function useUsersView(connections: ConnectionView[]): {
  view: UsersView;
  narrowed: boolean;
} {
  const { text, group } = useUsersSession();
  const { users } = usePreferences();
  return useMemo(() => {
    const known = new Set(connections.map((c) => c.id));
    const picked = users.connections.filter((id) => known.has(id));
    const within = group && known.has(group.connection_id) ? group : null;
    const view: UsersView = {
      text: text.trim(),
      connections: picked,
      statuses: users.statuses,
      departments: users.departments,
      group: within ? { connection_id: within.connection_id, group_id: within.group_id } : null,
      stale_only: users.stale_only,
      sort: users.sort,
      descending: users.descending,
    };
    const narrowed =
      view.text !== "" ||
      picked.length > 0 ||
      view.statuses.length > 0 ||
      view.departments.length > 0 ||
      within !== null ||
      view.stale_only;
    return { view, narrowed };
  }, [connections, text, group, users]);
}
