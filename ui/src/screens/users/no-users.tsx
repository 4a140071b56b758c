import { clearUserFilters } from "../../data/users-view";
import { NoRows } from "../../parts/grid/table-frame";

/** An empty table that says why it is empty. */
export function NoUsers(why: { narrowed: boolean; reading: boolean; onRead: () => void }) {
  return (
    <NoRows
      {...why}
      what="accounts"
      testId="users"
      clear={clearUserFilters}
      clearTestId="clear-filters"
      readingTitle="No accounts yet. The first sync is in progress."
      readingWords="Accounts appear here as soon as the first page arrives."
      words="Either no app has been synced yet, or the apps list no accounts."
    />
  );
}
