// Sample people: the sample accounts linked by address, with a sample HR list.
// `?list=none`: no list was imported yet.
import type {
  AppState,
  ListState,
  PeopleFilter,
  PeopleQuery,
  PersonCell,
  PersonRow,
  TruthList,
  UserRow,
} from "../types";
import { APPS, ago } from "./people";

export type Person = {
  id: number;
  name: string;
  email: string;
  department: string;
  list: ListState;
  listDate: string | null;
  accounts: UserRow[];
  shared: string | null;
  proposed: boolean;
};

const PRICES: Record<string, number> = { quill: 12, board: 24.5, grid: 45, flow: 0, gate: 7 };

const FILTERS: [PeopleFilter, string][] = [
  ["not-in-list", "In an app, not in the list"],
  ["left-active", "Left, still active"],
  ["not-known", "In the list, status not known"],
  ["no-app", "No app at all"],
  ["admins", "Admins"],
  ["two-in-one-app", "Twice in one app"],
  ["proposed", "May be the same"],
  ["other-number", "Other employee number in an app"],
  ["shared", "Shared or service"],
  ["open-case", "Locked down or in quarantine"],
];

export const LIST: TruthList = {
  id: 3,
  name: "hr-export.csv",
  imported_at: ago(22),
  sha256: "9f2c90b4d2a1f6e8830c5b7a9f1e2d3c4b5a69788796a5b4c3d2e1f00f1ea9e1",
  rows: 1488,
  entries: 1486,
  rejected: 2,
};

function listed(id: number): [ListState, string | null] {
  if (id % 41 === 15) return ["left", ago(60 * 24 * 22).slice(0, 10)];
  if (id % 29 === 4) return ["not-listed", null];
  if (id % 97 === 50) return ["not-started", ago(-60 * 24 * 9).slice(0, 10)];
  return ["employed", null];
}

/** Everybody, with the accounts of each; those at the end are in no app. */
export function directory(rows: UserRow[]): Person[] {
  const byAddress = new Map<string, UserRow[]>();
  for (const row of rows)
    byAddress.set(row.email, [...(byAddress.get(row.email) ?? []), row] as UserRow[]);
  const tied = [...byAddress].map(([email, accounts], i): Person => {
    const id = i + 1;
    const [list, listDate] = listed(id);
    const [first] = accounts as [UserRow];
    return {
      id,
      name: first.name,
      email,
      department: accounts.find((a) => a.department)?.department ?? "Support",
      list,
      listDate,
      accounts,
      shared: id % 211 === 60 ? "its address begins with “reception”" : null,
      proposed: id === 15 || id === 23,
    };
  });
  const noApp = ["Anouk Visser", "Bilal Haddad", "Chidi Eze"].map((name, i): Person => {
    const email = `${name.toLowerCase().replace(" ", ".")}@example.com`;
    const id = tied.length + 1 + i;
    const rest = { accounts: [], shared: null, proposed: false, listDate: null };
    return { id, name, email, department: "Legal", list: "employed", ...rest };
  });
  return [...tied, ...noApp];
}

const RANK = ["active", "inactive", "no-longer-listed"];

function cellsOf(person: Person): PersonCell[] {
  return APPS.flatMap(({ id }) => {
    const there = person.accounts.filter((a) => a.connection_id === id);
    const [best] = there.sort((a, b) => RANK.indexOf(a.status) - RANK.indexOf(b.status));
    return best ? [{ connection_id: id, state: best.status, accounts: there.length }] : [];
  });
}

export function rowOfPerson(
  person: Person,
  list: TruthList | null,
  cases: AppState["open_cases"],
): PersonRow {
  const active = person.accounts.filter((a) => a.status === "active");
  const seats = active.reduce((sum, a) => sum + (PRICES[a.connection_id] ?? 0), 0);
  const unknown = person.accounts.some((a) => a.groups === null);
  const state = list ? person.list : "no-list";
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    list: state,
    department: state === "employed" || state === "no-list" ? person.department : "",
    list_date: list ? person.listDate : null,
    cells: cellsOf(person),
    groups: unknown ? null : person.accounts.reduce((sum, a) => sum + (a.groups ?? 0), 0),
    seats: seats > 0 ? `${seats.toFixed(2)} EUR` : "",
    shared: person.shared,
    proposed: person.proposed,
    open_case: cases.find((c) => c.people.some((p) => p.id === person.id))?.id ?? null,
  };
}

export function holds(row: PersonRow, filter: PeopleFilter): boolean {
  const active = row.cells.some((cell) => cell.state === "active");
  switch (filter) {
    case "not-in-list":
      return row.list === "not-listed" && active;
    case "left-active":
      return row.list === "left" && active;
    case "not-known":
      return row.list === "not-known";
    case "no-app":
      return row.cells.length === 0;
    case "admins":
      return row.id % 53 === 6;
    case "two-in-one-app":
      return row.cells.some((cell) => cell.accounts > 1);
    case "proposed":
      return row.proposed;
    case "other-number":
      return false;
    case "shared":
      return row.shared !== null;
    case "open-case":
      return row.open_case !== null;
  }
}

export const facetsOf = (rows: PersonRow[]) =>
  FILTERS.map(([value, label]) => ({
    value,
    label,
    count: rows.filter((row) => holds(row, value)).length,
  }));

function keyOf(row: PersonRow, by: PeopleQuery["sort"]): string | number {
  switch (by) {
    case "name":
      return row.name.toLowerCase();
    case "email":
      return row.email;
    case "department":
      return `${row.list === "employed" ? "" : row.list}${row.department}`;
    case "apps":
      return row.cells.length;
    case "groups":
      return row.groups ?? -1;
    case "seats":
      return Number.parseFloat(row.seats) || 0;
  }
}

export function asked(rows: PersonRow[], query: PeopleQuery): PersonRow[] {
  const text = query.text.toLowerCase();
  const sign = query.descending ? -1 : 1;
  return rows
    .filter(
      (row) =>
        `${row.name} ${row.email}`.toLowerCase().includes(text) &&
        query.filters.every((filter) => holds(row, filter)),
    )
    .sort((a, b) => {
      const [x, y] = [keyOf(a, query.sort), keyOf(b, query.sort)];
      return x < y ? -sign : x > y ? sign : 0;
    });
}
