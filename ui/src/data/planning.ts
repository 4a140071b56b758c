import type { PlanView } from "../host";
import { useRoute } from "../routes";
import { useCall } from "./call";

/** Asks the host for a plan and opens it, if there is one; a problem stays to be shown beside the
 * action. */
export function usePlanning() {
  const [, go] = useRoute();
  const { busy, problem, call } = useCall();
  const plan = (make: () => Promise<PlanView | null>) =>
    call(async () => {
      const made = await make();
      if (made) go({ at: "plan", id: made.id });
    });
  return { planning: busy, problem, plan };
}
