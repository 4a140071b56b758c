import { useId, useState } from "react";
import type { ResidualLine } from "../../host";
import { AppName } from "../../parts/shapes";
import { residualWords } from "../../words/case";
import { moment } from "../../words/times";
import css from "./case.module.css";

/** Resolves to whether it was saved. */
type Tick = (line: ResidualLine, done: boolean, note: string) => Promise<boolean>;

/** What SCIM cannot reach and an admin must close by hand; read-only without `onTick`. */
export function Residual({
  lines,
  people,
  now,
  onTick,
}: {
  lines: ResidualLine[];
  people: number;
  now: Date;
  onTick?: Tick;
}) {
  const heading = useId();
  if (lines.length === 0) return null;
  return (
    <section className={css.residual} aria-labelledby={heading} data-testid="residual">
      <div className={css.residualHead}>
        <h2 className="sec" id={heading}>
          Residual access
        </h2>
        <span className="muted small">Close these by hand. SCIM cannot reach them.</span>
        <span className="grow" />
        {onTick ? (
          <span className="muted small" role="status" data-testid="residual-done">
            {residualWords(lines)}
          </span>
        ) : null}
      </div>
      <table className={`table inset ${css.residualLines}`}>
        <caption className="hidden-words">Residual access</caption>
        <thead>
          <tr>
            {onTick ? (
              <th scope="col" className={css.colTick}>
                <span className="hidden-words">Done</span>
              </th>
            ) : null}
            <th scope="col" className={css.colApp}>
              App
            </th>
            <th scope="col">Remaining access</th>
            <th scope="col">Where to close it</th>
            {onTick ? (
              <>
                <th scope="col" className={css.colNote}>
                  Note
                </th>
                <th scope="col">Done by</th>
                <th scope="col" className="num">
                  When
                </th>
              </>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={line.number} line={line} named={people > 1} now={now} onTick={onTick} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({
  line,
  named,
  now,
  onTick,
}: {
  line: ResidualLine;
  named: boolean;
  now: Date;
  onTick?: Tick;
}) {
  // The pressed and typed values, until the answer says what was saved.
  const [pressed, setPressed] = useState<boolean | null>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const done = pressed ?? line.done_at !== null;
  const note = draft ?? line.note;
  const what = useId();
  // A note that is being typed is saved with the tick.
  const save = async (ticked: boolean) => {
    if (!onTick) return;
    setPressed(ticked);
    const kept = await onTick(line, ticked, note.trim());
    setPressed(null);
    if (kept) setDraft((now) => (now === draft ? null : now));
  };
  const keepNote = () => {
    if (note.trim() === line.note) setDraft(null);
    else void save(done);
  };
  return (
    <tr data-testid="residual-line" data-done={done || undefined}>
      {onTick ? (
        <td className={css.colTick}>
          <input
            type="checkbox"
            tabIndex={0}
            checked={done}
            aria-labelledby={what}
            onChange={(event) => void save(event.target.checked)}
            data-testid="residual-tick"
          />
        </td>
      ) : null}
      <td>
        <AppName color={line.color} name={line.connection_name} />
      </td>
      <td className={css.words} id={what}>
        {named ? <span className="name">{line.person}: </span> : null}
        {line.text}
      </td>
      <td className={`${css.words} ink-2`}>{line.place}</td>
      {onTick ? (
        <>
          <td className={css.colNote}>
            <input
              className={`input ${css.noteInput}`}
              aria-label={`Note: ${line.text}`}
              placeholder="Add a note"
              autoComplete="off"
              maxLength={500}
              value={note}
              onChange={(event) => setDraft(event.target.value)}
              onBlur={keepNote}
              onKeyDown={(event) => {
                if (event.key === "Enter") event.currentTarget.blur();
                if (event.key !== "Escape") return;
                event.preventDefault();
                setDraft(null);
              }}
              data-testid="residual-note"
            />
          </td>
          <td className={line.done_by ? css.words : "muted"}>{line.done_by ?? "–"}</td>
          <td className="num muted">{line.done_at ? moment(line.done_at, now) : "–"}</td>
        </>
      ) : null}
    </tr>
  );
}
