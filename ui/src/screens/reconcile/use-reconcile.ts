import { useCallback } from "react";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import { useReconcileView } from "../../data/reconcile-view";
import { host, type ReconcileRow, type ReconcileView } from "../../host";

/** The rows of the chosen bucket, page by page. */
export function useReconcile() {
  const revision = useRevision();
  const { view, narrowed } = useReconcileView();
  const fetchPage = useCallback(
    (offset: number, limit: number) => host.reconcile({ ...view, offset, limit }),
    [view],
  );
  const pages = usePages<ReconcileRow, ReconcileView>("reconcile", view, revision, fetchPage);
  // Rows of the bucket before are not rows of this one: nothing can be done with them here.
  const other = pages.sample !== undefined && pages.sample.bucket !== view.bucket;
  const shown = other ? { ...pages, rowAt: () => undefined, empty: false, busy: true } : pages;
  return { view, narrowed, pages: shown };
}
