import { useId, useState } from "react";
import type { PlanView } from "../../host";
import { expiryWords, isConfirmed, shortHash } from "../../words/plan";
import { Button } from "../button";

/** Why the plan cannot be run now. */
function whyNot(closed: string | null, running: boolean, missing: string | null): string | null {
  if (closed !== null) return closed;
  if (running) return "The run is starting.";
  return missing === null ? null : `Type “${missing}” first.`;
}

/** The last step: a press, or for changes that cannot be fully undone, typed text and a press. */
export function Confirm({
  plan,
  now,
  closed,
  running,
  onRun,
}: {
  plan: PlanView;
  now: Date;
  /** Why the plan can no longer run. */
  closed: string | null;
  running: boolean;
  onRun: (typed: string | null) => void;
}) {
  const [typed, setTyped] = useState("");
  const field = useId();
  const asked = plan.confirmation.type_this;
  const why = whyNot(closed, running, isConfirmed(asked, typed) ? null : asked);
  const ready = why === null;
  return (
    <form
      className="foot"
      aria-label="Confirm"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onRun(asked === null ? null : typed.trim());
      }}
    >
      <span className="ink-2">
        Plan <span className="mono">{shortHash(plan.hash)}</span> {expiryWords(plan, now)}
      </span>
      <span className="confirm">
        {asked !== null && closed === null ? (
          <label className="type-this" htmlFor={field}>
            <span>
              Type <b className="name">{asked}</b> to confirm
            </span>
            <input
              id={field}
              className="input mono"
              autoComplete="off"
              spellCheck={false}
              value={typed}
              size={Math.max(4, Math.min(28, asked.length + 1))}
              data-testid="plan-type"
              onChange={(event) => setTyped(event.target.value)}
            />
          </label>
        ) : null}
        <Button
          type="submit"
          className={plan.confirmation.destructive ? "button danger" : "button primary"}
          disabled={!ready}
          why={why}
          data-testid="plan-confirm"
        >
          {running ? "Starting…" : plan.confirmation.button}
        </Button>
      </span>
    </form>
  );
}
