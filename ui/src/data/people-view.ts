// The query of the People table: sort from the preferences, search text and filters from this session
// only.
import { useMemo } from "react";
import type { PeopleFilter, PeopleQuery } from "../host";
import { usePreferences } from "./preferences";
import { createStore } from "./store";

type Session = { text: string; filters: PeopleFilter[] };

const NOTHING: Session = { text: "", filters: [] };
const session = createStore<Session>(NOTHING);

export const usePeopleSession = session.use;

export function searchPeople(text: string): void {
  session.set((before) => (before.text === text ? before : { ...before, text }));
}

/** Sets these filters, for a link from another screen. */
export function askPeople(filters: PeopleFilter[]): void {
  session.set({ text: "", filters });
}

export function togglePeopleFilter(filter: PeopleFilter): void {
  session.set((before) => ({
    ...before,
    filters: before.filters.includes(filter)
      ? before.filters.filter((one) => one !== filter)
      : [...before.filters, filter],
  }));
}

export function clearPeopleFilters(): void {
  session.set(NOTHING);
}

export type PeopleView = Omit<PeopleQuery, "offset" | "limit">;

/** The query of the table, and whether anything narrows it. */
export function usePeopleView(): { view: PeopleView; narrowed: boolean } {
  const { text, filters } = usePeopleSession();
  const { people } = usePreferences();
  return useMemo(() => {
    const view: PeopleView = {
      text: text.trim(),
      filters,
      sort: people.sort,
      descending: people.descending,
    };
    return { view, narrowed: view.text !== "" || filters.length > 0 };
  }, [text, filters, people]);
}
