import type { AccountState, Health, Mark, Outcome, Phase, RungState, Verdict } from "../host";

export const STATUS: Record<AccountState, string> = {
  active: "Active",
  inactive: "Inactive",
  "no-longer-listed": "No longer listed",
};

export const HEALTH: Record<Health, string> = {
  "never-read": "not read yet",
  healthy: "healthy",
  partial: "last read partial",
  reading: "being read",
  "not-answering": "not answering",
  "token-rejected": "token rejected (401)",
  "token-missing": "no token in the keychain",
};

export const VERDICT: Record<Verdict, string> = {
  running: "being read",
  complete: "complete",
  partial: "partial",
  "cannot-be-proven": "cannot be proven",
};

export const MARK: Record<Mark, string> = {
  documented: "documented",
  seen: "seen",
  assumed: "assumed",
};

/** The six ways an item can end. Only the first is ever shown green. */
export const OUTCOME: Record<Outcome, string> = {
  verified: "verified",
  "accepted-not-verified": "accepted, not verified",
  refused: "refused",
  "held-back": "held back",
  unknown: "unknown",
  "not-sent": "not sent",
};

/** What an outcome means for the person who has to act on it. */
export const OUTCOME_MEANS: Record<Outcome, string> = {
  verified: "Read back after the change, and it was as expected.",
  "accepted-not-verified": "The server accepted the change, but reading back did not show it.",
  refused: "The server did not do it.",
  "held-back": "Live state had moved since the plan was made, so nothing was sent.",
  unknown:
    "No answer told whether it was done. Reading back settles it; nothing is sent again blindly.",
  "not-sent": "Nothing was sent.",
};

export const PHASE: Record<Phase, string> = {
  waiting: "waiting",
  checking: "checking live state",
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
