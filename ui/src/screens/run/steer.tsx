import { Pause, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { RunState, Steer } from "../../host";
import { Press } from "../../parts/press";

/** Pause and go on, and stop, which asks once: what is left out then cannot be gone on with. */
export function SteerButtons({
  state,
  busy,
  onSteer,
}: {
  state: RunState;
  busy: boolean;
  onSteer: (how: Steer) => void;
}) {
  const [asking, setAsking] = useState(false);
  // The question takes the place of the button and gives it back: the focus goes along.
  const moved = useRef(false);
  const focus = (element: HTMLElement | null) => {
    if (moved.current && element) element.focus();
    if (element) moved.current = false;
  };
  const ask = (on: boolean) => {
    moved.current = true;
    setAsking(on);
  };
  useEffect(() => {
    if (state === "stopping") setAsking(false);
  }, [state]);
  if (state === "stopping") return null;
  if (asking) {
    return (
      <fieldset className="stop-question" aria-label="Stop this run">
        <span className="small">What is left can be tried again.</span>
        <Press
          className="button danger"
          aria-disabled={busy}
          onClick={() => onSteer("stop")}
          data-testid="run-stop-confirm"
          ref={focus}
        >
          Stop the run
        </Press>
        <Press className="button" onClick={() => ask(false)} data-testid="run-stop-cancel">
          Let it go on
        </Press>
      </fieldset>
    );
  }
  return (
    <>
      {state === "paused" ? (
        <Press
          className="button primary"
          aria-disabled={busy}
          onClick={() => onSteer("go-on")}
          data-testid="run-go-on"
        >
          <Play aria-hidden="true" />
          Go on
        </Press>
      ) : (
        <Press
          className="button"
          aria-disabled={busy}
          onClick={() => onSteer("pause")}
          data-testid="run-pause"
        >
          <Pause aria-hidden="true" />
          Pause
        </Press>
      )}
      <Press className="button" onClick={() => ask(true)} ref={focus} data-testid="run-stop">
        Stop after the current one
      </Press>
    </>
  );
}
