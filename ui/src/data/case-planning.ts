// Plans a lockdown and opens it. Nothing is sent until it is confirmed there.
import { useRef, useState } from "react";
import { asProblem, host, type Problem } from "../host";
import { useRoute } from "../routes";

export function useCasePlanning() {
  const [, go] = useRoute();
  const [planning, setPlanning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // A second press in the same turn must not create a second plan.
  const inFlight = useRef(false);
  /** Resolves to whether it was planned. */
  const lockDown = async (people: number[]): Promise<boolean> => {
    if (inFlight.current) return false;
    inFlight.current = true;
    setPlanning(true);
    setProblem(null);
    try {
      const made = await host.planLockdown({ people, groups: false });
      go({ at: "case", id: made.case_id });
      return true;
    } catch (thrown) {
      setProblem(asProblem(thrown));
      return false;
    } finally {
      inFlight.current = false;
      setPlanning(false);
    }
  };
  return { planning, problem, lockDown };
}
