import type { ReceiptLine, ResidualLine } from "../../host";
import { LineShape } from "../../parts/line-shape";
import { AppName } from "../../parts/shapes";
import { plural } from "../../words/numbers";
import css from "./case.module.css";
import { Residual } from "./residual";

/** The next step of a line that is not in the plan. */
const then = (line: ReceiptLine): string => {
  switch (line.state) {
    case "verified":
      return "already in effect";
    case "yours":
      return "waiting for you";
    default:
      return "retried until the app answers";
  }
};

/** Lines that cannot be planned now, with their next step. */
export function Unplanned({ lines, people }: { lines: ReceiptLine[]; people: number }) {
  if (lines.length === 0) return null;
  return (
    <section aria-label="Not in the plan" data-testid="case-unplanned">
      <h2 className="sec">Not in the plan</h2>
      <ul className={`box ${css.unplanned}`}>
        {lines.map((line) => (
          <li key={line.number} data-state={line.state}>
            <AppName color={line.color} name={line.connection_name} />
            <span>
              {people > 1 ? <span className="name">{line.person}: </span> : null}
              {line.change}
              {line.words ? <span className="ink-2">, {line.words}</span> : null}
            </span>
            <LineShape mark={line.state === "waiting" ? "open" : line.state} words={then(line)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The access that remains to be closed by hand, so that the plan is not mistaken for all of it. */
export function ResidualAhead({
  lines,
  people,
  now,
}: {
  lines: ResidualLine[];
  people: number;
  now: Date;
}) {
  if (lines.length === 0) return null;
  return (
    <details className="fold" data-testid="residual-ahead">
      <summary tabIndex={0}>
        <b>Residual access</b>
        <span className="muted">
          {plural(lines.length, "item", "items")} that SCIM cannot reach, to close by hand
          afterwards
        </span>
      </summary>
      <Residual lines={lines} people={people} now={now} />
    </details>
  );
}
