// Sample apps, people and groups for looking at the screens without the Rust side.
import type {
  ConnectionView,
  GroupRow,
  MemberRow,
  Nouns,
  Problem,
  ReadView,
  UserRow,
} from "../types";

export const NOW = Date.now();
export const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

const nouns = (users: string, groups: string, verb: string, after: string): Nouns => ({
  user: users.replace(/s$/, ""),
  users,
  group: groups.replace(/s$/, ""),
  groups,
  deactivate: verb,
  deactivated: after,
});

type App = { id: string; name: string; color: string; users: number; groups: number; nouns: Nouns };

export const APPS: App[] = [
  {
    id: "quill",
    name: "Quillnote",
    color: "oklch(.35 .01 250)",
    users: 612,
    groups: 41,
    nouns: nouns("members", "groups", "Remove from workspace", "removed from workspace"),
  },
  {
    id: "board",
    name: "Boardwise",
    color: "oklch(.66 .19 15)",
    users: 1204,
    groups: 64,
    nouns: nouns("users", "teams", "Deactivate", "deactivated"),
  },
  {
    id: "grid",
    name: "Gridbase",
    color: "oklch(.75 .15 85)",
    users: 388,
    groups: 24,
    nouns: nouns("users", "groups", "Deactivate", "deactivated"),
  },
  {
    id: "flow",
    name: "Flowtap",
    color: "oklch(.68 .19 45)",
    users: 521,
    groups: 6,
    nouns: nouns("users", "team workspaces", "Deactivate", "deactivated"),
  },
  {
    id: "gate",
    name: "Gatehouse ZA",
    color: "oklch(.55 .15 250)",
    users: 1482,
    groups: 51,
    nouns: nouns("users", "groups", "Deactivate", "deactivated"),
  },
];

export const PAGE_PROBLEM: Problem = {
  code: "server-failed",
  what: "Reading users 101 to 150 of Flowtap, three times in 14 s.",
  side: "there",
  side_words:
    "Flowtap’s: its server answered 502. Token and address are fine, pages 1 and 2 came with them.",
  state:
    "100 users are from today, 421 from an earlier read. Members of its 6 team workspaces were not read: unknown, not none.",
  next: "Read again in a quarter of an hour. The read starts over, because Flowtap may have moved people between pages.",
  exchange:
    "GET /scim/v2/Users?startIndex=101&count=50&sortBy=userName\nAuthorization: Bearer (left out)\n\n502 Bad Gateway, 1.42 s\nContent-Type: text/html",
};

export function readOf(app: App, partial: boolean): ReadView {
  return {
    id: 12,
    connection_id: app.id,
    started_at: ago(14),
    ended_at: ago(13),
    verdict: partial ? "partial" : "complete",
    reason: partial ? "Page 3 answered 502 three times." : "Totals met in the second pass.",
    users_received: partial ? 100 : app.users,
    users_claimed: app.users,
    groups_received: partial ? 0 : app.groups,
    groups_claimed: app.groups,
    groups_unknown: partial ? app.groups : 0,
    answer_ms: 291,
    slowed_down: partial ? 0 : 2,
    clock_offset_ms: -412,
    problem: partial ? PAGE_PROBLEM : null,
    confirm: null,
  };
}

export const TOKEN_PROBLEM: Problem = {
  code: "token-refused",
  what: "Asking for the first users failed.",
  side: "there",
  side_words: "Gridbase does not accept the token (401).",
  state: "Nothing was changed.",
  next: "Make a new token there and put it in: “Replace token…” on the connection's page, or `rollcall connection token NAME`.",
  exchange:
    "GET /scim/v2/Users?startIndex=1&count=1\nAuthorization: Bearer (left out)\n\n401 Unauthorized",
};

export function connectionOf(app: App, partial: boolean): ConnectionView {
  return {
    id: app.id,
    name: app.name,
    provider: app.id,
    provider_name: app.name,
    color: app.color,
    address: `https://api.${app.id}.example/scim/v2`,
    seat_price: app.id === "grid" ? "45.00 EUR" : null,
    made_at: ago(60 * 24 * 200),
    token_at: ago(60 * 24 * 200),
    nouns: app.nouns,
    health: partial ? "partial" : "healthy",
    users: app.users,
    groups: app.groups,
    last_read: readOf(app, partial),
    complete_at: partial ? ago(60 * 39) : ago(13),
  };
}

