// What an admin says of people: who is the same, and what an account is. One call at a time; what
// went wrong stays to be shown where it was asked.
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { asProblem, type Problem } from "../host";

/** The lists and pages that show people, their ties and what the list says of them. */
const SHOWN = ["people", "person", "overview", "state", "find"];

export function usePeopleCall() {
  const client = useQueryClient();
  const under = useRef(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  /** Answers whether it was done. */
  const call = async (make: () => Promise<unknown>): Promise<boolean> => {
    if (under.current) return false;
    under.current = true;
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
      under.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, call, dismiss: () => setProblem(null) };
}
