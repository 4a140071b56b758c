import type { Problem } from "../../host";
import { ProblemPart } from "../../parts/problem";

/** What went wrong with something that was asked here. */
export function Trouble({ problem, title }: { problem?: Problem | null; title?: string }) {
  if (!problem) return null;
  return (
    <div className="case-problem" role="alert">
      <ProblemPart problem={problem} title={title} />
    </div>
  );
}
