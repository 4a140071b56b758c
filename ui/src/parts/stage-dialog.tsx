import type { Problem } from "../host";
import { FormDialog } from "./form-dialog";

/** A dialog that stages one change. */
export function StageDialog({
  title,
  wide,
  one,
  failed,
  ready,
  label,
  danger,
  testId,
  onStage,
  onClose,
  children,
}: {
  title: string;
  wide?: boolean;
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
    <FormDialog
      title={title}
      wide={wide}
      busy={one.busy}
      problem={one.problem}
      failed={failed}
      ready={ready}
      label={label}
      working="Staging…"
      danger={danger}
      testId={testId}
      note={
        <p className="muted small">
          Nothing is sent yet. The change is staged and planned with the others.
        </p>
      }
      onSubmit={onStage}
      onClose={onClose}
    >
      {children}
    </FormDialog>
  );
}
