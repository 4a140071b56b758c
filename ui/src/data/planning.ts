import { useRef, useState } from "react";
import { asProblem, type PlanView, type Problem } from "../host";
import { useRoute } from "../routes";

/** Asks the host for a plan and opens it, if there is one; a problem stays to be shown beside the
 * action. */
export function usePlanning() {
  const [, go] = useRoute();
  const [planning, setPlanning] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  // A second press in the same turn must not create a second plan.
  const inFlight = useRef(false);
  const plan = async (make: () => Promise<PlanView | null>) => {
    if (inFlight.current) return;
    inFlight.current = true;
    setPlanning(true);
    setProblem(null);
    try {
      const made = await make();
      if (made) go({ at: "plan", id: made.id });
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    inFlight.current = false;
    setPlanning(false);
  };
  return { planning, problem, plan };
}