const FIRST =
  "Ada Ben Carla Dmitri Elif Farid Grace Hugo Ines Jonas Kavya Liam Mei Noor Oskar Priya Quentin Rosa Sven Tomás Ulla Víctor Wanda Ximena Yusuf Zoë Łukasz Åse 伊藤 محمد".split(
    " ",
  );
const LAST =
  "Okafor Halvorsen Mendes Sokolov Yıldız Rahimi Lin Brandt Duarte Weber Rao Byrne Tanaka Haddad Lind Nair Novák Øst Peña Quist Rossi Sørensen Tóth Ueda Vogel Wójcik".split(
    " ",
  );
const DEPARTMENTS = [
  "Finance",
  "Sales",
  "Engineering",
  "Marketing",
  "IT",
  "Legal",
  "Support",
  "Product",
  "People",
];
const TITLES = [
  "Controller",
  "Account executive",
  "Staff engineer",
  "Brand lead",
  "Systems engineer",
  "Counsel",
  "Agent",
];

const pick = <T>(items: T[], n: number): T => items[n % items.length] as T;

export function people(partialApp: string | null): UserRow[] {
  const rows: UserRow[] = [];
  for (const app of APPS) {
    for (let i = 0; i < app.users; i++) {
      const n = i * 7 + app.users;
      const first = pick(FIRST, i);
      const last = pick(LAST, Math.floor(i / FIRST.length) + i);
      const name =
        i === 5 ? `${"Maximiliane-Josephine ".repeat(9)}von Hohenstein` : `${first} ${last}`;
      const mail = `${first}.${last}${i >= 700 ? i : ""}@example.com`
        .toLowerCase()
        .normalize("NFD")
        .replace(/[^\w.@]/g, "");
      const partial = app.id === partialApp;
      const stale = partial && i % 5 !== 0;
      const gone = n % 47 === 3;
      const off = app.id !== "quill" && app.id !== "flow" && n % 13 === 2;
      rows.push({
        connection_id: app.id,
        account_id: `${app.id}-${51_883_000 + i}`,
        name,
        user_name: mail,
        email: mail,
        connection_name: app.name,
        color: app.color,
        status: gone ? "no-longer-listed" : off ? "inactive" : "active",
        last_listed: gone ? ago(60 * 24 * 8) : null,
        title: pick(TITLES, n),
        department: app.id === "board" ? "" : pick(DEPARTMENTS, n),
        user_type: n % 9 === 0 ? "Contractor" : "Member",
        groups: partial ? null : off ? 0 : (n % 11) + 1,
        some_groups: off ? 0 : (n % 11) + 1,
        as_of: stale ? ago(60 * 39) : ago(13),
        stale,
      });
    }
  }
  return rows;
}

const TEAMS = [
  "EMEA Sales",
  "Deal desk",
  "Forecast editors",
  "All hands",
  "VPN – EMEA",
  "Design",
  "Platform",
  "On call",
];

/** One group of each app has nearly everybody in it. */
const LARGE = 4;

export function teams(partialApp: string | null): GroupRow[] {
  return APPS.flatMap((app) =>
    Array.from({ length: app.groups }, (_, i) => ({
      connection_id: app.id,
      group_id: `${app.id}-g${i}`,
      name:
        i < TEAMS.length ? pick(TEAMS, i) : `${pick(TEAMS, i)} ${Math.floor(i / TEAMS.length) + 1}`,
      connection_name: app.name,
      color: app.color,
      noun: app.nouns.group,
      members: app.id === partialApp ? null : i === LARGE ? app.users - 50 : (i * 37) % 120,
      named_by: null,
      unproven: 0,
      listed: true,
      as_of: app.id === partialApp ? ago(60 * 39) : ago(13),
      stale: app.id === partialApp,
    })),
  );
}

/** The first accounts of its app; one kind of group also has another group in it. */
export function roster(rows: UserRow[], group: GroupRow): MemberRow[] {
  const members = rows
    .filter((row) => row.connection_id === group.connection_id)
    .slice(0, group.members ?? 0)
    .map((row) => ({
      member_id: row.account_id,
      kind: "user",
      name: row.name,
      user_name: row.user_name,
      status: row.status,
    }));
  const nested = {
    member_id: `${group.connection_id}-g5`,
    kind: "group",
    name: "Design",
    user_name: "",
    status: null,
  };
  return group.name.startsWith("All hands") && members.length > 0
    ? [...members.slice(0, -1), nested]
    : members;
}
