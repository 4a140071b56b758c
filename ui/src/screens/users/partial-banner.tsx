import { useQuery } from "@tanstack/react-query";
import { useRevision } from "../../data/live";
import { preferUsers } from "../../data/preferences";
import { clearUserFilters } from "../../data/users-view";
import { type ConnectionView, host, type ReadProgress } from "../../host";
import { Button } from "../../parts/button";
import { ReplaceTokenButton } from "../../parts/replace-token";
import { WarnGlyph } from "../../parts/shapes";
import { partialWords, tokenTrouble } from "../../words/freshness";
import { count } from "../../words/numbers";
import { ConfirmNumber } from "./confirm-number";
import css from "./users.module.css";

/** Connections whose newest sync is not complete. */
export function unfinished(
  connections: ConnectionView[],
  reading: Map<string, ReadProgress>,
): ConnectionView[] {
  return connections.filter(
    (c) =>
      !reading.has(c.id) &&
      (c.last_read?.verdict === "partial" || c.last_read?.verdict === "cannot-be-proven"),
  );
}

/** Says which rows are not from the newest sync, and that no one is marked as removed because of it. */
export function PartialBanner({
  connections,
  now,
  why,
  onWhy,
}: {
  connections: ConnectionView[];
  now: Date;
  /** The connection whose reason is open. */
  why: string | null;
  onWhy: (connectionId: string | null) => void;
}) {
  if (connections.length === 0) return null;
  return (
    <ul className={css.partial} data-testid="partial-banner" aria-label="Partly synced">
      {connections.map((connection) => (
        <PartialLine
          key={connection.id}
          connection={connection}
          now={now}
          open={why === connection.id}
          onWhy={() => onWhy(why === connection.id ? null : connection.id)}
        />
      ))}
    </ul>
  );
}

function PartialLine({
  connection,
  now,
  open,
  onWhy,
}: {
  connection: ConnectionView;
  now: Date;
  open: boolean;
  onWhy: () => void;
}) {
  const revision = useRevision();
  const stale = useQuery({
    queryKey: ["stale-count", connection.id, revision],
    queryFn: () =>
      host.users({
        text: "",
        connections: [connection.id],
        statuses: [],
        departments: [],
        group: null,
        stale_only: true,
        sort: "name",
        descending: false,
        offset: 0,
        limit: 1,
      }),
  }).data?.total;
  const words = partialWords(connection, stale ?? null, now);
  const show = () => {
    clearUserFilters();
    preferUsers({ connections: [connection.id], stale_only: true });
  };
  return (
    <li data-connection={connection.name}>
      <WarnGlyph />
      <span className="grow">
        <b>{words.lead}</b> {words.rest}
      </span>
      {stale ? (
        <Button className="button" onClick={show} data-testid="partial-show">
          Show {count(stale)} older
        </Button>
      ) : null}
      {connection.last_read?.confirm != null ? (
        <ConfirmNumber
          connectionId={connection.id}
          name={connection.name}
          number={connection.last_read.confirm}
        />
      ) : null}
      {tokenTrouble(connection) ? (
        <ReplaceTokenButton connection={connection} testId="partial-replace-token" />
      ) : null}
      <Button
        className="button"
        aria-pressed={open}
        aria-label={`Why ${connection.name} is not complete`}
        onClick={onWhy}
        data-testid="partial-why"
      >
        Why
      </Button>
    </li>
  );
}
