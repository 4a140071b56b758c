import { clearUserFilters } from "../../data/users-view";
import { Button } from "../../parts/button";
import { Empty } from "../../parts/page";

/** An empty table that says why it is empty. */
export function NoUsers({
  narrowed,
  reading,
  onRead,
}: {
  narrowed: boolean;
  reading: boolean;
  onRead: () => void;
}) {
  if (narrowed) {
    return (
      <Empty title="No accounts match these filters." testId="users-none-match">
        <Button className="button" onClick={clearUserFilters} data-testid="clear-filters">
          Clear search and filters
        </Button>
      </Empty>
    );
  }
  if (reading) {
    return (
      <Empty title="No accounts yet. The first sync is in progress." testId="users-first-read">
        <p className="small">Accounts appear here as soon as the first page arrives.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No accounts in the synced data." testId="users-none">
      <p className="small">Either no app has been synced yet, or the apps list no accounts.</p>
      <Button className="button" onClick={onRead}>
        Sync now
      </Button>
    </Empty>
  );
}
