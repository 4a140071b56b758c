import type { TimeLine } from "../../host";
import { Dot } from "../../parts/shapes";
import { axisOf, eventLabel, eventWords, placeEvents, placeOn } from "../../words/person";
import { STATUS } from "../../words/state";
import { date, dayOnly } from "../../words/times";
import css from "./person.module.css";

/** The accounts of the person in each app over time. A hidden table holds the same for screen readers. */
export function PersonTime({ lines, now }: { lines: TimeLine[]; now: Date }) {
  const axis = axisOf(lines, now);
  if (!axis) return null;
  const known = lines.flatMap((line) => line.known_from ?? []).sort()[0];
  return (
    <section className={css.block} aria-label="Timeline" data-testid="person-time">
      <h2 className="sec">Timeline</h2>
      <div className={css.timeLine} aria-hidden="true">
        <div className={css.timeAxis}>
          {axis.months.map((one) => (
            <i key={one.at} style={{ left: `${placeOn(axis, one.at)}%` }}>
              <span>{one.label}</span>
            </i>
          ))}
          <i className={css.today} style={{ left: "100%" }}>
            <span>today</span>
          </i>
        </div>
        {lines.map((line) => (
          <div key={line.connection_id} className={css.timeLane} data-testid="time-lane">
            <span className={css.timeApp}>
              <Dot color={line.color} />
              <span className="clip name">{line.name}</span>
            </span>
            <div className={css.timeTrack}>
              {line.spans.length === 0 ? (
                <span className={css.timeNever}>
                  {line.known_from
                    ? `not in any complete sync since ${dayOnly(line.known_from, now)}`
                    : "not synced yet"}
                </span>
              ) : null}
              {line.spans.map((span) => {
                const from = placeOn(axis, span.from);
                const to = span.until === null ? 100 : placeOn(axis, span.until);
                return (
                  <i
                    key={span.from}
                    className={css.timeSpan}
                    data-state={span.state}
                    style={{ left: `${from}%`, width: `${Math.max(0.4, to - from)}%` }}
                    title={`${STATUS[span.state]} since ${dayOnly(span.from, now)}`}
                  />
                );
              })}
              {placeEvents(axis, line.events).map(({ event, at, label }, i) => (
                <span
                  // biome-ignore lint/suspicious/noArrayIndexKey: two changes may come in one sync
                  key={i}
                  className={css.timeEvent}
                  data-label={label ?? undefined}
                  style={{ left: `${at}%` }}
                  title={`${dayOnly(event.at, now)}: ${eventWords(event)}`}
                >
                  {label ? <span className="name">{eventLabel(event)}</span> : null}
                </span>
              ))}
            </div>
          </div>
        ))}
      </div>
      <TimeTable lines={lines} now={now} />
      <p className="muted small">
        {known
          ? `Rollcall first synced these apps on ${date(known)}. Earlier history is not known. `
          : ""}
        A bar is an account seen in complete syncs. A dot is a change between two of them.
      </p>
    </section>
  );
}

function TimeTable({ lines, now }: { lines: TimeLine[]; now: Date }) {
  const rows = lines.flatMap((line) => [
    ...line.spans.map((span) => ({
      app: line.name,
      at: span.from,
      words: `${STATUS[span.state]}${span.until ? ` until ${dayOnly(span.until, now)}` : ", current"}`,
    })),
    ...line.events.map((event) => ({ app: line.name, at: event.at, words: eventWords(event) })),
    ...(line.spans.length === 0 && line.events.length === 0
      ? [{ app: line.name, at: line.known_from ?? "", words: "not in any complete sync" }]
      : []),
  ]);
  return (
    <div className="hidden-words">
      <table data-testid="time-table">
        <caption>Timeline</caption>
        <thead>
          <tr>
            <th scope="col">App</th>
            <th scope="col">When</th>
            <th scope="col">What</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two changes may come in one sync
            <tr key={i}>
              <td>{row.app}</td>
              <td>{row.at === "" ? "" : date(row.at)}</td>
              <td>{row.words}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
