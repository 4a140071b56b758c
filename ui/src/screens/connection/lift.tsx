import { useId, useState } from "react";
import { Button } from "../../parts/button";
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
  const ready = reason.trim() !== "" && !lifting;
  return (
    <form
      className={css.lift}
      aria-label={`Lift the protection of ${name}`}
      onSubmit={async (event) => {
        event.preventDefault();
        if (!ready) return;
        setLifting(true);
        // After lifting, this form is removed with its row.
        if (!(await onLift(reason.trim()))) setLifting(false);
      }}
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
      <Button className="button primary" type="submit" disabled={!ready} data-testid="lift-confirm">
        {lifting ? "Lifting…" : "Lift protection"}
      </Button>
      <Button className="button" onClick={onCancel}>
        Cancel
      </Button>
    </form>
  );
}
