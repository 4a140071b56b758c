import { clearUserFilters } from "../../data/users-view";
import { Empty } from "../../parts/page";
import { Press } from "../../parts/press";

/** An empty table that says which kind of empty it is. */
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
      <Empty title="No users match these filters." testId="users-none-match">
        <Press className="button" onClick={clearUserFilters} data-testid="clear-filters">
          Clear search and filters
        </Press>
      </Empty>
    );
  }
  if (reading) {
    return (
      <Empty title="No users yet: the first read is under way." testId="users-first-read">
        <p className="small">Rows appear here as soon as the first page has arrived.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No users exist in what was read." testId="users-none">
      <p className="small">Either no app was read yet, or the apps list nobody.</p>
      <Press className="button" onClick={onRead}>
        Read now
      </Press>
    </Empty>
  );
}
