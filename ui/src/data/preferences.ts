// The preferences of this user: theme, density, columns, sort, filters. No names of people,
// no search text; the host keeps it as plain JSON.
import {
  type AccountState,
  asProblem,
  type GroupSort,
  host,
  type PeopleSort,
  type Problem,
  type UserSort,
} from "../host";
import { createStore } from "./store";

export type Theme = "light" | "dark" | "system";
export type Density = "comfortable" | "compact";

/** One column of a table, in the order shown. `width` in px, set once the column was resized. */
export type ColumnChoice = { id: string; hidden?: boolean; width?: number };

export type Preferences = {
  theme: Theme;
  density: Density;
  users: {
    columns: ColumnChoice[];
    sort: UserSort;
    descending: boolean;
    connections: string[];
    statuses: AccountState[];
    departments: string[];
    stale_only: boolean;
  };
  groups: { columns: ColumnChoice[]; sort: GroupSort; descending: boolean };
  people: { columns: ColumnChoice[]; sort: PeopleSort; descending: boolean };
};

export const DEFAULTS: Preferences = {
  theme: "system",
  density: "comfortable",
  users: {
    columns: [],
    sort: "name",
    descending: false,
    connections: [],
    statuses: [],
    departments: [],
    stale_only: false,
  },
  groups: { columns: [], sort: "name", descending: false },
  people: { columns: [], sort: "name", descending: false },
};

const SAVE_AFTER_MS = 250;

const preferences = createStore<Preferences>(DEFAULTS);
const problem = createStore<Problem | null>(null);

export const usePreferences = preferences.use;
export const usePreferencesProblem = problem.use;

/** Reads unknown JSON into preferences; missing or invalid values keep their defaults. */
export function parsePreferences(json: string): Preferences {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    return DEFAULTS;
  }
  return merge(DEFAULTS, raw);
}

function merge<T>(base: T, raw: unknown): T {
  if (Array.isArray(base)) return (Array.isArray(raw) ? raw : base) as T;
  if (typeof base === "object" && base !== null) {
    if (typeof raw !== "object" || raw === null) return base;
    const from = raw as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(base).map(([key, value]) => [
        key,
        key in from ? merge(value, from[key]) : value,
      ]),
    ) as T;
  }
  return typeof raw === typeof base ? (raw as T) : base;
}

export async function loadPreferences(): Promise<void> {
  try {
    preferences.set(parsePreferences(await host.preferences()));
    problem.set(null);
  } catch (thrown) {
    problem.set(asProblem(thrown));
  }
}

let timer: ReturnType<typeof setTimeout> | null = null;

/** Changes the preferences at once and saves them shortly after. */
export function prefer(change: (before: Preferences) => Preferences): void {
  preferences.set(change);
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(() => {
    timer = null;
    host.setPreferences(JSON.stringify(preferences.get())).then(
      () => problem.set(null),
      (thrown: unknown) => problem.set(asProblem(thrown)),
    );
  }, SAVE_AFTER_MS);
}

/** The same for the Accounts table only. */
export function preferUsers(change: Partial<Preferences["users"]>): void {
  prefer((before) => ({ ...before, users: { ...before.users, ...change } }));
}

export function preferGroups(change: Partial<Preferences["groups"]>): void {
  prefer((before) => ({ ...before, groups: { ...before.groups, ...change } }));
}

export function preferPeople(change: Partial<Preferences["people"]>): void {
  prefer((before) => ({ ...before, people: { ...before.people, ...change } }));
}
