import type { Problem } from "../host";
import { Button } from "./button";
import { ProblemPart } from "./problem";

/** The form of a dialog that stages one change: its fields, the problem, and the two buttons. */
export function StageForm({
  one,
  failed,
  ready = true,
  label,
  danger,
  testId,
  onStage,
  onClose,
  children,
}: {
  /** See data/staging-one. */
  one: { busy: boolean; problem: Problem | null };
  /** Title of the problem. */
  failed: string;
  ready?: boolean;
  label: string;
  danger?: boolean;
  testId: string;
  onStage: () => void;
  onClose: () => void;
  children: React.ReactNode;
}) {
  return (
    <form
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !one.busy) onStage();
      }}
    >
      {children}
      {one.problem ? (
        <div role="alert">
          <ProblemPart problem={one.problem} title={failed} />
        </div>
      ) : null}
      <p className="muted small">
        Nothing is sent yet. The change is staged and planned with the others.
      </p>
      <div className="actions end">
        <Button className="button" onClick={onClose} disabled={one.busy}>
          Cancel
        </Button>
        <Button
          className={danger ? "button danger" : "button primary"}
          type="submit"
          disabled={!ready || one.busy}
          data-testid={testId}
        >
          {one.busy ? "Staging…" : label}
        </Button>
      </div>
    </form>
  );
}
