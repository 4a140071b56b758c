import { clearUserFilters } from "../../data/users-view";
import { Empty } from "../../parts/page";
import { Press } from "../../parts/press";

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
        <Press className="button" onClick={clearUserFilters} data-testid="clear-filters">
          Clear search and filters
        </Press>
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
      <p className="small">Either no app was synced yet, or the apps list no accounts.</p>
      <Press className="button" onClick={onRead}>
        Sync now
      </Press>
    </Empty>
  );
}
