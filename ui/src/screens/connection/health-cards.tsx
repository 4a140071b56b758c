import type { ConnectionDetail, ReadProgress } from "../../host";
import { HealthShape } from "../../parts/shapes";
import { progressWords } from "../../words/freshness";
import { count, percent, sentence } from "../../words/numbers";
import { HEALTH } from "../../words/state";
import { moment, seconds } from "../../words/times";
import css from "./connection.module.css";

/** The clock of the server against ours, in words. */
export function clockWords(offsetMs: number | null): string {
  if (offsetMs === null) return "Unknown";
  const s = Math.abs(offsetMs) / 1000;
  if (s < 0.05) return "In sync";
  const size = s < 10 ? s.toFixed(1) : count(Math.round(s));
  return `${size} s ${offsetMs > 0 ? "behind" : "ahead"}`;
}

/** When the app last said that it was too much, and how often in the last sync. */
export function limitWords({ pace, connection }: ConnectionDetail, now: Date): string {
  const times = connection.last_read?.slowed_down ?? 0;
  const often = `${count(times)} ${times === 1 ? "time" : "times"} in the last sync`;
  if (!pace) return "requests to the app; not synced yet";
  const what = pace.documented ? "requests, as documented" : "requests";
  if (pace.limited_at === null) return `${what}; last limited: never`;
  return `${what}; last limited: ${moment(pace.limited_at, now)}, ${often}`;
}

export function HealthCards({
  detail,
  progress,
  now,
}: {
  detail: ConnectionDetail;
  progress: ReadProgress | undefined;
  now: Date;
}) {
  const { connection } = detail;
  const last = connection.last_read;
  const health = progress ? "reading" : connection.health;
  const p = progress ? percent(progress.done, progress.of) : null;
  const words = health === "healthy" ? "Healthy" : sentence(HEALTH[health]);
  return (
    <div className={css.healthCards}>
      <div className={css.healthCard}>
        <div className="muted small">Health</div>
        <div className={css.value} data-testid="connection-health" data-health={health}>
          <HealthShape health={health} quiet /> {words}
        </div>
        <div className="muted small">
          {progress
            ? `${p === null ? "" : `${p}%, `}${progressWords(progress)}`
            : last?.ended_at
              ? `last sync ended ${seconds(last.ended_at)}`
              : "not synced yet"}
        </div>
      </div>
      <div className={css.healthCard}>
        <div className="muted small">Response time</div>
        <div className={css.value}>
          {last?.answer_ms == null ? "Unknown" : `${count(last.answer_ms)} ms`}
        </div>
        <div className="muted small">median of the last sync</div>
      </div>
      <div className={css.healthCard}>
        <div className="muted small">Pace</div>
        <div className={css.value} data-testid="connection-pace">
          {detail.pace ? sentence(detail.pace.words) : "Unknown"}
        </div>
        <div className="muted small">{limitWords(detail, now)}</div>
      </div>
      <div className={css.healthCard}>
        <div className="muted small">Clock</div>
        <div className={css.value}>{clockWords(last?.clock_offset_ms ?? null)}</div>
        <div className="muted small">this computer, compared with the server</div>
      </div>
    </div>
  );
}
