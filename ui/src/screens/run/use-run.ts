import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useCall } from "../../data/call";
import { useLive } from "../../data/live";
import { host, type RunState, type RunView, type Steer } from "../../host";

const POLL_MS = 1000;
/** A run with thousands of items is several megabytes. */
const POLL_MANY_MS = 5000;
const MANY = 500;

const pollEvery = (run: RunView | undefined) =>
  run?.state === "finished" ? false : (run?.items.length ?? 0) > MANY ? POLL_MANY_MS : POLL_MS;

const rank = (run: RunView) =>
  (run.state === "finished" ? 1_000_000 : 0) + (run.items.length - run.to_go);

/** The event carries the newest run; asking as well makes a missed event harmless. */
export function useRun(id: string) {
  const live = useLive().run;
  const mine = live?.id === id ? live : null;
  const event = useRef({ run: mine, at: 0 });
  if (event.current.run !== mine) event.current = { run: mine, at: Date.now() };
  const query = useQuery({
    queryKey: ["run", id],
    queryFn: () => host.run(id),
    refetchInterval: (q) => pollEvery(q.state.data),
    staleTime: 0,
  });
  const asked = query.data;
  if (!mine || !asked) return { run: mine ?? asked, query };
  // Pausing changes the state and no count: of two with equal progress, the later one counts.
  const by = rank(mine) - rank(asked) || event.current.at - query.dataUpdatedAt;
  return { run: by >= 0 ? mine : asked, query };
}

/** Pauses, resumes and stops; the answer is shown at once. */
export function useSteer(id: string) {
  const client = useQueryClient();
  const { busy: steering, problem, call } = useCall();
  const steer = (how: Steer) =>
    call(async () => {
      try {
        client.setQueryData(["run", id], await host.steerRun(id, how));
      } catch (thrown) {
        void client.invalidateQueries({ queryKey: ["run", id] });
        throw thrown;
      }
    });
  return { steering, problem, steer };
}

/** Milliseconds during which this run was paused: they do not count for its rate. */
export function usePaused(state: RunState, now: Date): number {
  const before = useRef(0);
  const since = useRef<number | null>(null);
  useEffect(() => {
    if (state !== "paused") return;
    since.current = Date.now();
    return () => {
      if (since.current !== null) before.current += Date.now() - since.current;
      since.current = null;
    };
  }, [state]);
  return before.current + (since.current === null ? 0 : Math.max(0, +now - since.current));
}
