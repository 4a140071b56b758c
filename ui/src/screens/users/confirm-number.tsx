import { useId, useState } from "react";
import { showNotice } from "../../data/notices";
import { asProblem, host } from "../../host";
import { Button } from "../../parts/button";
import { LineForm } from "../../parts/line-form";

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
  return (
    <LineForm
      label={`Confirm the remaining number in ${name}`}
      ready={typed.trim() === String(number)}
      action="Confirm and sync"
      testId="confirm-number-read"
      onSubmit={() => {
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
    </LineForm>
  );
}
