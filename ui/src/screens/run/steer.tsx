import { Pause, Play } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { RunState, Steer } from "../../host";
import { Button } from "../../parts/button";
import css from "./run.module.css";

const CHANGING = "The run is being paused, resumed or stopped.";

/** Pause and resume, and stop, which asks once: a stopped run cannot be resumed. */
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
  // The question replaces the button and later the reverse: the focus follows.
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
      <fieldset className={css.stopQuestion} aria-label="Stop this run">
        <span className="small">The remaining items can be retried later.</span>
        <Button
          className="button danger"
          aria-disabled={busy}
          why={busy && CHANGING}
          onClick={() => onSteer("stop")}
          data-testid="run-stop-confirm"
          ref={focus}
        >
          Stop run
        </Button>
        <Button className="button" onClick={() => ask(false)} data-testid="run-stop-cancel">
          Keep running
        </Button>
      </fieldset>
    );
  }
  return (
    <>
      {state === "paused" ? (
        <Button
          className="button primary"
          aria-disabled={busy}
          why={busy && CHANGING}
          onClick={() => onSteer("go-on")}
          data-testid="run-go-on"
        >
          <Play aria-hidden="true" />
          Resume
        </Button>
      ) : (
        <Button
          className="button"
          aria-disabled={busy}
          why={busy && CHANGING}
          onClick={() => onSteer("pause")}
          data-testid="run-pause"
        >
          <Pause aria-hidden="true" />
          Pause
        </Button>
      )}
      <Button className="button" onClick={() => ask(true)} ref={focus} data-testid="run-stop">
        Stop after current items
      </Button>
    </>
  );
}
