import type { AccountState, Health, Mark, Outcome, Phase, RungState, Verdict } from "../host";

export const STATUS: Record<AccountState, string> = {
  active: "Active",
  inactive: "Inactive",
  "no-longer-listed": "No longer listed",
};

export const HEALTH: Record<Health, string> = {
  "never-read": "not synced yet",
  healthy: "healthy",
  partial: "last sync partial",
  reading: "syncing",
  "not-answering": "not answering",
  "token-rejected": "token rejected (401)",
  "token-missing": "no token in the keychain",
};

export const VERDICT: Record<Verdict, string> = {
  running: "syncing",
  complete: "complete",
  partial: "partial",
  "cannot-be-proven": "cannot be proven",
};

export const MARK: Record<Mark, string> = {
  documented: "documented",
  seen: "seen",
  assumed: "assumed",
};

/** The six outcomes of an item. Only the first is shown green. */
export const OUTCOME: Record<Outcome, string> = {
  verified: "verified",
  "accepted-not-verified": "accepted, not verified",
  refused: "refused",
  "held-back": "held back",
  unknown: "unknown",
  "not-sent": "not sent",
};

/** What an outcome means for the admin who acts on it. */
export const OUTCOME_MEANS: Record<Outcome, string> = {
  verified: "Read back after the change, and as expected.",
  "accepted-not-verified": "The app accepted the change, but reading it back did not show it.",
  refused: "The app did not make the change.",
  "held-back": "Live data changed after the plan was created, so nothing was sent.",
  unknown:
    "No answer shows whether the change was made. Reading it back will show that. Nothing is sent again blindly.",
  "not-sent": "Nothing was sent.",
};

export const PHASE: Record<Phase, string> = {
  waiting: "waiting",
  checking: "checking live data",
  sending: "sending",
  "reading-back": "reading back",
  done: "done",
};

export const RUNG: Record<RungState, string> = {
  waiting: "waiting",
  trying: "trying",
  passed: "passed",
  failed: "failed",
  skipped: "skipped",
};
