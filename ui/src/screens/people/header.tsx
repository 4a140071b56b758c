import { useNow } from "../../data/clock";
import { useAppStateQuery, useConnections, useRead, useReading } from "../../data/state";
import type { PeoplePage } from "../../host";
import { Link } from "../../parts/button";
import { Header } from "../../parts/page";
import { ReadButtons } from "../../parts/read-buttons";
import { href } from "../../routes";
import { headline } from "../../words/freshness";
import { count } from "../../words/numbers";
import { listName } from "../../words/people";

/** How many people there are, as of which syncs and which HR list, and how many match. */
export function PeopleHeader({
  page,
  shown,
}: {
  page: PeoplePage | undefined;
  /** Null if nothing narrows the table. */
  shown: number | null;
}) {
  const now = useNow();
  const people = useAppStateQuery().data?.people ?? null;
  const connections = useConnections();
  const reading = useReading();
  const read = useRead();
  return (
    <Header
      title="People"
      sub={
        <>
          {headline(connections, reading, page?.all ?? people, now)}
          {page?.list ? (
            <span data-testid="people-list"> · HR list {listName(page.list, now)}</span>
          ) : null}
          {shown === null ? null : <span data-testid="people-shown"> · {count(shown)} shown</span>}
        </>
      }
    >
      <Link className="button ghost" href={href({ at: "truth" })} data-testid="people-import">
        Import HR list…
      </Link>
      <ReadButtons connections={connections} reading={reading} onRead={() => void read([])} />
    </Header>
  );
}
