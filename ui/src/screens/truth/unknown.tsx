import type { TruthLook, TruthMapping, TruthStatus } from "../../host";
import { count, plural } from "../../words/numbers";
import { Meaning } from "./questions";
import css from "./truth.module.css";

/** People whose status is missing in the list: it stays unknown, or the admin decides. */
export function Unknown({
  look,
  mapping,
  onRow,
  onOthers,
}: {
  look: TruthLook;
  mapping: TruthMapping | null;
  onRow: (row: number, status: TruthStatus | null) => void;
  onOthers: (status: TruthStatus | null) => void;
}) {
  if (look.unknown_count === 0) return null;
  const rest = look.unknown_count - look.unknown.length;
  return (
    <section className={css.unknown} aria-label="People whose status is not known">
      <h2 className="sec">
        {plural(look.unknown_count, "person", "people")} with unknown HR status
      </h2>
      <div className={css.others}>
        <span className="small ink-2">
          They count as not known, neither employed nor left. Your choices apply to this file only.
        </span>
        <Meaning
          label="All people whose status is not known"
          kind={null}
          means={mapping?.others ?? null}
          none="All not decided"
          onChoose={onOthers}
        />
      </div>
      <ul className="box">
        {look.unknown.map((one) => (
          <li key={one.row} data-testid="truth-unknown">
            <span className={`${css.rowNumber} num`}>row {count(one.row)}</span>
            <span className="name clip" title={one.email}>
              {one.name === "" ? one.email : one.name}
            </span>
            <span className={`muted ${css.reason}`}>{one.why}</span>
            <Meaning
              label={`Status of ${one.name === "" ? one.email : one.name}, row ${one.row}`}
              kind={null}
              means={
                mapping?.rows.find((decided) => decided.row === one.row)?.status ?? one.decided
              }
              none="Not decided"
              onChoose={(status) => onRow(one.row, status)}
            />
          </li>
        ))}
      </ul>
      {rest > 0 ? <p className="muted small">and {count(rest)} more</p> : null}
    </section>
  );
}
