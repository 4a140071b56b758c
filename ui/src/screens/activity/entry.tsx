import { Link } from "../../parts/button";
import { Side } from "../../parts/page";
import { Exchange } from "../../parts/problem";
import { href } from "../../routes";
import { count } from "../../words/numbers";
import { evidence } from "../../words/times";
import css from "./activity.module.css";
import { readBody } from "./body";
import type { RecordEntry } from "./record-host";

/** One entry in full: time, words, its run and plan, and its data. */
export function EntrySide({
  entry,
  all,
  kind,
  onClose,
}: {
  entry: RecordEntry;
  all: number | null;
  /** Its kind in words. */
  kind: string;
  onClose: () => void;
}) {
  const body = readBody(entry.body);
  return (
    <Side
      label={`Entry ${count(entry.seq)}`}
      testId="activity-entry"
      drawer
      close={{ label: "Close entry", testId: "activity-close", onClose }}
    >
      <div className={css.entryHead}>
        <span className="muted small">
          Entry {count(entry.seq)}
          {all === null ? "" : ` of ${count(all)}`}
        </span>
        <h2 className="name">{entry.words}</h2>
      </div>
      <dl className="pairs">
        <dt>When</dt>
        <dd>{evidence(entry.at)}</dd>
        <dt>Kind</dt>
        <dd>{kind}</dd>
        <dt>Hash</dt>
        <dd className="mono" data-testid="activity-hash">
          {entry.hash}
        </dd>
        {body.run === null ? null : (
          <>
            <dt>Run</dt>
            <dd>
              <Link
                className="link"
                href={href({ at: "run", id: body.run })}
                data-testid="activity-run"
              >
                View results
              </Link>
            </dd>
          </>
        )}
        {body.plan === null ? null : (
          <>
            <dt>Plan</dt>
            <dd>
              <Link
                className="link"
                href={href({ at: "plan", id: body.plan })}
                data-testid="activity-plan"
              >
                View plan
              </Link>
            </dd>
          </>
        )}
      </dl>
      {body.exchange === null ? null : <Exchange text={body.exchange} />}
      <section className={css.entryBody}>
        <h3>Recorded data</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long text scrolls, the keyboard must reach it */}
        <pre className="code" tabIndex={0} data-testid="activity-body">
          {body.json}
        </pre>
      </section>
    </Side>
  );
}
