import type { ReadView } from "../../host";
import { VERDICT } from "../../words/state";
import { evidence, moment } from "../../words/times";
import css from "./since.module.css";

/** A sync that has ended; one that still runs has no moment to compare. */
export type EndedRead = ReadView & { ended_at: string };

const DAY = "day";

const today = (now: Date): string => {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

/** A sync by its time, or the end of a day. */
export function Moment({
  label,
  value,
  reads,
  now,
  newest = false,
  onChange,
}: {
  label: string;
  value: string;
  reads: EndedRead[];
  now: Date;
  /** Offers the newest sync as the current state. */
  newest?: boolean;
  onChange: (value: string) => void;
}) {
  const isRead = value === "" || reads.some((read) => read.ended_at === value);
  return (
    <label className={css.moment}>
      <span className="muted">{label}</span>
      <select
        className="input"
        value={isRead ? value : DAY}
        onChange={(event) => onChange(event.target.value === DAY ? today(now) : event.target.value)}
        data-testid={`since-${newest ? "to" : "from"}`}
      >
        {newest ? <option value="">now (last sync)</option> : null}
        {reads.map((read) => (
          <option key={read.id} value={read.ended_at} title={evidence(read.ended_at)}>
            {moment(read.ended_at, now)}, {VERDICT[read.verdict]}
          </option>
        ))}
        <option value={DAY}>the end of a day…</option>
      </select>
      {isRead ? null : (
        <input
          type="date"
          className="input"
          aria-label={`${label}: day`}
          value={value}
          max={today(now)}
          onChange={(event) => {
            if (event.target.value !== "") onChange(event.target.value);
          }}
          data-testid={`since-${newest ? "to" : "from"}-day`}
        />
      )}
    </label>
  );
}
