import { useCallback } from "react";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import { usePeopleView } from "../../data/people-view";
import { host, type PeoplePage, type PersonRow } from "../../host";

/** The people that match the search and the filters, page by page. */
export function usePeople() {
  const revision = useRevision();
  const { view, narrowed } = usePeopleView();
  const fetchPage = useCallback(
    (offset: number, limit: number) => host.people({ ...view, offset, limit }),
    [view],
  );
  const pages = usePages<PersonRow, PeoplePage>("people", view, revision, fetchPage);
  return { view, narrowed, pages };
}
