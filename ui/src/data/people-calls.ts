// Corrections of people by an admin: who is the same person, and what an account is. One call at a
// time; its problem stays to be shown beside the action.
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { asProblem, type Problem } from "../host";

/** The queries that show people, their links and their HR status. */
const SHOWN = ["people", "person", "overview", "state", "find"];

export function usePeopleCall() {
  const client = useQueryClient();
  const inFlight = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  /** Resolves to whether it was done. */
  const call = async (make: () => Promise<unknown>): Promise<boolean> => {
    if (inFlight.current) return false;
    inFlight.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await make();
      await Promise.all(SHOWN.map((name) => client.invalidateQueries({ queryKey: [name] })));
      return true;
    } catch (thrown) {
      setProblem(asProblem(thrown));
      return false;
    } finally {
      inFlight.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, call, dismiss: () => setProblem(null) };
}
