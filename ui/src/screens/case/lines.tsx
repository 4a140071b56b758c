import { ChevronDown, ChevronRight } from "lucide-react";
import { Fragment, useId, useState } from "react";
import type { ReceiptLine } from "../../host";
import { Button, Link } from "../../parts/button";
import { LineShape } from "../../parts/line-shape";
import { Exchange, ProblemPart } from "../../parts/problem";
import { AppName } from "../../parts/shapes";
import { href } from "../../routes";
import { checkWords, inOrder, markOf } from "../../words/case";
import { evidence } from "../../words/times";
import css from "./case.module.css";
import { Next } from "./next";

const COLUMNS = 7;

/** The changes in each app, unverified ones first. */
export function Lines({
  lines,
  trying,
  people,
  now,
}: {
  lines: ReceiptLine[];
  trying: boolean;
  /** The number of people; with one, their name is not repeated on every line. */
  people: number;
  now: Date;
}) {
  return (
    <table className={`table inset ${css.lines}`} data-testid="case-lines">
      <caption className="hidden-words">Changes in each app</caption>
      <colgroup>
        <col className={css.colApp} />
        <col />
        <col className={css.colRequest} />
        <col className={css.colAnswer} />
        <col className={css.colReadBack} />
        <col className={css.colSeconds} />
        <col className={css.colOutcome} />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">App</th>
          <th scope="col">Change</th>
          <th scope="col">Request</th>
          <th scope="col" className="num">
            Status
          </th>
          <th scope="col">Read back</th>
          <th scope="col" className="num">
            Seconds
          </th>
          <th scope="col">Outcome</th>
        </tr>
      </thead>
      <tbody>
        {inOrder(lines).map((line) => (
          <Line key={line.number} line={line} trying={trying} named={people > 1} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function Line({
  line,
  trying,
  named,
  now,
}: {
  line: ReceiptLine;
  trying: boolean;
  named: boolean;
  now: Date;
}) {
  const [open, setOpen] = useState(false);
  const more = useId();
  const mark = markOf(line);
  const last = line.checks.at(-1);
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <Fragment>
      <tr data-testid="case-line" data-mark={mark} data-chosen={open || undefined}>
        <td>
          <Button
            className={css.lineOpen}
            aria-expanded={open}
            aria-controls={open ? more : undefined}
            aria-label={`${line.connection_name}: ${line.change}, ${line.person}`}
            title="Show request and response"
            onClick={() => setOpen(!open)}
            data-testid="case-line-open"
          >
            <Chevron aria-hidden="true" />
            <AppName color={line.color} name={line.connection_name} />
          </Button>
        </td>
        <td className={css.words}>
          {named ? <span className="name">{line.person}: </span> : null}
          {line.change}
        </td>
        <td>
          <span className={`mono ink-2 clip ${css.lineRequest}`} title={line.request}>
            {line.request || "–"}
          </span>
        </td>
        <td className="num">{line.answer || "–"}</td>
        <td className={css.words}>
          <span className={mark === "verified" ? undefined : "ink-2"}>{line.words || "–"}</span>
          <Next line={line} trying={trying} />
          {last ? (
            <span className={css.lineCheck} data-testid="line-check">
              Checked {checkWords(last, now)}
            </span>
          ) : null}
        </td>
        <td className="num">{line.seconds === null ? "–" : line.seconds.toFixed(2)}</td>
        <td>
          <LineShape mark={mark} />
        </td>
      </tr>
      {open ? (
        <tr id={more} className={css.lineMore} data-testid="case-line-more">
          <td colSpan={COLUMNS}>
            <More line={line} now={now} />
          </td>
        </tr>
      ) : null}
    </Fragment>
  );
}

/** The whole of one line: why, the checks since, and the exchange. */
function More({ line, now }: { line: ReceiptLine; now: Date }) {
  return (
    <div className={css.lineParts}>
      {line.problem ? <ProblemPart problem={line.problem} headingLevel={3} /> : null}
      <dl className="pairs">
        <dt>Person</dt>
        <dd className="name">{line.person}</dd>
        {line.request ? (
          <>
            <dt>Request</dt>
            <dd className="mono">{line.request}</dd>
          </>
        ) : null}
        {line.at ? (
          <>
            <dt>Last try</dt>
            <dd>{evidence(line.at)}</dd>
          </>
        ) : null}
        <dt>Checks</dt>
        <dd>
          {line.checks.length === 0 ? "Not checked again yet." : null}
          <ul>
            {line.checks.map((check) => (
              <li key={`${check.at}${check.found}`} data-testid="case-check">
                <LineShape
                  mark={check.holds === null ? "unknown" : check.holds ? "verified" : "undone"}
                  words={checkWords(check, now)}
                />
              </li>
            ))}
          </ul>
        </dd>
        {line.run_id ? (
          <>
            <dt>Run</dt>
            <dd>
              <Link className="link" href={href({ at: "run", id: line.run_id })}>
                View run
              </Link>
            </dd>
          </>
        ) : null}
      </dl>
      {line.exchange ? (
        <Exchange text={line.exchange} open title="Request, response and read-back" />
      ) : (
        <p className="muted small">
          Nothing was sent for this change, so there is no request to show.
        </p>
      )}
    </div>
  );
}
