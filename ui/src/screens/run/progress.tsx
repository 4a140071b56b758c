import type { RunView } from "../../host";
import { leftWords, rateWords } from "../../words/pace";
import { totals } from "../../words/plan";
import { underWay } from "../../words/run";
import { took } from "../../words/times";
import css from "./run.module.css";

/** The progress of a run, its rate and the time left. */
export function Progress({
  run,
  seconds,
  paused,
}: {
  run: RunView;
  seconds: number;
  /** Seconds of those during which it was paused. */
  paused: number;
}) {
  const n = Math.max(1, run.items.length);
  const going = run.state === "running" ? Math.max(0, seconds - paused) : 0;
  const pace = [rateWords(run, going), leftWords(run, going)].filter(Boolean).join(", ");
  return (
    <div className={css.progress}>
      <div
        className="bar grow"
        role="progressbar"
        aria-label="Items with an outcome"
        aria-valuemin={0}
        aria-valuemax={run.items.length}
        aria-valuenow={run.items.length - run.to_go}
      >
        <i className={css.verified} style={{ width: `${(run.verified / n) * 100}%` }} />
        <i className={css.notVerified} style={{ width: `${(run.not_verified / n) * 100}%` }} />
      </div>
      <span className="figures" role="status" data-testid="run-totals">
        {totals(run)}
      </span>
      {underWay(run.state) && pace !== "" ? (
        <span className="ink-2 figures" data-testid="run-pace">
          {pace}
        </span>
      ) : null}
      <span className="muted figures">{took(Math.max(0, seconds))}</span>
    </div>
  );
}
