import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCall } from "../../data/call";
import { useCasePlanning } from "../../data/case-planning";
import type { ReconcileAsked } from "../../data/reconcile-view";
import { adoptStage, inOrder } from "../../data/stage";
import { host, type ReconcileAnswer, type ReconcileRow } from "../../host";
import type { Selection } from "../../parts/grid/selection";

/** What is ignored is another bucket, and on the record. */
export async function shownAgain(client: QueryClient): Promise<void> {
  void client.invalidateQueries({ queryKey: ["record"] });
  await client.invalidateQueries({ queryKey: ["reconcile"] });
}

/** What is done with the selected rows: stage, lock down, ignore, show again. Nothing is sent. */
export function useReconcileActs({
  view,
  stamp,
  selection,
  everything,
  onDone,
}: {
  view: ReconcileAsked;
  /** Of the rows that are shown. */
  stamp: string;
  selection: Selection;
  everything: () => Promise<ReconcileRow[]>;
  /** The selection is used. */
  onDone: () => void;
}) {
  const client = useQueryClient();
  const [answer, setAnswer] = useState<ReconcileAnswer | null>(null);
  const [ignoring, setIgnoring] = useState<ReconcileRow[] | null>(null);
  const { busy, problem, call } = useCall();
  const locking = useCasePlanning();
  const { bucket } = view;
  const accept = () =>
    call(async () => {
      const all = selection.kind === "all" && selection.except.size === 0;
      const rows = all ? [] : (await everything()).map((row) => row.at);
      const all_of = all ? { ...view, offset: 0, limit: 0 } : null;
      const done = await inOrder(() => host.reconcileAccept({ bucket, rows, all_of, stamp }));
      adoptStage(client, done.stage);
      setAnswer(done);
      onDone();
    });
  const lockDown = async () => {
    const people = new Set((await everything()).map((row) => row.at.person_id));
    await locking.lockDown([...people].filter((id) => id > 0));
  };
  const showAgain = () =>
    call(async () => {
      const rows = await everything();
      await host.reconcileStopIgnoring(
        rows.flatMap((row) => (row.ignored ? [row.ignored.id] : [])),
      );
      await shownAgain(client);
      onDone();
    });
  return {
    busy: busy || locking.planning,
    problem: problem ?? locking.problem,
    answer,
    dismiss: () => setAnswer(null),
    ignoring,
    ignore: async () => setIgnoring(await everything()),
    leaveIgnoring: () => setIgnoring(null),
    accept: () => void accept(),
    lockDown: () => void lockDown(),
    showAgain: () => void showAgain(),
  };
}
