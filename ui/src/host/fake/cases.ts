// Sample lockdowns and quarantines. #/cases/case-open has a line of each state; case-planned and
// case-silent are to be confirmed; case-closed and case-stopped are over. ?scene=cases: one is open.
import type { Host } from "../index";
import type {
  CaseBrief,
  CaseKind,
  CasePlan,
  CaseState,
  CaseView,
  PlanView,
  Problem,
  UserRow,
} from "../types";
import { done, everyLine, line, linesOf, residualOf } from "./case-lines";
import { APPS, ago } from "./people";
import { itemFor, nextId, planOf } from "./plans";

type Commands = Pick<
  Host,
  | "planLockdown"
  | "planQuarantine"
  | "startCase"
  | "discardCase"
  | "case"
  | "cases"
  | "tryCaseAgain"
  | "stopCase"
  | "planCaseAgain"
  | "recheckCase"
  | "tickResidual"
  | "planRelease"
  | "exportCase"
>;

const PERSON = "Oskar Lind";
type Who = { id: number; name: string };
const OSKAR: Who[] = [{ id: 1, name: PERSON }];
const SILENT = "flow";
const RUN_MS = 300;

const NOT_THERE: Problem = {
  code: "not-found",
  what: "There is no such lockdown.",
  side: "asked",
  side_words: "What was asked for: it was discarded, or belongs to another store.",
  state: "Nothing was changed.",
  next: "Open the list of lockdowns.",
  exchange: null,
};

function counted(view: CaseView): CaseView {
  const changes = view.lines;
  const verified = changes.filter((l) => l.state === "verified").length;
  const open = changes.length - verified;
  const state = view.brief.state === "open" && open === 0 ? "closed" : view.brief.state;
  return { ...view, brief: { ...view.brief, state, verified, open, lines: changes.length } };
}

function viewOf(id: string, kind: CaseKind, state: CaseState, rest: Partial<CaseView>): CaseView {
  const brief: CaseBrief = {
    id,
    kind,
    state,
    title: `${kind === "lockdown" ? "Lockdown" : "Quarantine"} of ${PERSON}`,
    people: [{ id: 1, name: PERSON, email: "oskar.lind@example.com" }],
    made_at: ago(10),
    by: "Priya Nair",
    verified: 0,
    open: 0,
    lines: 0,
    due: kind === "quarantine" ? "2026-11-20" : null,
    overdue: kind === "quarantine" && state === "open",
    trying: state === "open",
    sent: state !== "planned",
    active_again: [],
  };
  const begun = state !== "planned";
  return counted({
    brief,
    started_at: begun ? ago(10) : null,
    ended_at: begun ? ago(9) : null,
    plan_id: "",
    plan_hash: "b07d90b4d2a1f6e8830c5b7a9f1e2d3c4b5a69788796a5b4c3d2e1f00f1e52c8",
    record_from: begun ? 10_409 : null,
    record_to: begun ? 10_418 : null,
    runs: [],
    lines: [],
    residual: residualOf(PERSON),
    checked_at: begun ? ago(3) : null,
    groups: false,
    notes: [],
    ...rest,
  });
}

