// Sample lines of a receipt, one of each state, and what SCIM does not reach.
import type { PlanItem, Problem, ReceiptLine, ResidualLine } from "../types";
import { APPS, ago } from "./people";

const soon = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

export const appOf = (id: string) =>
  APPS.find((app) => app.id === id) ?? (APPS[0] as (typeof APPS)[number]);

export function line(
  number: number,
  app: string,
  person: string,
  rest: Partial<ReceiptLine>,
): ReceiptLine {
  const { name, color, nouns } = appOf(app);
  return {
    number,
    connection_id: app,
    connection_name: name,
    color,
    person,
    change: nouns.deactivate,
    state: "waiting",
    outcome: null,
    request: "",
    answer: "",
    words: "",
    seconds: null,
    at: null,
    tries: 0,
    next_at: null,
    problem: null,
    exchange: "",
    run_id: null,
    checks: [],
    ...rest,
  };
}

/** What a line becomes when all went well. */
export function done(before: ReceiptLine, words: string): ReceiptLine {
  const path = `/Users/${before.connection_id}-51883014`;
  return {
    ...before,
    state: "verified",
    outcome: "verified",
    request: before.request || `PATCH ${path}`,
    answer: "200",
    words,
    seconds: 0.41 + before.number / 10,
    at: ago(9),
    tries: before.tries + 1,
    next_at: null,
    exchange: `PATCH /scim/v2${path}\nAuthorization: Bearer (left out)\n\n200 OK, 214 ms\n\nGET /scim/v2${path}\n200 OK, 131 ms\n{ "active": false }`,
    run_id: "run-plan-board-51883014",
  };
}

const refusal = (app: string, person: string): Problem => ({
  code: "refused",
  what: `${app} refused to deactivate ${person}.`,
  side: "there",
  side_words: `${app}’s: it answered 403, “User is the sole owner of a workspace”.`,
  state: "The account is as it was: active.",
  next: "Give the workspace Partner pipeline another owner there, then send again.",
  exchange: null,
});

const silence = (app: string): Problem => ({
  code: "cannot-reach",
  what: `${app} could not be asked, four times in 11 minutes.`,
  side: "between",
  side_words: "Between: the connection was made and then cut before an answer came.",
  state: "Not known: whether the account is active there. Nothing was sent.",
  next: "Nothing: Rollcall goes on trying. In a hurry, deactivate the account there by hand.",
  exchange: null,
});

/** Every state that a line can be in. */
export function everyLine(person: string): ReceiptLine[] {
  const left = (team: string) => ({ change: `Leave team ${team}` });
  const gone = (n: number) => `${n} members, ${person} not among them`;
  return [
    done(line(1, "board", person, left("EMEA Sales")), gone(37)),
    done(line(2, "board", person, left("Deal desk")), gone(8)),
    {
      ...done(line(3, "board", person, left("Forecast editors")), ""),
      state: "open",
      outcome: "accepted-not-verified",
      words: "team not readable, 2 tries of 10 s",
      seconds: 20.64,
      tries: 2,
      next_at: soon(40),
    },
    {
      ...done(line(4, "board", person, {}), "active is false"),
      checks: [
        { at: ago(6), holds: true, found: "inactive" },
        { at: ago(3), holds: true, found: "inactive" },
      ],
    },
    {
      ...done(line(5, "grid", person, {}), "“User is the sole owner of a workspace”; still active"),
      state: "yours",
      outcome: "refused",
      answer: "403",
      seconds: 0.21,
      problem: refusal("Gridbase", person),
    },
    done(line(6, "quill", person, {}), "not found, so removed and signed out"),
    line(7, "flow", person, {
      state: "open",
      request: "GET /Users?filter=userName",
      answer: "no answer",
      words: "Flowtap does not answer",
      at: ago(1),
      tries: 4,
      next_at: soon(252),
      problem: silence("Flowtap"),
    }),
    line(8, "gate", person, { state: "running", change: "Leave group VPN – EMEA", tries: 1 }),
    line(9, "gate", person, { state: "waiting" }),
    line(10, "flow", person, {
      state: "verified",
      words: "Read just now: not found, neither by its id nor by its user name.",
    }),
    {
      ...done(
        line(11, "gate", person, { change: "Leave group CRM" }),
        "87 members, not among them",
      ),
      checks: [{ at: ago(3), holds: false, found: "among 88 members again" }],
    },
    line(12, "gate", person, {
      state: "stopped",
      change: "Leave group On call",
      words: "Trying was stopped",
      tries: 1,
    }),
  ];
}

/** The lines that a plan begins with. */
export const linesOf = (items: PlanItem[]): ReceiptLine[] =>
  items.map((item, i) =>
    line(i + 1, item.connection_id, item.on, {
      change: item.change,
      request: `${item.request.method} ${item.request.path.replace("/scim/v2", "")}`,
    }),
  );

export function residualOf(person: string): ResidualLine[] {
  const of = (
    number: number,
    app: string,
    text: string,
    place: string,
    tick: [string, number] | null = null,
  ): ResidualLine => ({
    number,
    connection_id: app,
    connection_name: appOf(app).name,
    color: appOf(app).color,
    person,
    text,
    place,
    done_by: tick?.[0] ?? null,
    done_at: tick ? ago(tick[1]) : null,
    note: tick && number === 2 ? "two bases, both closed" : "",
  });
  return [
    of(1, "grid", "Workspaces that have no other owner", "Admin panel › Users"),
    of(2, "grid", "Bases shared with a private address", "Share dialog of each workspace", [
      "Carla Mendes",
      4,
    ]),
    of(3, "board", "Boards and automations that name them as owner", "Administration › Users"),
    of(4, "quill", "Guest access to single pages", "Guest list in the workspace settings", [
      "Priya Nair",
      12,
    ]),
    of(5, "flow", "App connections made under their name", "Admin console › Members"),
    of(6, "gate", "Browser access is not ended by SCIM", "Access policy", ["Priya Nair", 9]),
    of(7, "gate", "Admin account, if there was one", "Administrators of the console"),
  ];
}
