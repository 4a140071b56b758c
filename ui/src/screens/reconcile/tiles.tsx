import type { ReconcileBucket, ReconcileCount } from "../../host";
import { Button } from "../../parts/button";
import { count } from "../../words/numbers";
import { tileNote, tileNumber } from "../../words/reconcile";
import css from "./reconcile.module.css";

const TONE: Partial<Record<ReconcileBucket, string>> = {
  "left-active": "bad",
  "not-in-list": "warn",
  "not-known": "warn",
  ambiguous: "warn",
  differs: "warn",
  "groups-differ": "warn",
  "in-step": "good",
};

/** Shown without rows as well: what an admin looks for. The others appear when there are some. */
const ALWAYS: ReconcileBucket[] = [
  "left-active",
  "not-in-list",
  "differs",
  "no-account",
  "in-step",
];

/** Every bucket with its number; the chosen one is the table below. */
export function BucketTiles({
  buckets,
  chosen,
  onChoose,
}: {
  buckets: ReconcileCount[];
  chosen: ReconcileBucket;
  onChoose: (bucket: ReconcileBucket) => void;
}) {
  const shown = buckets.filter(
    (one) => one.rows > 0 || one.bucket === chosen || ALWAYS.includes(one.bucket),
  );
  return (
    <ul className={css.tiles} aria-label="Buckets">
      {shown.map((one) => (
        <li key={one.bucket}>
          <Button
            className={css.tile}
            aria-pressed={one.bucket === chosen}
            onClick={() => onChoose(one.bucket)}
            data-testid="reconcile-bucket"
            data-bucket={one.bucket}
            data-count={tileNumber(one)}
          >
            <span className="muted small">{one.label}</span>
            <span
              className={css.number}
              data-tone={tileNumber(one) > 0 ? TONE[one.bucket] : undefined}
            >
              {count(tileNumber(one))}
            </span>
            <span className="muted small clip">{tileNote(one)}</span>
          </Button>
        </li>
      ))}
    </ul>
  );
}
