// The commands about sample people: the table, one person, the palette, links, the overview.
import type { Host } from "../index";
import type { AppState, Found, GroupRow, TruthList, UserRow } from "../types";
import { asked, directory, facetsOf, holds, LIST, type Person, rowOfPerson } from "./directory";
import { APPS, ago, connectionOf } from "./people";
import { personView } from "./person";
import { fakeTruth } from "./truth";

type Commands = Pick<
  Host,
  | "people"
  | "person"
  | "find"
  | "overview"
  | "decideTie"
  | "cutTie"
  | "linkPeople"
  | "markAccount"
  | "setHoldingGroup"
  | "lookAtTruth"
  | "lookAtSampleTruth"
  | "chooseTruth"
  | "mapTruth"
  | "importTruth"
  | "dropTruth"
>;

const FOUND = 6;

export function fakePeople(lent: {
  rows: UserRow[];
  groups: GroupRow[];
  partialApp: string | null;
  /** A list was imported. */
  listed: boolean;
  later: <T>(value: T) => Promise<T>;
  cases: () => AppState["open_cases"];
  reviews: Host["reviews"];
  /** The sample record's newest entries. */
  newest: () => ReturnType<Host["recordPage"]>;
  changed: () => void;
}): { commands: Commands; all: () => Person[] } {
  const { rows, groups, partialApp, later, cases, changed } = lent;
  let list: TruthList | null = lent.listed ? LIST : null;
  let everybody: Person[] | null = null;
  const all = () => {
    everybody ??= directory(rows);
    return everybody;
  };
  const holding = new Map<string, string>();
  const table = () => all().map((person) => rowOfPerson(person, list, cases()));
  const change = (make: (before: Person[]) => Person[]) => {
    everybody = make(all());
    changed();
    return later(null);
  };
  const personOf = (id: number) => all().find((one) => one.id === id) ?? (all()[0] as Person);
  const commands: Commands = {
    ...fakeTruth(later, (next) => {
      list = next;
      changed();
    }),
    people: (query) => {
      const everyone = table();
      const found = asked(everyone, query);
      return later({
        rows: found.slice(query.offset, query.offset + query.limit),
        total: found.length,
        all: everyone.length,
        apps: APPS.map((app) => ({
          connection_id: app.id,
          name: app.name,
          color: app.color,
          complete: app.id !== partialApp,
        })),
        filters: facetsOf(everyone),
        list,
        as_of: ago(13),
        complete: partialApp === null,
      });
    },
    person: (id) =>
      later(personView(personOf(id), all(), { groups, list, cases: cases(), holding, partialApp })),
    find: (text) => {
      const wanted = text.toLowerCase();
      const fits = (...words: string[]) => words.join(" ").toLowerCase().includes(wanted);
      const people = all()
        .filter((one) => fits(one.name, one.email))
        .slice(0, FOUND)
        .map(
          (one): Found => ({
            kind: "person",
            id: String(one.id),
            connection_id: null,
            name: one.name,
            detail: one.email,
            color: "",
          }),
        );
      const teams = groups
        .filter((one) => fits(one.name))
        .slice(0, FOUND)
        .map(
          (one): Found => ({
            kind: "group",
            id: one.group_id,
            connection_id: one.connection_id,
            name: one.name,
            detail: one.connection_name,
            color: one.color,
          }),
        );
      const apps = APPS.filter((one) => fits(one.name)).map(
        (one): Found => ({
          kind: "connection",
          id: one.id,
          connection_id: one.id,
          name: one.name,
          detail: connectionOf(one, false).address,
          color: one.color,
        }),
      );
      return later([...people, ...teams, ...apps]);
    },
    overview: async () => {
      const everyone = table();
      const count = (filter: Parameters<typeof holds>[1]) =>
        everyone.filter((row) => holds(row, filter)).length;
      const page = await lent.newest();
      return {
        people: everyone.length,
        not_in_list: list ? count("not-in-list") : null,
        left_active: list ? count("left-active") : null,
        not_known: list ? count("not-known") : null,
        no_app: list ? count("no-app") : null,
        proposals: count("proposed"),
        seats: list ? count("not-in-list") + count("left-active") : null,
        seats_cost: "1846.00 EUR",
        changes_verified: 140,
        changes_not_verified: 2,
        list,
        cases: cases(),
        reviews: await lent.reviews(),
        apps: APPS.map((app) => {
          const there = rows.filter((row) => row.connection_id === app.id);
          const partial = app.id === partialApp;
          return {
            connection_id: app.id,
            name: app.name,
            color: app.color,
            active: there.filter((row) => row.status === "active").length,
            inactive: there.filter((row) => row.status === "inactive").length,
            not_in_list: list ? app.groups % 20 : null,
            verdict: partial ? "partial" : "complete",
            read_at: ago(13),
            attention: partial ? "The newest read is partial." : null,
          };
        }),
        activity: page.entries,
        record_entries: page.all,
      };
    },
    decideTie: (_, same) =>
      change((before) =>
        before.map((one) => ({ ...one, proposed: false })).filter((one) => !same || one.id !== 23),
      ),
    cutTie: (person, connection, account) =>
      change((before) => {
        const cut = (row: UserRow) =>
          row.connection_id === connection && row.account_id === account;
        const from = personOf(person);
        const one = {
          ...from,
          id: before.length + 1,
          accounts: from.accounts.filter(cut),
          proposed: false,
        };
        return [
          ...before.map((p) =>
            p.id === person ? { ...p, accounts: p.accounts.filter((row) => !cut(row)) } : p,
          ),
          one,
        ];
      }),
    linkPeople: (person) => later(person),
    markAccount: (_, account, mark) =>
      change((before) =>
        before.map((one) =>
          one.accounts.some((row) => row.account_id === account)
            ? {
                ...one,
                shared: mark === "shared" || mark === "service" ? "marked by Priya Nair" : null,
              }
            : one,
        ),
      ),
    setHoldingGroup: (connection, group) => {
      if (group === null) holding.delete(connection);
      else holding.set(connection, group);
      changed();
      return later(null);
    },
  };
  return { commands, all };
}
