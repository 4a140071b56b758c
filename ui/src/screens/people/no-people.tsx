import { clearPeopleFilters } from "../../data/people-view";
import { Button, Link } from "../../parts/button";
import { Empty } from "../../parts/page";
import { href } from "../../routes";

/** An empty table that says why it is empty. */
export function NoPeople({
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
      <Empty title="No people match these filters." testId="people-none-match">
        <Button className="button" onClick={clearPeopleFilters} data-testid="people-clear-filters">
          Clear search and filters
        </Button>
      </Empty>
    );
  }
  if (reading) {
    return (
      <Empty title="No people yet. The first sync is in progress.">
        <p className="small">People appear here as soon as accounts are synced.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No people in the synced data." testId="people-none">
      <p className="small">Either no app has been synced yet, or the apps list no accounts.</p>
      <Button className="button" onClick={onRead}>
        Sync now
      </Button>
    </Empty>
  );
}

/** Without an HR list, no one can be called a leaver or unlisted. */
export function NoList() {
  return (
    <p className="people-line small" data-testid="people-no-list">
      <span className="ink-2">
        <b>No HR list yet.</b> Import one to find people who left or who are not in HR.
      </span>
      <Link className="button slim" href={href({ at: "truth" })} data-testid="people-import-first">
        Import HR list…
      </Link>
    </p>
  );
}
