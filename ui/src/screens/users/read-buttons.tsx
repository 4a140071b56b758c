import { tell } from "../../data/notices";
import { asProblem, type ConnectionView, host, type ReadProgress } from "../../host";
import { Press } from "../../parts/press";

/** Reads every connection, or stops that. */
export function ReadButtons({
  connections,
  reading,
  label = "Read now",
  onRead,
}: {
  connections: ConnectionView[];
  reading: Map<string, ReadProgress>;
  /** What the button is called while nothing is read. */
  label?: string;
  onRead: () => void;
}) {
  const all = reading.size > 0 && reading.size >= connections.length;
  const stop = () =>
    host.cancelRead([...reading.keys()]).catch((thrown: unknown) => tell(asProblem(thrown)));
  return (
    <>
      {reading.size > 0 ? (
        <Press className="button ghost" onClick={() => void stop()} data-testid="cancel-read">
          Stop reading
        </Press>
      ) : null}
      <Press
        className="button"
        onClick={all ? undefined : onRead}
        aria-disabled={all}
        data-testid="read-now"
      >
        {all ? "Reading…" : label}
      </Press>
    </>
  );
}
