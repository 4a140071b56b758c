// One case, and the calls that change it, one at a time.
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { asProblem, type CaseView, host, type Problem } from "../host";
import { useCall } from "./call";
import { useLive, useRevision } from "./live";

const RUNNING_MS = 2000;
/** While it is open, events report changes; polling makes a missed one harmless. */
const OPEN_MS = 10_000;

const pollEvery = (view: CaseView | undefined) => {
  if (view?.lines.some((line) => line.state === "running")) return RUNNING_MS;
  return view?.brief.state === "open" ? OPEN_MS : false;
};

export function useCase(id: string) {
  const client = useQueryClient();
  const revision = useRevision();
  const run = useLive().run;
  const query = useQuery({
    queryKey: ["case", id],
    queryFn: () => host.case(id),
    refetchInterval: (q) => pollEvery(q.state.data),
    staleTime: 0,
  });
  const open = query.data?.brief.state === "open";
  const state = `${revision} ${run?.id} ${run?.state} ${run?.to_go}`;
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    if (open) void client.invalidateQueries({ queryKey: ["case", id] });
  }, [client, id, open, state]);
  return query;
}

/** Shows the newest answer, even over a pending one. */
export async function adoptCase(client: QueryClient, view: CaseView): Promise<void> {
  await client.cancelQueries({ queryKey: ["case", view.brief.id] });
  client.setQueryData(["case", view.brief.id], view);
  void client.invalidateQueries({ queryKey: ["state"] });
  void client.invalidateQueries({ queryKey: ["cases"] });
}

/** One call at a time; its answer is shown at once, and the reason of a failure stays visible. */
export function useCaseCall() {
  const client = useQueryClient();
  const { pending, problem, title, call } = useCall();
  return {
    busy: pending,
    problem,
    title,
    /** Resolves to whether it was done. `what` names the call while it is pending. */
    call: (what: string, title: string, make: () => Promise<CaseView>): Promise<boolean> =>
      call(async () => adoptCase(client, await make()), what, title),
  };
}

/** Ticks in the order in which they were pressed: none is lost while another is pending. */
export function useTicks(id: string) {
  const client = useQueryClient();
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const [problem, setProblem] = useState<Problem | null>(null);
  const tick = (number: number, done: boolean, note: string): Promise<boolean> => {
    const mine = last.current.then(async () => {
      try {
        await adoptCase(client, await host.tickResidual(id, number, done, note));
        setProblem(null);
        return true;
      } catch (thrown) {
        setProblem(asProblem(thrown));
        return false;
      }
    });
    last.current = mine;
    return mine;
  };
  return { problem, tick };
}
