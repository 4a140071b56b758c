import { useRead } from "../../data/state";
import type { ConnectionView } from "../../host";
import { Button, Link } from "../../parts/button";
import { Side } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { href } from "../../routes";
import { count } from "../../words/numbers";
import { VERDICT } from "../../words/state";
import { span } from "../../words/times";
import css from "./users.module.css";

/** Why the newest sync of a connection is not complete. */
export function ReadDrawer({
  connection,
  onClose,
}: {
  connection: ConnectionView;
  onClose: () => void;
}) {
  const read = useRead();
  const last = connection.last_read;
  return (
    <Side
      drawer
      label={`Why ${connection.name} is not complete`}
      testId="read-drawer"
      close={{ onClose }}
    >
      <div className={css.drawerWho}>
        <div>
          <h2>
            {last?.problem?.what ??
              `${connection.name} ended ${last ? VERDICT[last.verdict] : "not synced"}`}
          </h2>
          {last ? <div className="muted small">{span(last.started_at, last.ended_at)}</div> : null}
        </div>
      </div>
      {last ? (
        <p className="small">
          {last.reason} Received {count(last.users_received)} {connection.nouns.users} of{" "}
          {last.users_claimed === null ? "an unknown number" : count(last.users_claimed)}
          {last.groups_unknown > 0
            ? `. Unknown, not none: the members of ${count(last.groups_unknown)} ${
                last.groups_unknown === 1 ? connection.nouns.group : connection.nouns.groups
              } were not synced.`
            : "."}
        </p>
      ) : null}
      {last?.problem ? (
        <ProblemPart problem={last.problem}>
          <ReadAgain onPress={() => void read([connection.id])} />
        </ProblemPart>
      ) : (
        <div className="actions">
          <ReadAgain onPress={() => void read([connection.id])} />
        </div>
      )}
      <Link className="link small" href={href({ at: "connection", id: connection.id })}>
        View all receipts of this sync
      </Link>
    </Side>
  );
}

function ReadAgain({ onPress }: { onPress: () => void }) {
  return (
    <Button className="button primary" onClick={onPress} data-testid="read-again">
      Sync again
    </Button>
  );
}
