// Asks before something takes signatures off a review; where nothing is signed it runs at once.
import { useState } from "react";
import { flushSync } from "react-dom";
import { FormDialog } from "../../parts/form-dialog";
import { unsigning, unsignWords } from "./unsign";

type Question = {
  /** "Undo the decision on 173 items?" */
  title: string;
  /** What the button does. */
  label: string;
  /** Whose signatures are lost. */
  names: string[];
  run: () => void;
};

export function useUnsign(onKeep: () => void) {
  const [question, ask] = useState<Question | null>(null);
  const layer = question ? (
    <FormDialog
      alert
      title={question.title}
      dialogTestId="unsign-dialog"
      busy={false}
      problem={null}
      label={unsigning(question.label, question.names)}
      danger
      testId="unsign-go"
      cancel={question.names.length === 1 ? "Keep the signature" : "Keep the signatures"}
      cancelTestId="unsign-keep"
      onSubmit={() => {
        // Gone before the table takes the focus.
        flushSync(() => ask(null));
        question.run();
      }}
      onClose={() => {
        flushSync(() => ask(null));
        onKeep();
      }}
    >
      <p>{unsignWords(question.names)}</p>
    </FormDialog>
  ) : null;
  return {
    asking: question !== null,
    /** Runs it, after a question where it takes signatures off. */
    first: (next: Question) => (next.names.length === 0 ? next.run() : ask(next)),
    layer,
  };
}

/** The same in a dialog that asks anyway. */
export function UnsignNote({ names }: { names: string[] }) {
  if (names.length === 0) return null;
  return (
    <p className="note" role="status" data-testid="unsign-note">
      {unsignWords(names)}
    </p>
  );
}
