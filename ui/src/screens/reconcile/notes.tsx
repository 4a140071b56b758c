import { X } from "lucide-react";
import type { ReconcileAnswer, ReconcileView } from "../../host";
import { Button } from "../../parts/button";
import { acceptedSentence, notComparedWords } from "../../words/reconcile";
import { leftOutWords } from "../../words/stage";
import css from "./reconcile.module.css";

/** What is not known, and what is not compared. */
export function Notes({ view }: { view: ReconcileView | undefined }) {
  if (!view) return null;
  const notes = notComparedWords(view.apps);
  const doubt = view.no_account_doubt;
  if (!doubt && notes.length === 0) return null;
  return (
    <p className={`${css.line} small ink-2`} data-testid="reconcile-notes">
      {doubt ? <span>{doubt} </span> : null}
      {notes.length > 0 ? <span>Not compared: {notes.join(" ")}</span> : null}
    </p>
  );
}

/** What was staged last: the tray shows it. What was left out stays until it is dismissed. */
export function Answer({
  answer,
  onDismiss,
}: {
  answer: ReconcileAnswer | null;
  onDismiss: () => void;
}) {
  return (
    <div role="status">
      {answer && answer.left_out.length === 0 ? (
        <p className="hidden-words" data-testid="reconcile-answer">
          {acceptedSentence(answer)}
        </p>
      ) : null}
      {answer && answer.left_out.length > 0 ? (
        <section
          className={`note ${css.leftOut}`}
          aria-label="Staged"
          data-testid="reconcile-answer"
        >
          <div className="grow">
            <b>{acceptedSentence(answer)}</b>
            <ul>
              {answer.left_out.map((one) => (
                <li key={one.why}>{leftOutWords(one)}</li>
              ))}
            </ul>
          </div>
          <Button
            className="button icon ghost"
            aria-label="Dismiss"
            onClick={onDismiss}
            data-testid="reconcile-dismiss"
          >
            <X aria-hidden="true" />
          </Button>
        </section>
      ) : null}
    </div>
  );
}
