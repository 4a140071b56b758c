import type { Outcome } from "../host";
import { LINE_MARK, type LineMark } from "../words/case";
import { OutcomeShape, PhaseShape } from "./shapes";

/** The shape of each mark. Green belongs to the first alone. */
const SHAPE: Record<LineMark, Outcome | "phase"> = {
  verified: "verified",
  undone: "refused",
  accepted: "accepted-not-verified",
  refused: "refused",
  "held-back": "held-back",
  unknown: "unknown",
  open: "unknown",
  yours: "held-back",
  running: "phase",
  waiting: "phase",
  stopped: "not-sent",
  left: "not-sent",
};

export function LineShape({ mark, words = LINE_MARK[mark] }: { mark: LineMark; words?: string }) {
  const shape = SHAPE[mark];
  if (shape !== "phase") return <OutcomeShape outcome={shape} words={words} />;
  return <PhaseShape phase={mark} words={words} />;
}
