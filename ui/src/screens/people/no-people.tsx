import { clearPeopleFilters } from "../../data/people-view";
import { Empty } from "../../parts/page";
import { Go, Press } from "../../parts/press";
import { href } from "../../routes";

/** An empty table that says which kind of empty it is. */
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
      <Empty title="Nobody matches these filters." testId="people-none-match">
        <Press className="button" onClick={clearPeopleFilters} data-testid="people-clear-filters">
          Clear search and filters
        </Press>
      </Empty>
    );
  }
  if (reading) {
    return (
      <Empty title="Nobody yet: the first read is under way.">
        <p className="small">People appear here as soon as accounts were read.</p>
      </Empty>
    );
  }
  return (
    <Empty title="Nobody exists in what was read." testId="people-none">
      <p className="small">Either no app was read yet, or the apps list nobody.</p>
      <Press className="button" onClick={onRead}>
        Read now
      </Press>
    </Empty>
  );
}

/** Without a list nobody can be called unknown or gone. */
export function NoList() {
  return (
    <p className="people-line small" data-testid="people-no-list">
      <span className="ink-2">
        <b>No HR list yet.</b> Who left, and who was never hired, is not known without one.
      </span>
      <Go className="button slim" href={href({ at: "truth" })} data-testid="people-import-first">
        Import a list…
      </Go>
    </p>
  );
}
