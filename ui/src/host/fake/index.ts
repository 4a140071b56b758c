// A host of sample data: `vite --mode fake`, with ?scene=… in the address to see a state.
// Scenes: start, keychain, store, sample (default), partial, settled; outcome=accepted|refused.

import type { Host } from "../index";
import type {
  AppState,
  PlanView,
  Problem,
  Progress,
  RunView,
  UserDetail,
  UserQuery,
  UserRow,
} from "../types";
import { DEPARTMENT } from "./attributes";
import { fakeCases } from "./cases";
import { fakeConnections } from "./connections";
import { connectionDetail, planFor, providers, runFor, rungs } from "./details";
import { APPS, ago, connectionOf, people, roster, teams } from "./people";
import { fakePeople } from "./people-commands";
import { activationPlan, manyPlan, undoPlan } from "./plans";
import { matches, named, sortKey } from "./queries";
import { record } from "./record";
import { fakeReviews } from "./reviews";
import { safety } from "./safety";
import { sinceOf } from "./since";
import { slowRun } from "./slow-run";
import { fakeStage } from "./stage";

const KEYCHAIN: Problem = {
  code: "keychain-absent",
  what: "No keychain service answers on this computer.",
  side: "here",
  side_words: "This computer’s: no Secret Service runs in this session.",
  state: "Nothing was stored. No app can be connected, because its token would have no safe place.",
  next: "Start a session with gnome-keyring or KWallet, then try again.",
  exchange: null,
};

const STORE: Problem = {
  code: "store-wrong-key",
  what: "The store could not be opened with the key from the keychain.",
  side: "here",
  side_words: "This computer’s: the file and the key do not belong together.",
  state: "The file is untouched; nothing was overwritten.",
  next: "Put back the keychain entry or the file from the same backup, then try again.",
  exchange: "rollcall.db: file is not a database (26)",
};

const LATENCY_MS = 15;
/** Above it a run goes item by item. `?many=300` makes the plan #/plan/plan-many. */
const MANY = 20;
const later = <T>(value: T): Promise<T> =>
  new Promise((done) => setTimeout(() => done(value), LATENCY_MS));

