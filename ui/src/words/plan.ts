import type { PlanView, RunView } from "../host";
import { count } from "./numbers";
import { moment, until } from "./times";

/** "7c1e…a904". */
export function shortHash(hash: string): string {
  return hash.length <= 9 ? hash : `${hash.slice(0, 4)}…${hash.slice(-4)}`;
}

const EXPIRED =
  "This plan has expired because live data may have changed. Nothing was sent. Create the plan again.";

/** Why a plan can no longer run, or null while it can. */
export function planClosed(plan: PlanView, now: Date): string | null {
  switch (plan.state) {
    case "used":
      return "This plan has already run. A plan can run only once.";
    case "discarded":
      return "This plan was discarded. Nothing was sent.";
    case "expired":
      return EXPIRED;
    case "outdated":
      return "This plan is no longer valid: a connection changed after it was created. Nothing was sent. Create the plan again.";
    case "open":
      break;
  }
  if (until(plan.expires_at, now) === null) return EXPIRED;
  if (plan.items.length > 0 && plan.items.every((item) => item.blocked !== null)) {
    return "Nothing in this plan can be sent. Every item is blocked.";
  }
  return null;
}

/** "expires 09:46, in 13 min. It can run only once." */
export function expiryWords(plan: PlanView, now: Date): string {
  const left = until(plan.expires_at, now);
  const at = moment(plan.expires_at, now);
  return left === null ? `expired ${at}.` : `expires ${at}, ${left}. It can run only once.`;
}

/** Whether the typed text is what the plan asks for; true if it asks for nothing. */
export function isConfirmed(asked: string | null, typed: string): boolean {
  return asked === null || typed.trim() === asked;
}

/** "1 verified · 0 not verified · 2 to go". Only verified rows count as done. */
export function totals(run: RunView): string {
  return [
    `${count(run.verified)} verified`,
    `${count(run.not_verified)} not verified`,
    `${count(run.to_go)} to go`,
  ].join(" · ");
}
