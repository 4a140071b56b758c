import type { TruthLook } from "../../host";
import { count, plural } from "../../words/numbers";
import css from "./truth.module.css";

/** Rows that cannot be used, by their number in the file: the first ones, and their count. */
export function Rejected({ look }: { look: TruthLook }) {
  if (look.rejected_count === 0) return null;
  const rest = look.rejected_count - look.rejected.length;
  return (
    <section className={css.rejected} aria-label="Skipped rows">
      <h2 className="sec">{plural(look.rejected_count, "row", "rows")} skipped</h2>
      <ul className="box">
        {look.rejected.map((one) => (
          <li key={one.row} data-testid="truth-rejected">
            <span className={`${css.rowNumber} num`}>row {count(one.row)}</span>
            <span className={css.reason}>{one.reason}</span>
            <span className="muted clip name" title={one.shown}>
              {one.shown}
            </span>
          </li>
        ))}
      </ul>
      {rest > 0 ? <p className="muted small">and {count(rest)} more</p> : null}
    </section>
  );
}
