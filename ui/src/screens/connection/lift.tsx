import { useId, useState } from "react";
import { Press } from "../../parts/press";

/** Lifting a protection takes a reason, because later somebody will ask for it. */
export function LiftForm({
  name,
  onLift,
  onCancel,
}: {
  name: string;
  /** Answers whether it was lifted. */
  onLift: (reason: string) => Promise<boolean>;
  onCancel: () => void;
}) {
  const id = useId();
  const [reason, setReason] = useState("");
  const [lifting, setLifting] = useState(false);
  const ready = reason.trim() !== "" && !lifting;
  return (
    <form
      className="lift"
      aria-label={`Lift the protection of ${name}`}
      onSubmit={async (event) => {
        event.preventDefault();
        if (!ready) return;
        setLifting(true);
        // Lifted, this form is gone with its row.
        if (!(await onLift(reason.trim()))) setLifting(false);
      }}
    >
      <label htmlFor={id}>
        <span className="small ink-2">Reason, which goes on record</span>
        <input
          id={id}
          className="input"
          autoComplete="off"
          required
          value={reason}
          // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was pressed
          autoFocus
          data-testid="lift-reason"
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      <Press className="button primary" type="submit" disabled={!ready} data-testid="lift-confirm">
        {lifting ? "Lifting…" : "Lift the protection"}
      </Press>
      <Press className="button" onClick={onCancel}>
        Cancel
      </Press>
    </form>
  );
}
