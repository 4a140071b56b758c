// Sample safeguards and actions of a run: guard, protections, retry,
// asking again, pausing and stopping.
import type { Host } from "../index";
import type {
  Guard,
  PlanView,
  Problem,
  Protected,
  Recheck,
  RunItem,
  RunView,
  Steer,
  UserRow,
} from "../types";
import { APPS } from "./people";
import { againPlan } from "./plans";

/** The parts of the fake host: its rows, plans and runs, and the event of a run. */
export type Lent = {
  rows: UserRow[];
  plans: Map<string, PlanView>;
  runs: Map<string, RunView>;
  later: <T>(value: T) => Promise<T>;
  emitRun: (run: RunView) => void;
};

const USUAL = 25;

const refused = (what: string, why: string, next: string): Problem => ({
  code: "not-confirmed",
  what,
  side: "asked",
  side_words: why,
  state: "Nothing was changed.",
  next,
  exchange: null,
});

/** What each item of a run is found to be when it is asked for again. */
const foundAgain = (item: RunItem, i: number) => {
  const holds = item.outcome === "verified" && i % 7 !== 3;
  return {
    seq: item.seq,
    connection_name: item.connection_name,
    change: item.change,
    on: item.on,
    outcome: item.outcome ?? "not-sent",
    holds,
    found: holds ? item.after : item.before,
    expected: item.after,
  };
};

const STEERED: Record<Steer, RunView["state"]> = {
  pause: "paused",
  "go-on": "running",
  stop: "stopping",
};

type Safety = Pick<
  Host,
  | "guard"
  | "setGuard"
  | "protected"
  | "protect"
  | "liftProtection"
  | "recheck"
  | "planRetry"
  | "steerRun"
  | "groupRefusals"
>;

export function safety({ rows, plans, runs, later, emitRun }: Lent): Safety {
  const guards = new Map<string, number>();
  const protections = new Map<string, Protected[]>([
    [
      "quill",
      [
        { account_id: "quill-51883005", name: "Farid Rahimi", kind: "token-owner" },
        { account_id: "quill-51883015", name: "Priya Nair", kind: "own" },
      ],
    ],
  ]);
  const guardOf = (id: string): Guard => {
    const active = rows.filter((r) => r.connection_id === id && r.status === "active").length;
    const set = guards.get(id);
    const usual = Math.max(1, Math.min(USUAL, Math.ceil(active / 10)));
    return { people: set ?? usual, set: set !== undefined, active };
  };
  const listOf = (id: string) => protections.get(id) ?? [];

  return {
    guard: (id) => later(guardOf(id)),
    setGuard: async (id, people, typed) => {
      const now = guardOf(id);
      if (people !== null && people > now.people && typed?.trim() !== String(people)) {
        throw refused(
          "Raising the guard failed.",
          `It stands at ${now.people}; raising it to ${people} takes the number typed once more.`,
          `Type ${people}.`,
        );
      }
      if (people === null) guards.delete(id);
      else guards.set(id, people);
      return later(guardOf(id));
    },
    protected: (id) => later(listOf(id)),
    protect: (id, account_id, kind) => {
      const row = rows.find((r) => r.account_id === account_id);
      const others = listOf(id).filter((one) => one.account_id !== account_id);
      protections.set(id, [...others, { account_id, name: row?.name ?? account_id, kind }]);
      return later(listOf(id));
    },
    liftProtection: async (id, account_id, reason) => {
      if (reason.trim() === "") {
        throw refused(
          "Lifting the protection failed.",
          "Lifting a protection needs a reason, which goes on the record.",
          "Give the reason.",
        );
      }
      protections.set(
        id,
        listOf(id).filter((one) => one.account_id !== account_id),
      );
      return later(listOf(id));
    },
    recheck: (id): Promise<Recheck> => {
      const items = (runs.get(id)?.items ?? []).filter(
        (item) => item.outcome !== "not-sent" && item.outcome !== "held-back",
      );
      return later({
        run_id: id,
        at: new Date().toISOString(),
        items: items.map(foundAgain),
        left_out: [],
      });
    },
    planRetry: (id) => {
      const run = runs.get(id) as RunView;
      const plan = againPlan(run, plans.get(run.plan_id) as PlanView);
      plans.set(plan.id, plan);
      return later(plan);
    },
    steerRun: (id, steer) => {
      const run = { ...(runs.get(id) as RunView), state: STEERED[steer] };
      runs.set(id, run);
      emitRun(run);
      return later(run);
    },
    groupRefusals: (id) => {
      const app = APPS.find((a) => a.id === id);
      const why = `${app?.name ?? "It"} makes its ${app?.nouns.groups ?? "groups"} in its own admin panel only.`;
      return later(
        id === "flow"
          ? (["create", "rename", "delete"] as const).map((kind) => ({ kind, why }))
          : id === "quill"
            ? [{ kind: "delete" as const, why: "Quillnote does not delete groups over SCIM." }]
            : [],
      );
    },
  };
}
