import { Button } from "./button";
import { whyNot } from "./form-dialog";

/** A form in a line of a screen: its fields, the button that does it, and one to leave. */
export function LineForm({
  label,
  className,
  ready,
  busy,
  action,
  working,
  testId,
  note,
  onSubmit,
  onCancel,
  children,
}: {
  /** Names the form. */
  label: string;
  className?: string;
  /** The fields are filled in. */
  ready: boolean;
  busy?: boolean;
  /** The words of the button that does it. */
  action: string;
  /** Its words while it works. */
  working?: string;
  testId: string;
  /** Below the fields. */
  note?: React.ReactNode;
  onSubmit: () => void;
  /** Without it there is nothing to go back to. */
  onCancel?: () => void;
  /** The fields. */
  children: React.ReactNode;
}) {
  const can = ready && !busy;
  return (
    <form
      className={className}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        if (can) onSubmit();
      }}
    >
      {children}
      <Button
        type="submit"
        className="button primary"
        disabled={!can}
        why={whyNot(ready, busy ?? false)}
        data-testid={testId}
      >
        {busy ? (working ?? action) : action}
      </Button>
      {onCancel ? (
        <Button className="button" onClick={onCancel}>
          Cancel
        </Button>
      ) : null}
      {note}
    </form>
  );
}
