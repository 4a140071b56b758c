import type { ConnectionView, ReadProgress } from "../host";
import { freshness, progressWords } from "../words/freshness";
import { percent } from "../words/numbers";
import css from "./freshness-line.module.css";
import { HealthShape } from "./shapes";

/** One part per app: how recent and how complete its rows are. */
export function FreshnessLine({
  connections,
  reading,
  now,
}: {
  connections: ConnectionView[];
  reading: Map<string, ReadProgress>;
  now: Date;
}) {
  return (
    <ul className={css.fresh} aria-label="Freshness by app" data-testid="freshness">
      {connections.map((connection) => {
        const read = reading.get(connection.id);
        const p = read ? percent(read.done, read.of) : null;
        return (
          <li key={connection.id} data-testid="freshness-app" data-connection={connection.name}>
            <HealthShape health={read ? "reading" : connection.health} quiet />
            <b className="name">{connection.name}</b>
            {read ? (
              <>
                syncing
                {p === null ? null : (
                  <span
                    className="bar"
                    role="progressbar"
                    aria-label={`Syncing ${connection.name}`}
                    aria-valuenow={p}
                    aria-valuemin={0}
                    aria-valuemax={100}
                  >
                    <i style={{ width: `${p}%` }} />
                  </span>
                )}
                <span className="figures">{progressWords(read)}</span>
              </>
            ) : (
              freshness(connection, now)
            )}
          </li>
        );
      })}
    </ul>
  );
}
