import type { PlanView } from "../../host";
import { planClosed } from "../../words/plan";
import { until } from "../../words/times";

/** It is too old, or a connection changed since: it has to be created again. */
export const isExpired = (plan: PlanView | null, now: Date): boolean =>
  plan !== null && (plan.state === "outdated" || until(plan.expires_at, now) === null);

/**
 * Why the plan of a case cannot be confirmed, as a sentence; null if it can. Even if every item is
 * blocked, there may be apps to retry until they answer.
 */
export function whyClosed(plan: PlanView | null, retries: boolean, now: Date): string | null {
  const why = plan && planClosed(plan, now);
  const onlyBlocked = plan?.state === "open" && !isExpired(plan, now);
  return onlyBlocked && retries ? null : why;
}
