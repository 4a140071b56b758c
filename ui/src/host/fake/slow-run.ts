// A sample run of many items that takes its time, so that it can be paused and stopped.
import type { Outcome, PlanView, RunItem, RunView } from "../types";
import { runFor } from "./details";

const TICK_MS = 200;

/** Every ninth is refused. */
const endOf = (seq: number): Outcome => (seq % 9 === 4 ? "refused" : "verified");

const ended = (item: RunItem, done: RunItem): RunItem => ({ ...done, seq: item.seq });

const counted = (run: RunView): RunView => {
  const of = (pick: (o: Outcome | null) => boolean) =>
    run.items.filter((item) => pick(item.outcome)).length;
  return {
    ...run,
    verified: of((o) => o === "verified"),
    not_verified: of((o) => o !== null && o !== "verified"),
    to_go: of((o) => o === null),
  };
};

/** Begins it; `get` and `set` are the host's own copy, which steering changes in between. */
export function slowRun(
  plan: PlanView,
  each: number,
  get: () => RunView | undefined,
  set: (run: RunView) => void,
): RunView {
  const good = runFor(plan, 3, "verified").items;
  const bad = runFor(plan, 3, "refused").items;
  const begun: RunView = {
    ...runFor(plan, 0, "verified"),
    started_at: new Date().toISOString(),
    items: runFor(plan, 0, "verified").items.map((item) => ({ ...item, phase: "waiting" })),
  };
  set(begun);
  const timer = setInterval(() => {
    const run = get() ?? begun;
    if (run.state === "paused") return;
    const stopping = run.state === "stopping";
    let left = each;
    const items = run.items.map((item, i) => {
      if (item.outcome !== null) return item;
      if (stopping) {
        const words = "You stopped the run before this was sent.";
        return { ...item, phase: "done" as const, outcome: "not-sent" as const, words };
      }
      if (left-- <= 0) return item;
      const done = endOf(item.seq) === "verified" ? good[i] : bad[i];
      return done ? ended(item, done) : item;
    });
    const next = counted({ ...run, items });
    if (next.to_go > 0) return set(next);
    clearInterval(timer);
    set({ ...next, state: "finished", ended_at: new Date().toISOString(), record_seq: 10_418 });
  }, TICK_MS);
  return begun;
}
