import { X } from "lucide-react";
import { Side } from "../../parts/page";
import { Go, Press } from "../../parts/press";
import { Exchange } from "../../parts/problem";
import { href } from "../../routes";
import { count } from "../../words/numbers";
import { evidence } from "../../words/times";
import { readBody } from "./body";
import type { RecordEntry } from "./record-host";

/** One entry in full: when, what, what it belongs to, and what was written. */
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
    <Side label={`Entry ${count(entry.seq)}`} testId="activity-entry" drawer>
      <Press
        className="button icon ghost drawer-close"
        aria-label="Close entry"
        onClick={onClose}
        data-testid="activity-close"
      >
        <X aria-hidden="true" />
      </Press>
      <div className="entry-head">
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
              <Go
                className="link"
                href={href({ at: "run", id: body.run })}
                data-testid="activity-run"
              >
                how its items ended
              </Go>
            </dd>
          </>
        )}
        {body.plan === null ? null : (
          <>
            <dt>Plan</dt>
            <dd>
              <Go
                className="link"
                href={href({ at: "plan", id: body.plan })}
                data-testid="activity-plan"
              >
                as it was made
              </Go>
            </dd>
          </>
        )}
      </dl>
      {body.exchange === null ? null : <Exchange text={body.exchange} />}
      <section className="entry-body">
        <h3>As written</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long text scrolls, the keyboard must reach it */}
        <pre className="code" tabIndex={0} data-testid="activity-body">
          {body.json}
        </pre>
      </section>
    </Side>
  );
}
