import { useId, useState } from "react";
import { LineForm } from "../../parts/line-form";
import css from "./safeguards.module.css";

/** Lifting a protection needs a reason, for later questions. */
export function LiftForm({
  name,
  onLift,
  onCancel,
}: {
  name: string;
  /** Resolves to whether it was lifted. */
  onLift: (reason: string) => Promise<boolean>;
  onCancel: () => void;
}) {
  const id = useId();
  const [reason, setReason] = useState("");
  const [lifting, setLifting] = useState(false);
  const lift = async () => {
    setLifting(true);
    // After lifting, this form is removed with its row.
    if (!(await onLift(reason.trim()))) setLifting(false);
  };
  return (
    <LineForm
      className={css.lift}
      label={`Lift the protection of ${name}`}
      ready={reason.trim() !== ""}
      busy={lifting}
      action="Lift protection"
      working="Lifting…"
      testId="lift-confirm"
      onSubmit={() => void lift()}
      onCancel={onCancel}
    >
      <label htmlFor={id}>
        <span className="small ink-2">Reason (recorded)</span>
        <input
          id={id}
          className="input"
          autoComplete="off"
          required
          value={reason}
          // biome-ignore lint/a11y/noAutofocus: it replaces the pressed button
          autoFocus
          data-testid="lift-reason"
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
    </LineForm>
  );
}
