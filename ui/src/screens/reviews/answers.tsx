// The answers of a reviewer without Rollcall: the file, and what it would set.
import { useRef } from "react";
import type { AnswersLook, Reviewer } from "../../host";
import { Button } from "../../parts/button";
import {
  changeWords,
  isLong,
  linesNamed,
  lookWords,
  replacesWords,
  unansweredWords,
} from "../../words/answers";
import { count, plural } from "../../words/numbers";
import css from "./reviews.module.css";

export function PickAnswers({
  reviewers,
  from,
  busy,
  onFrom,
  onChoose,
}: {
  reviewers: Reviewer[];
  from: number;
  busy: boolean;
  onFrom: (reviewer: number) => void;
  onChoose: (file: File | undefined) => void;
}) {
  const file = useRef<HTMLInputElement>(null);
  return (
    <div className={css.reviewPair}>
      <label className="field">
        <span>Answers from</span>
        <select
          className="input"
          value={from}
          onChange={(event) => onFrom(Number(event.target.value))}
          data-testid="answers-of"
        >
          {reviewers.map((one) => (
            <option key={one.number} value={one.number}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <div className="field">
        <span>Answers of the packet, or the CSV file</span>
        <Button
          className="button"
          aria-disabled={busy}
          onClick={() => file.current?.click()}
          data-testid="answers-choose"
        >
          Choose a file…
        </Button>
        <input
          ref={file}
          type="file"
          className="hidden-words"
          tabIndex={-1}
          aria-label="Choose a file with answers"
          accept=".json,.csv"
          data-testid="answers-file"
          onChange={(event) => {
            onChoose(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
    </div>
  );
}

/** What importing a file would set, before it is imported. */
export function AnswersPreview({ look }: { look: AnswersLook }) {
  const named = linesNamed(look);
  const replaced = replacesWords(look);
  return (
    <div data-testid="answers-look" data-lines={look.lines.length}>
      <p>
        {lookWords(look)} {replaced === "" ? null : <b>{replaced}</b>} {unansweredWords(look)}
      </p>
      <ul className={`box ${isLong(look) ? css.rejected : ""}`}>
        {look.lines.slice(0, named).map((one) => (
          <li key={one.item} className="small">
            <span>
              <span className="name">{one.name}</span>: {changeWords(one)}{" "}
              {one.contradicts === null ? null : (
                <span className="tag warn">contradicts {one.contradicts}</span>
              )}{" "}
              <span className="muted name">{one.reason}</span>
            </span>
          </li>
        ))}
      </ul>
      {look.lines.length > named ? (
        <p className="muted small">and {count(look.lines.length - named)} more</p>
      ) : null}
      <Rejected rows={look.rejected} />
    </div>
  );
}

function Rejected({ rows }: { rows: AnswersLook["rejected"] }) {
  if (rows.length === 0) return null;
  return (
    <>
      <p>
        <b>{plural(rows.length, "row", "rows")} can’t be set</b>
      </p>
      <ul className={`box ${css.rejected}`} data-testid="answers-rejected">
        {rows.map((one) => (
          <li key={`${one.row}-${one.why}`} className="small">
            Row {count(one.row)}: {one.why}
          </li>
        ))}
      </ul>
    </>
  );
}
