// The query of the Reconcile table: bucket, search text and filters, from this session only.
import { useMemo } from "react";
import type { ReconcileBucket, ReconcileQuery } from "../host";
import { createStore } from "./store";

type Session = {
  bucket: ReconcileBucket;
  text: string;
  connectionId: string | null;
  path: string | null;
};

const START: Session = { bucket: "left-active", text: "", connectionId: null, path: null };
const session = createStore<Session>(START);

export const useReconcileSession = session.use;

/** Another bucket is another table: what narrowed the last one is dropped. */
export function chooseBucket(bucket: ReconcileBucket): void {
  session.set((before) => (before.bucket === bucket ? before : { ...START, bucket }));
}

export function searchReconcile(text: string): void {
  session.set((before) => (before.text === text ? before : { ...before, text }));
}

export function filterReconcile(chosen: Partial<Pick<Session, "connectionId" | "path">>): void {
  session.set((before) => ({ ...before, ...chosen }));
}

export function clearReconcileFilters(): void {
  session.set((before) => ({ ...START, bucket: before.bucket }));
}

export function forgetReconcile(): void {
  session.set(START);
}

export type ReconcileAsked = Omit<ReconcileQuery, "offset" | "limit">;

/** The query of the table, and whether anything narrows it. */
export function useReconcileView(): { view: ReconcileAsked; narrowed: boolean } {
  const { bucket, text, connectionId, path } = useReconcileSession();
  return useMemo(() => {
    const view = { bucket, text: text.trim(), connection_id: connectionId, path };
    const narrowed = view.text !== "" || connectionId !== null || path !== null;
    return { view, narrowed };
  }, [bucket, text, connectionId, path]);
}
