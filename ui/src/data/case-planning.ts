// Plans a lockdown and opens it. Nothing is sent until it is confirmed there.
import { host } from "../host";
import { useRoute } from "../routes";
import { useCall } from "./call";

export function useCasePlanning() {
  const [, go] = useRoute();
  const { busy, problem, call } = useCall();
  /** Resolves to whether it was planned. */
  const lockDown = (people: number[]): Promise<boolean> =>
    call(async () => {
      const made = await host.planLockdown({ people, groups: false });
      go({ at: "case", id: made.case_id });
    });
  return { planning: busy, problem, lockDown };
}