export function fakeHost(search = window.location.search): Host {
  const asked = new URLSearchParams(search);
  if (asked.has("axe")) void import("./axe").then(({ checkSoon }) => checkSoon());
  const scene = asked.get("scene") ?? "sample";
  const partialApp = scene === "partial" ? "flow" : null;
  const outcome =
    ({ accepted: "accepted-not-verified", refused: "refused" } as const)[
      asked.get("outcome") ?? ""
    ] ?? "verified";
  let mode: AppState["mode"] =
    scene === "start" || scene === "keychain" || scene === "store"
      ? "empty"
      : scene === "real" || scene === "partial" || scene === "cases"
        ? "real"
        : "sample";
  let revision = 1;
  const rows = people(partialApp);
  const groups = teams(partialApp);
  const plans = new Map<string, PlanView>();
  const runs = new Map<string, RunView>();
  const listeners = new Set<(progress: Progress) => void>();
  const base: Progress = {
    revision,
    rungs: [],
    run: null,
    reads:
      scene === "partial"
        ? [
            {
              connection_id: "grid",
              connection_name: "Gridbase",
              stage: "users",
              done: 212,
              of: 388,
              waiting: null,
              verdict: null,
              reason: null,
            },
          ]
        : [],
  };
  const emit = (change: Partial<Progress>) => {
    for (const listener of listeners) listener({ ...base, revision, ...change });
  };
  const state = (): AppState => ({
    mode,
    version: "0.1.0",
    connections:
      mode === "empty" ? [] : APPS.map((app) => connectionOf(app, app.id === partialApp)),
    users: mode === "empty" ? null : rows.length,
    groups: mode === "empty" ? null : groups.length,
    people: mode === "empty" ? null : folks.all().length,
    open_cases: cases.open(),
    open_reviews: mode === "empty" ? 0 : 1,
    reads: base.reads,
    keychain_problem: scene === "keychain" ? KEYCHAIN : null,
    store_problem: scene === "store" ? STORE : null,
    settled: scene === "settled" && rows[1] ? [runFor(planFor(rows[1]), 3, "verified")] : [],
    interrupted_reads: scene === "settled" ? ["Gridbase"] : [],
    swept: [],
    revision,
  });
  const rowOf = (c: string, a: string) =>
    rows.find((r) => r.connection_id === c && r.account_id === a) ?? (rows[0] as UserRow);
  const keep = (plan: PlanView): Promise<PlanView> => {
    plans.set(plan.id, plan);
    return later(plan);
  };
  const matching = (query: UserQuery): UserRow[] => {
    const group = groups.find((g) => g.group_id === query.group?.group_id);
    const inside = group ? new Set(roster(rows, group).map((m) => m.member_id)) : null;
    return rows.filter((row) => matches(row, query, inside));
  };
  const staging = fakeStage({ rows, groups, later, keep, matching });
  const cases = fakeCases({
    rows,
    later,
    keep,
    open: scene === "cases",
    nameOf: (person) => folks.all().find((one) => one.id === person)?.name ?? "Nobody",
  });
  const written = record(later);
  const reviews = fakeReviews(rows);
  const folks = fakePeople({
    reviews: reviews.reviews,
    rows,
    groups,
    partialApp,
    listed: asked.get("list") !== "none",
    later,
    cases: cases.open,
    newest: () =>
      written.recordPage({
        text: "",
        kinds: [],
        connections: [],
        newest_first: true,
        offset: 0,
        limit: 6,
      }),
    changed: () => {
      revision += 1;
      emit({});
    },
  });
  const start = (id: string): RunView => {
    staging.begun(id);
    const plan = plans.get(id) as PlanView;
    if (plan.items.length > MANY) {
      plans.set(id, { ...plan, state: "used", run_id: `run-${id}` });
      const keepRun = (run: RunView) => {
        runs.set(run.id, run);
        emit({ run });
      };
      const each = Math.ceil(plan.items.length / 300);
      return slowRun(plan, each, () => runs.get(`run-${id}`), keepRun);
    }
    const set = (step: number) => {
      const run = runFor(plan, step, outcome);
      runs.set(run.id, run);
      emit({ run });
      return run;
    };
    for (const step of [1, 2, 3]) setTimeout(() => set(step), step * 300);
    plans.set(id, { ...plan, state: "used", run_id: `run-${id}` });
    return set(0);
  };

  const many = Number(asked.get("many"));
  if (many > 0) plans.set("plan-many", manyPlan(rows.slice(0, many)));

  return {
    ...safety({ rows, plans, runs, later, emitRun: (run) => emit({ run }) }),
    ...written,
    ...folks.commands,
    ...staging.commands,
    ...cases.commands,
    ...reviews,
    since: (connection, _from, to, group) => later(sinceOf(rows, connection, to, group)),
    state: () => later(state()),
    providers: () => later(providers()),
    startSample: () => {
      mode = "sample";
      revision += 1;
      return later(state());
    },
    leaveSample: () => {
      mode = "empty";
      return later(state());
    },
    testAndConnect: async () => {
      for (let i = 0; i <= 8; i++) {
        await new Promise((done) => setTimeout(done, 120));
        emit({ rungs: rungs(i) });
      }
      mode = "real";
      return {
        test: { rungs: rungs(8), passed: true },
        connection: connectionOf(APPS[2] as (typeof APPS)[number], false),
      };
    },
    testConnection: () => later({ rungs: rungs(8), passed: true }),
    disconnect: () => later(state()),
    ...fakeConnections({ later, emit }),
    read: () => later(null),
    confirmRead: () => later(null),
    cancelRead: () => later(null),
    connection: (id) => later(connectionDetail(id, id === partialApp)),
    users: (query) => {
      const found = matching(query);
      const sign = query.descending ? -1 : 1;
      found.sort((a, b) => {
        const [x, y] = [sortKey(a, query.sort), sortKey(b, query.sort)];
        return x < y ? -sign : x > y ? sign : 0;
      });
      return later({
        rows: found.slice(query.offset, query.offset + query.limit),
        total: found.length,
        all: rows.length,
        as_of: ago(13),
        complete: partialApp === null,
      });
    },
    facets: () => {
      const tally = (
        pick: (row: UserRow) => string,
        label: (value: string) => string = (v) => v,
      ) => {
        const counts = new Map<string, number>();
        for (const row of rows)
          if (pick(row)) counts.set(pick(row), (counts.get(pick(row)) ?? 0) + 1);
        return [...counts]
          .map(([value, count]) => ({ value, label: label(value), count }))
          .sort((a, b) => b.count - a.count);
      };
      return later({
        connections: tally((r) => r.connection_id),
        statuses: tally((r) => r.status),
        departments: tally((r) => r.department),
      });
    },
    user: (c, a) => {
      const row = rowOf(c, a);
      const app = APPS.find((x) => x.id === c) ?? (APPS[0] as (typeof APPS)[number]);
      const detail: UserDetail = {
        row,
        fields: [
          { label: "Title", value: row.title, path: "title" },
          ...(row.department
            ? [{ label: "Department", value: row.department, path: DEPARTMENT }]
            : []),
          { label: "User type", value: row.user_type, path: "userType" },
          { label: "Id", value: row.account_id, path: "id" },
          { label: "Time zone", value: "Europe/Stockholm", path: "timezone" },
        ],
        some_groups: groups
          .filter((g) => g.connection_id === c)
          .slice(0, row.some_groups)
          .map((g) => ({ group_id: g.group_id, name: g.name, members: g.members })),
        history: [
          { at: ago(13), what: "Department", before: "Sales", after: row.department || "Support" },
          { at: ago(60 * 24 * 90), what: "First seen", before: null, after: null },
        ],
        raw: JSON.stringify(
          {
            schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
            id: row.account_id,
            userName: row.user_name,
            active: row.status === "active",
            name: { formatted: row.name },
          },
          null,
          2,
        ),
        nouns: app.nouns,
        deactivate_note: `In ${app.name} a deactivated user loses access at once and keeps all boards and items. It can be undone.`,
        deactivate_blocked:
          row.status === "active"
            ? null
            : row.status === "inactive"
              ? "Already inactive."
              : `No longer listed by ${app.name}.`,
        activate_blocked:
          row.status === "active"
            ? "Active already."
            : app.id === "quill"
              ? `${app.name} cannot restore the same id. Add them again.`
              : null,
        delete_blocked:
          app.id === "quill" ? `${app.name} deletes nobody; it removes from the workspace.` : null,
      };
      return later(detail);
    },
    groups: (query) => {
      const found = groups.filter(
        (g) =>
          g.name.toLowerCase().includes(query.text.toLowerCase()) &&
          (query.connections.length === 0 || query.connections.includes(g.connection_id)),
      );
      found.sort((a, b) => (a.name < b.name ? -1 : 1) * (query.descending ? -1 : 1));
      return later({
        rows: found.slice(query.offset, query.offset + query.limit),
        total: found.length,
        all: groups.length,
        as_of: ago(13),
        complete: partialApp === null,
      });
    },
    members: (query) => {
      const group =
        groups.find((g) => g.group_id === query.group_id) ?? (groups[0] as (typeof groups)[number]);
      const text = query.text.toLowerCase();
      const inside = roster(rows, group).filter((m) => m.name.toLowerCase().includes(text));
      return later({
        group,
        known: group.members !== null,
        rows: inside.slice(query.offset, query.offset + query.limit),
        total: inside.length,
        as_of: group.as_of,
        complete: group.members !== null,
      });
    },
    planDeactivate: (c, a) => keep(planFor(rowOf(c, a))),
    planActivate: (c, a) => keep(activationPlan(rowOf(c, a))),
    planUndo: (id) => {
      const run = runs.get(id) ?? runFor(planFor(rows[0] as UserRow), 3, outcome);
      const plan = plans.get(run.plan_id) ?? planFor(rows[0] as UserRow);
      return keep(undoPlan(run, plan));
    },
    matchUsers: (c, g, texts) => {
      const group = groups.find((one) => one.connection_id === c && one.group_id === g);
      const members = new Set(group ? roster(rows, group).map((one) => one.member_id) : []);
      return later(
        texts.map((text) => {
          const found = named(rows, c, text);
          const ids = found.map((row) => row.account_id);
          return { text, rows: found, inside: ids.filter((id) => members.has(id)) };
        }),
      );
    },
    plan: (id) => {
      const known =
        plans.get(id) ??
        planFor(rows.find((r) => `plan-${r.account_id}` === id) ?? (rows[0] as UserRow));
      plans.set(id, known);
      return later(known);
    },
    discardPlan: (id) => later({ ...(plans.get(id) as PlanView), state: "discarded" as const }),
    runPlan: (id) => later(start(id)),
    run: (id) => {
      const known = runs.get(id);
      if (known) return later(known);
      const row = rows.find((r) => `run-plan-${r.account_id}` === id) ?? (rows[0] as UserRow);
      return later(runFor(planFor(row), 3, outcome));
    },
    preferences: () =>
      later(
        asked.get("theme")
          ? JSON.stringify({ theme: asked.get("theme") })
          : (sessionStorage.getItem("preferences") ?? "{}"),
      ),
    setPreferences: (json) => {
      sessionStorage.setItem("preferences", json);
      return later(null);
    },
    onProgress: (listener) => {
      listeners.add(listener);
      setTimeout(() => listener({ ...base, revision }), 50);
      return () => listeners.delete(listener);
    },
  };
}
