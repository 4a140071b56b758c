// Corrections of people by an admin: who is the same person, and what an account is. One call at a
// time; its problem stays to be shown beside the action.
import { useQueryClient } from "@tanstack/react-query";
import { useCall } from "./call";

/** The queries that show people, their links and their HR status. */
const SHOWN = ["people", "person", "overview", "state", "find", "reconcile"];

export function usePeopleCall() {
  const client = useQueryClient();
  const { busy, problem, call, dismiss } = useCall();
  return {
    busy,
    problem,
    /** Resolves to whether it was done. */
    call: (make: () => Promise<unknown>): Promise<boolean> =>
      call(async () => {
        await make();
        await Promise.all(SHOWN.map((name) => client.invalidateQueries({ queryKey: [name] })));
      }),
    dismiss,
  };
}
