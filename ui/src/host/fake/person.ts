// One sample person over all sample apps.
import type {
  AppState,
  GroupRow,
  PersonAccount,
  PersonApp,
  PersonGroup,
  PersonView,
  ProposalView,
  TimeLine,
  TruthList,
  UserRow,
} from "../types";
import { type Person, rowOfPerson } from "./directory";
import { APPS, ago } from "./people";

const DAY = 60 * 24;
const OWNER = "quill-51883014";

const OUTSIDE: Record<string, string[]> = {
  quill: ["Guest access to pages under another address"],
  grid: ["Bases shared with a private address"],
  flow: ["Flows and the connections that they use"],
  gate: ["Admin account", "Access from a browser"],
};

function accountOf(row: UserRow, groups: GroupRow[], tied: boolean): PersonAccount {
  const app = APPS.find((a) => a.id === row.connection_id);
  const some: PersonGroup[] = groups
    .filter((g) => g.connection_id === row.connection_id)
    .slice(0, row.some_groups)
    .map((g) => ({ group_id: g.group_id, name: g.name, members: g.members }));
  const owner = row.account_id === OWNER;
  return {
    account_id: row.account_id,
    name: row.name,
    user_name: row.user_name,
    email: row.email,
    state: row.status,
    last_listed: row.last_listed,
    role: row.connection_id === "quill" ? (owner ? "Owner" : "Member") : null,
    groups: row.groups,
    some_groups: some,
    protected: owner ? "Made this connection’s token: it would die with the account." : null,
    owns_token: owner,
    why: `same email address ${row.email}`,
    tied,
    deactivate: app?.nouns.deactivate ?? "Deactivate",
    deactivate_blocked: owner
      ? "Made this connection’s token; put another owner’s token in place first."
      : row.status === "active"
        ? null
        : "Not active.",
    activate_blocked: row.status === "inactive" ? null : "Active already.",
  };
}

function timeOf(app: (typeof APPS)[number], accounts: UserRow[]): TimeLine {
  const [account] = accounts;
  const base = {
    connection_id: app.id,
    name: app.name,
    color: app.color,
    known_from: ago(DAY * 204),
  };
  if (!account) return { ...base, spans: [], events: [] };
  const since = app.id === "grid" ? ago(DAY * 160) : ago(DAY * 204);
  const turned = ago(DAY * 30);
  return {
    ...base,
    spans:
      account.status === "active"
        ? [{ from: since, until: null, state: "active" }]
        : [
            { from: since, until: turned, state: "active" },
            { from: turned, until: null, state: account.status },
          ],
    events: [
      { at: ago(DAY * 12), what: "Joined group", before: null, after: "Deal desk" },
      { at: ago(DAY * 70), what: "Department", before: "Sales", after: "Support" },
      { at: since, what: "First seen", before: null, after: null },
    ],
  };
}

export function personView(
  person: Person,
  all: Person[],
  lent: {
    groups: GroupRow[];
    list: TruthList | null;
    cases: AppState["open_cases"];
    holding: ReadonlyMap<string, string>;
    partialApp: string | null;
  },
): PersonView {
  const row = rowOfPerson(person, lent.list, lent.cases);
  const apps = APPS.map((app): PersonApp => {
    const there = person.accounts.filter((a) => a.connection_id === app.id);
    const holding = lent.groups.find((g) => g.group_id === lent.holding.get(app.id));
    return {
      connection_id: app.id,
      name: app.name,
      color: app.color,
      accounts: there.map((a) => accountOf(a, lent.groups, person.accounts.length > 1)),
      among: app.users,
      read_at: ago(13),
      complete: app.id !== lent.partialApp,
      read_note: app.id === "flow" ? "Only active users are listed" : "",
      token_owner:
        app.id === "flow" ? "Belongs to the account, to no one person" : "Made by Priya Nair",
      outside: OUTSIDE[app.id] ?? [],
      holding_group: holding
        ? { group_id: holding.group_id, name: holding.name, members: holding.members }
        : null,
    };
  });
  const other = all.find((one) => one.id !== person.id && one.proposed);
  const proposals: ProposalView[] =
    person.proposed && other
      ? [
          {
            id: 70 + person.id,
            person: person.id,
            other: other.id,
            other_name: other.name,
            other_email: other.email,
            other_in: "Gridbase, HR list row 17",
            why: "the same family name; the same part before the @",
          },
        ]
      : [];
  return {
    row,
    list_fields:
      lent.list && person.list !== "not-listed"
        ? [
            { label: "Department", value: person.department },
            { label: "Title", value: person.accounts[0]?.title ?? "Counsel" },
            { label: "Manager", value: "Priya Nair" },
          ]
        : [],
    list_row: lent.list && person.list !== "not-listed" ? person.id + 1 : null,
    tied_by: `work e-mail, the same in ${new Set(person.accounts.map((a) => a.connection_id)).size} apps`,
    apps,
    time: APPS.map((app) =>
      timeOf(
        app,
        person.accounts.filter((a) => a.connection_id === app.id),
      ),
    ),
    proposals,
    cases: lent.cases.filter((c) => c.people.some((p) => p.id === person.id)),
    as_of: ago(13),
    complete: lent.partialApp === null,
  };
}