export function fakeCases({
  rows,
  later,
  keep,
  open,
  nameOf = () => PERSON,
}: {
  rows: UserRow[];
  later: <T>(value: T) => Promise<T>;
  keep: (plan: PlanView) => Promise<PlanView>;
  /** One is open from the start. */
  open: boolean;
  nameOf?: (person: number) => string;
}): { commands: Commands; open: () => CaseBrief[] } {
  const kept = new Map<string, CaseView>();
  const put = (view: CaseView) => {
    const next = counted(view);
    kept.set(next.brief.id, next);
    return next;
  };
  const get = (id: string) => {
    const view = kept.get(id);
    if (!view) throw NOT_THERE;
    return view;
  };
  const change = async (id: string, make: (view: CaseView) => CaseView) =>
    later(put(make(get(id))));
  const who = (ids: number[]): Who[] => ids.map((id) => ({ id, name: nameOf(id) }));
  const rowOf = (app: string) => rows.find((row) => row.connection_id === app) as UserRow;

  const plan = (kind: CaseKind, people: Who[], groups: boolean, out: string[]): PlanView => {
    const items = people.flatMap(({ name }) =>
      APPS.filter((app) => app.id !== SILENT && !out.includes(app.id)).flatMap((app) => {
        const item = itemFor(rowOf(app.id), { on: name });
        const leave = { ...item, change: `Leave ${app.nouns.group} EMEA Sales`, before: "member" };
        return groups ? [leave, item] : [item];
      }),
    );
    const many = people.length === 1 ? "1 person" : `${people.length} people`;
    const made = planOf(nextId(kind), "Lockdown", items);
    return {
      ...made,
      warnings: [
        {
          level: "warn",
          lead: "Quillnote has no suspended state.",
          text: `${PERSON} leaves the workspace and is signed out.`,
          count: people.length,
        },
      ],
      confirmation: {
        type_this: kind === "lockdown" ? (people[0]?.name ?? "") : null,
        button: kind === "lockdown" ? `Lock down ${many}` : `Put ${many} in quarantine`,
        destructive: kind === "lockdown",
      },
    };
  };
  const planned = (
    id: string,
    kind: CaseKind,
    made: PlanView | null,
    people: Who[],
    groups = false,
  ): CasePlan => {
    if (made) void keep(made);
    const silent = line(99, SILENT, PERSON, { state: "open", words: "Flowtap does not answer" });
    const notes = ["Gatehouse ZA: a second account, oskar.admin, is not tied to this person."];
    const view = viewOf(id, kind, "planned", {
      plan_id: made?.id ?? "",
      lines: [...linesOf(made?.items ?? []), silent],
      groups,
      notes,
    });
    const named = people.map((one) => ({ ...one, email: "" }));
    put({ ...view, brief: { ...view.brief, people: named } });
    return { case_id: id, plan: made, lines: view.lines, notes };
  };

  planned("case-planned", "lockdown", plan("lockdown", OSKAR, false, []), OSKAR);
  planned("case-silent", "lockdown", null, OSKAR);
  put(viewOf("case-open", "lockdown", "open", { lines: everyLine(PERSON) }));
  const all = APPS.map((app, i) => done(line(i + 1, app.id, PERSON, {}), "inactive"));
  put(viewOf("case-closed", "lockdown", "closed", { lines: all }));
  const some = all.map((l) => (l.connection_id === SILENT ? line(4, SILENT, PERSON, {}) : l));
  const due = viewOf("case-due", "quarantine", "open", { lines: some });
  put({ ...due, brief: { ...due.brief, trying: false } });
  put(
    viewOf("case-stopped", "quarantine", "stopped", {
      lines: some.map((l) => (l.state === "verified" ? l : { ...l, state: "stopped" })),
    }),
  );
  let shown = open;

  const commands: Commands = {
    planLockdown: ({ people, groups }) => {
      const them = who(people);
      const made = plan("lockdown", them, groups, []);
      return later(planned(nextId("case"), "lockdown", made, them, groups));
    },
    planQuarantine: ({ people, leave_out }) => {
      const them = who(people);
      const made = plan("quarantine", them, true, leave_out);
      return later(planned(nextId("case"), "quarantine", made, them));
    },
    startCase: (id) => {
      shown = true;
      const end = () =>
        put({
          ...get(id),
          ended_at: new Date().toISOString(),
          lines: get(id).lines.map((l) => (l.state === "running" ? done(l, "inactive") : l)),
        });
      setTimeout(end, RUN_MS);
      return change(id, (view) => ({
        ...view,
        started_at: new Date().toISOString(),
        trying: true,
        brief: { ...view.brief, state: "open" },
        lines: view.lines.map((l) => (l.state === "waiting" ? { ...l, state: "running" } : l)),
      }));
    },
    discardCase: (id) => {
      kept.delete(id);
      return later(null);
    },
    case: async (id) => later(get(id)),
    cases: () => later([...kept.values()].map((v) => v.brief).filter((b) => b.state !== "planned")),
    tryCaseAgain: (id) =>
      change(id, (view) => ({
        ...view,
        trying: true,
        lines: view.lines.map((l) =>
          l.state === "open" || l.state === "yours" ? done(l, "inactive") : l,
        ),
      })),
    planCaseAgain: (id) => {
      const open = get(id).lines.filter((l) => l.state === "open" || l.state === "yours");
      const items = open.map((l) =>
        itemFor(rowOf(l.connection_id), { change: l.change, on: l.person }),
      );
      const plan = items.length === 0 ? null : planOf(nextId("again"), "Again", items);
      if (plan) void keep(plan);
      return later({ case_id: id, plan, lines: get(id).lines, notes: [] });
    },
    stopCase: (id) =>
      change(id, (view) => ({
        ...view,
        trying: false,
        brief: { ...view.brief, state: "stopped" },
        lines: view.lines.map((l) =>
          l.state === "open" ? { ...l, state: "stopped", next_at: null } : l,
        ),
      })),
    recheckCase: (id) => {
      const at = new Date().toISOString();
      const look = { at, holds: true, found: "inactive" };
      return change(id, (view) => ({
        ...view,
        checked_at: at,
        lines: view.lines.map((l) =>
          l.state === "verified" ? { ...l, checks: [...l.checks, look] } : l,
        ),
      }));
    },
    tickResidual: (id, number, ticked, note) =>
      change(id, (view) => ({
        ...view,
        residual: view.residual.map((r) =>
          r.number === number
            ? {
                ...r,
                note,
                done_by: ticked ? "Priya Nair" : null,
                done_at: ticked ? (r.done_at ?? new Date().toISOString()) : null,
              }
            : r,
        ),
      })),
    planRelease: (id) => {
      const items = get(id).lines.map((l) =>
        itemFor(rowOf(l.connection_id), { change: "Activate", on: l.person }),
      );
      return keep(planOf(nextId("release"), `Give access back: ${PERSON}`, items));
    },
    exportCase: (_id, format) => later(`/home/priya/Downloads/lockdown-oskar-lind.${format}`),
  };
  return {
    commands,
    open: () =>
      shown ? [...kept.values()].map((v) => v.brief).filter((b) => b.state === "open") : [],
  };
}
