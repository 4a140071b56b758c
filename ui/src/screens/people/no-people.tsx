import { clearPeopleFilters } from "../../data/people-view";
import { NoRows } from "../../parts/grid/table-frame";
import css from "./people.module.css";

/** An empty table that says why it is empty. */
export function NoPeople(why: { narrowed: boolean; reading: boolean; onRead: () => void }) {
  return (
    <NoRows
      {...why}
      what="people"
      testId="people"
      clear={clearPeopleFilters}
      clearTestId="people-clear-filters"
      readingTitle="No people yet. The first sync is in progress."
      readingWords="People appear here as soon as accounts are synced."
      words="Either no app has been synced yet, or the apps list no accounts."
    />
  );
}

/** Without an HR list, no one can be called a leaver or unlisted. */
export function NoList() {
  return (
    <p className={`${css.peopleLine} small`} data-testid="people-no-list">
      <span className="ink-2">
        <b>No HR list yet.</b> Import one to find people who left or who are not in HR.
      </span>
    </p>
  );
}
