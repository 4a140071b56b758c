import { tell } from "../../data/notices";
import { asProblem, type ConnectionView, host, type ReadProgress } from "../../host";
import { Press } from "../../parts/press";

/** Reads every connection, or stops that. */
export function ReadButtons({
  connections,
  reading,
  onRead,
}: {
  connections: ConnectionView[];
  reading: Map<string, ReadProgress>;
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
        {all ? "Reading…" : "Read now"}
      </Press>
    </>
  );
}
