import type { RunItem, RunView } from "../../host";
import { Link } from "../../parts/button";
import { Side } from "../../parts/page";
import { Exchange, ProblemPart } from "../../parts/problem";
import { Dot, OutcomeShape } from "../../parts/shapes";
import { href } from "../../routes";
import { count } from "../../words/numbers";
import { OUTCOME_MEANS, PHASE } from "../../words/state";
import css from "./run.module.css";

/** One item of a run: its outcome, the reason, and the exchange. */
export function ItemResult({ item, run }: { item: RunItem; run: RunView }) {
  return (
    <Side label={`${item.change}, ${item.on}`} testId="run-side">
      <h2 className="sec">
        <Dot color={item.color} />
        <span className="name">
          {item.connection_name} · {item.change} · {item.on}
        </span>
      </h2>
      {item.outcome ? (
        <div className={css.verdict} data-kind={item.outcome} role="status">
          <OutcomeShape outcome={item.outcome} />
          <p>{item.words || OUTCOME_MEANS[item.outcome]}</p>
          {item.outcome === "verified" ? null : (
            <p className="ink-2">{OUTCOME_MEANS[item.outcome]}</p>
          )}
        </div>
      ) : (
        <p className="note plain" role="status">
          <b>{PHASE[item.phase]}</b>. {item.words}
        </p>
      )}
      {item.settled_later ? (
        <p className="note" data-testid="run-settled-later">
          <b>Checked at a later startup.</b> Rollcall stopped before the item ended. This outcome
          comes from reading it back. Nothing was sent again.
        </p>
      ) : null}
      {item.problem ? <ProblemPart problem={item.problem} /> : null}
      {item.exchange ? (
        <Exchange text={item.exchange} title="Request, response and read-back" />
      ) : null}
      <span className="grow" />
      <dl className="pairs">
        <dt>Change</dt>
        <dd>
          {item.before} → {item.after}
        </dd>
        <dt>Plan</dt>
        <dd>
          <Link className="link" href={href({ at: "plan", id: run.plan_id })}>
            View confirmed plan
          </Link>
        </dd>
        {run.record_seq === null ? null : (
          <>
            <dt>Record</dt>
            <dd data-testid="run-record">Activity #{count(run.record_seq)}</dd>
          </>
        )}
      </dl>
    </Side>
  );
}
