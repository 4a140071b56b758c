import type { RungView } from "../host";
import { ProblemPart } from "./problem";
import css from "./rungs.module.css";
import { RungShape } from "./shapes";

/** The steps of a connection test and their results. */
export function Rungs({ rungs }: { rungs: RungView[] }) {
  return (
    <ol className={`box ${css.rungs}`} aria-live="polite" data-testid="rungs">
      {rungs.map((rung) => (
        <li key={rung.rung} data-testid="rung" data-rung={rung.rung} data-state={rung.state}>
          <RungShape state={rung.state} />
          <div className="grow">
            {rung.name}
            {/* The detail of a failed step is one of the problem's four parts. */}
            {rung.problem ? (
              <ProblemPart problem={rung.problem} headingLevel={3} />
            ) : rung.detail ? (
              <div className="muted">{rung.detail}</div>
            ) : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
