import type { OverviewView } from "../../host";
import { Link } from "../../parts/button";
import { href } from "../../routes";
import { plural } from "../../words/numbers";
import { moment } from "../../words/times";
import css from "./overview.module.css";

/** The newest entries of the record. */
export function LatestActivity({ view, now }: { view: OverviewView; now: Date }) {
  return (
    <section className={css.card} aria-label="Latest activity">
      <div className={css.head}>
        <h2 className="sec">Latest activity</h2>
        <span className="grow" />
        <Link
          className="link small"
          href={href({ at: "activity" })}
          data-testid="overview-activity"
        >
          All {plural(view.record_entries, "entry", "entries")}
        </Link>
      </div>
      {view.activity.length === 0 ? (
        <p className="muted small">No activity yet.</p>
      ) : (
        <ol className={css.lines}>
          {view.activity.map((entry) => (
            <li key={entry.seq} data-testid="overview-entry">
              <span className={`muted small ${css.when}`}>{moment(entry.at, now)}</span>
              <span className="name clip" title={entry.words}>
                {entry.words}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
