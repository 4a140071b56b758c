import { showNotice } from "../data/notices";
import { asProblem, type ConnectionView, host, type ReadProgress } from "../host";
import { Button } from "./button";

/** Syncs every connection, or stops the sync. */
export function ReadButtons({
  connections,
  reading,
  label = "Sync now",
  onRead,
}: {
  connections: ConnectionView[];
  reading: Map<string, ReadProgress>;
  /** The label of the button while no sync is running. */
  label?: string;
  onRead: () => void;
}) {
  const all = reading.size > 0 && reading.size >= connections.length;
  const stop = () =>
    host.cancelRead([...reading.keys()]).catch((thrown: unknown) => showNotice(asProblem(thrown)));
  return (
    <>
      {reading.size > 0 ? (
        <Button className="button ghost" onClick={() => void stop()} data-testid="cancel-read">
          Stop sync
        </Button>
      ) : null}
      <Button
        className="button"
        onClick={all ? undefined : onRead}
        aria-disabled={all}
        why={all && "A sync of every app is under way."}
        data-testid="read-now"
      >
        {all ? "Syncing…" : label}
      </Button>
    </>
  );
}
