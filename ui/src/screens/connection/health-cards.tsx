import type { ConnectionDetail, ReadProgress } from "../../host";
import { HealthShape } from "../../parts/shapes";
import { progressWords } from "../../words/freshness";
import { count, percent, sentence } from "../../words/numbers";
import { HEALTH } from "../../words/state";
import { seconds } from "../../words/times";
import css from "./connection.module.css";

/** The clock of the server against ours, in words. */
export function clockWords(offsetMs: number | null): string {
  if (offsetMs === null) return "Unknown";
  const s = Math.abs(offsetMs) / 1000;
  if (s < 0.05) return "In sync";
  const size = s < 10 ? s.toFixed(1) : count(Math.round(s));
  return `${size} s ${offsetMs > 0 ? "behind" : "ahead"}`;
}

export function HealthCards({
  detail,
  progress,
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
        <div className="muted small">Rate-limited</div>
        <div className={css.value}>
          {last
            ? `${count(last.slowed_down)} ${last.slowed_down === 1 ? "time" : "times"}`
            : "Unknown"}
        </div>
        <div className="muted small">in the last sync</div>
      </div>
      <div className={css.healthCard}>
        <div className="muted small">Clock</div>
        <div className={css.value}>{clockWords(last?.clock_offset_ms ?? null)}</div>
        <div className="muted small">this computer, compared with the server</div>
      </div>
    </div>
  );
}
