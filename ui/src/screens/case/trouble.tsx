import type { Problem } from "../../host";
import { ProblemPart } from "../../parts/problem";
import css from "./case.module.css";

/** The problem of an action on this screen. */
export function Trouble({ problem, title }: { problem?: Problem | null; title?: string }) {
  if (!problem) return null;
  return (
    <div className={css.problem} role="alert">
      <ProblemPart problem={problem} title={title} />
    </div>
  );
}
