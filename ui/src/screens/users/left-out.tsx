import { X } from "lucide-react";
import { useEffect } from "react";
import { dismissLeftOut, useLeftOut } from "../../data/left-out";
import { useStage } from "../../data/stage";
import { Button } from "../../parts/button";
import { leftOutWords, stagedSentence } from "../../words/stage";
import css from "./users.module.css";

/** The accounts left out of the last staged change, with the reasons; until it is dismissed. */
export function LeftOutNotice({ onDismiss }: { onDismiss: () => void }) {
  const last = useLeftOut();
  const staged = useStage()?.changes.length;
  // The change was run or removed.
  const over = last !== null && last.answer.staged > 0 && staged === 0;
  useEffect(() => {
    if (over) dismissLeftOut();
  }, [over]);
  return (
    <div role="status">
      {last && !over ? (
        <section className={`note ${css.leftOut}`} aria-label="Left out" data-testid="left-out">
          <div className="grow">
            <b>{stagedSentence(last.kind, last.answer.staged)}</b>
            <ul>
              {last.answer.left_out.map((one) => (
                <li key={one.why}>{leftOutWords(one)}</li>
              ))}
            </ul>
          </div>
          <Button
            className="button icon ghost"
            aria-label="Dismiss"
            onClick={() => {
              dismissLeftOut();
              onDismiss();
            }}
            data-testid="left-out-dismiss"
          >
            <X aria-hidden="true" />
          </Button>
        </section>
      ) : null}
    </div>
  );
}
