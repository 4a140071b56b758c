import { Button } from "../../parts/button";
import { ModalDialog } from "../../parts/dialog";

/** Asks before an action that must not happen by accident. */
export function Ask({
  title,
  label,
  danger,
  busy,
  testId,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  /** The label of the button that confirms. */
  label: string;
  danger?: boolean;
  busy: boolean;
  testId: string;
  onConfirm: () => void;
  onClose: () => void;
  children: React.ReactNode;
}) {
  return (
    <ModalDialog title={title} open busy={busy} onClose={onClose} testId={testId}>
      {children}
      <div className="actions end">
        <Button className="button" onClick={onClose} disabled={busy}>
          Cancel
        </Button>
        <Button
          className={danger ? "button danger" : "button primary"}
          aria-disabled={busy}
          onClick={() => !busy && onConfirm()}
          data-testid={`${testId}-confirm`}
        >
          {label}
        </Button>
      </div>
    </ModalDialog>
  );
}
