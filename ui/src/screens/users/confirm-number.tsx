import { useId, useState } from "react";
import { showNotice } from "../../data/notices";
import { asProblem, host } from "../../host";
import { Button } from "../../parts/button";

/** Confirms the number of accounts left in an app that lost many: it is typed, and the app is synced again. */
export function ConfirmNumber({
  connectionId,
  name,
  number,
}: {
  connectionId: string;
  name: string;
  number: number;
}) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const field = useId();
  if (!open) {
    return (
      <Button
        className="button"
        aria-label={`Confirm the remaining number in ${name}`}
        onClick={() => setOpen(true)}
        data-testid="confirm-number"
      >
        Confirm…
      </Button>
    );
  }
  const ready = typed.trim() === String(number);
  return (
    <form
      aria-label={`Confirm the remaining number in ${name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        host
          .confirmRead(connectionId, number)
          .catch((thrown: unknown) => showNotice(asProblem(thrown)));
        setOpen(false);
      }}
    >
      <label htmlFor={field}>Type {number} to confirm</label>{" "}
      <input
        id={field}
        className="input mono"
        autoComplete="off"
        inputMode="numeric"
        size={6}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        data-testid="confirm-number-typed"
      />{" "}
      <Button
        type="submit"
        className="button primary"
        disabled={!ready}
        data-testid="confirm-number-read"
      >
        Confirm and sync
      </Button>
    </form>
  );
}
