import type { ReviewDecision } from "../../host";

/** The keys of the items, in either case: a reviewer may have Caps Lock on. */
export function itemKeys(on: {
  decide: (decision: ReviewDecision) => void;
  note: () => void;
  handOver: () => void;
  undo: () => void;
}): Record<string, () => void> {
  const letters = {
    k: () => on.decide("keep"),
    c: () => on.decide("change"),
    r: () => on.decide("revoke"),
    n: on.note,
    h: on.handOver,
    u: on.undo,
  };
  return Object.fromEntries(
    Object.entries(letters).flatMap(([letter, run]) => [
      [letter, run],
      [letter.toUpperCase(), run],
    ]),
  );
}
