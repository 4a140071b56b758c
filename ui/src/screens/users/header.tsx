import { useNow } from "../../data/clock";
import { useAppStateQuery, useConnections, useFacets, useRead, useReading } from "../../data/state";
import { Header } from "../../parts/page";
import { ReadButtons } from "../../parts/read-buttons";
import { headline } from "../../words/freshness";
import { count } from "../../words/numbers";
import { NewUserButton } from "./new/new-user";

/** How many accounts there are, as of which syncs, and how many match. */
export function UsersHeader({
  shown,
}: {
  /** Null if nothing narrows the table. */
  shown: number | null;
}) {
  const now = useNow();
  const users = useAppStateQuery().data?.users ?? null;
  const connections = useConnections();
  const reading = useReading();
  const read = useRead();
  const statuses = useFacets()?.statuses;
  const all = statuses?.reduce((sum, one) => sum + one.count, 0) ?? users;
  const gone = statuses?.find((one) => one.value === "no-longer-listed")?.count ?? 0;
  return (
    <Header
      title="Accounts"
      sub={
        <>
          {headline(connections, reading, all, now, gone)}
          {shown === null ? null : <span data-testid="users-shown"> · {count(shown)} shown</span>}
        </>
      }
    >
      <NewUserButton />
      <ReadButtons connections={connections} reading={reading} onRead={() => void read([])} />
    </Header>
  );
}
