import { useEffect, useRef } from "react";
import type { Problem } from "../host";
import { Button } from "./button";
import { ModalDialog } from "./dialog";
import css from "./dialog.module.css";
import { ProblemPart } from "./problem";

type FormProps = {
  /** While it works, nothing is pressed and the dialog stays. */
  busy: boolean;
  /** The problem of the last try. */
  problem: Problem | null;
  /** Its title. */
  failed?: string;
  /** What to do about the problem, beside its words. */
  remedy?: React.ReactNode;
  /** The form is longer than a window: its problem comes before the fields and takes the focus. */
  problemFirst?: boolean;
  /** The fields are filled in. */
  ready?: boolean;
  /** The button that does it; without a label there is nothing to do but close. */
  label: string | null;
  /** Its words while it works. */
  working?: string;
  danger?: boolean;
  /** Of the button that does it. */
  testId: string;
  /** The words of the button that closes the dialog. */
  cancel?: string;
  cancelTestId?: string;
  /** Wrong fields are marked by the dialog, not by the web view. */
  noValidate?: boolean;
  /** Stands before the two buttons. */
  back?: React.ReactNode;
  /** Between the problem and the buttons: what will and will not happen. */
  note?: React.ReactNode;
  onSubmit: () => void;
  onClose: () => void;
  /** The fields. */
  children: React.ReactNode;
};

export const BUSY = "This is being done now.";

/** Why the button of a form cannot be pressed. */
export const whyNot = (ready: boolean, busy: boolean): string | null => {
  if (busy) return BUSY;
  return ready ? null : "Fill in what is asked first.";
};

/** The form of a dialog: its fields, the problem of the last try, a note, and the two buttons. */
export function DialogForm({
  busy,
  problem,
  failed,
  remedy,
  problemFirst,
  ready = true,
  label,
  working,
  danger,
  testId,
  cancel = "Cancel",
  cancelTestId,
  noValidate,
  back,
  note,
  onSubmit,
  onClose,
  children,
}: FormProps) {
  const can = ready && !busy && label !== null;
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem && problemFirst) alert.current?.focus();
  }, [problem, problemFirst]);
  const trouble = problem ? (
    <div ref={alert} role="alert" tabIndex={problemFirst ? -1 : undefined}>
      <ProblemPart problem={problem} title={failed} headingLevel={3}>
        {remedy}
      </ProblemPart>
    </div>
  ) : null;
  return (
    <form
      className={css.form}
      noValidate={noValidate}
      onSubmit={(event) => {
        event.preventDefault();
        if (can) onSubmit();
      }}
    >
      {problemFirst ? trouble : null}
      {children}
      {problemFirst ? null : trouble}
      {note}
      <div className="actions end">
        {back}
        <Button
          className="button"
          onClick={onClose}
          disabled={busy}
          why={busy && BUSY}
          data-testid={cancelTestId}
        >
          {cancel}
        </Button>
        {label === null ? null : (
          <Button
            className={danger ? "button danger" : "button primary"}
            type="submit"
            disabled={!can}
            why={whyNot(ready, busy)}
            data-testid={testId}
          >
            {busy ? (working ?? label) : label}
          </Button>
        )}
      </div>
    </form>
  );
}

/** A dialog that is one form. */
export function FormDialog({
  title,
  wide,
  alert,
  dialogTestId,
  ...form
}: FormProps & {
  title: string;
  wide?: boolean;
  /** It asks about something that cannot be undone. */
  alert?: boolean;
  dialogTestId?: string;
}) {
  return (
    <ModalDialog
      title={title}
      open
      wide={wide}
      alert={alert}
      busy={form.busy}
      testId={dialogTestId}
      onClose={form.onClose}
    >
      <DialogForm {...form} />
    </ModalDialog>
  );
}
