import { type RefObject, useCallback, useRef, useState } from "react";
import type { Pages } from "../../data/pages";
import type { ReconcileRow, ReconcileView } from "../../host";
import type { GridHandle } from "../../parts/grid/grid";
import { rowsInView } from "../../parts/grid/rows-in-view";
import {
  allOf,
  isSelected,
  NOTHING,
  type Selection,
  toggled,
  widened,
  withRows,
} from "../../parts/grid/selection";
import { rowKey } from "../../words/reconcile";

/** The selection in the table, and its rows. Nothing is selected beforehand. */
export function useReconcileSelection(
  pages: Pages<ReconcileRow, ReconcileView>,
  grid: RefObject<GridHandle | null>,
) {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const known = useRef(new Map<string, ReconcileRow>());
  const learn = (rows: (ReconcileRow | undefined)[]): string[] =>
    rows.flatMap((row) => {
      if (!row) return [];
      known.current.set(rowKey(row), row);
      return [rowKey(row)];
    });
  const clear = useCallback(() => setSelection(NOTHING), []);
  const rows = (): ReconcileRow[] =>
    selection.kind === "rows"
      ? [...selection.keys].flatMap((key) => known.current.get(key) ?? [])
      : [];
  /** All selected rows, fetching pages that were never loaded. */
  const everything = async (): Promise<ReconcileRow[]> => {
    if (selection.kind !== "all") return rows();
    const all = await pages.rowsBetween(0, Math.max(0, pages.total - 1));
    return all.filter((row) => isSelected(selection, rowKey(row)));
  };
  return {
    selection,
    rows: rows(),
    everything,
    clear,
    selectAll: () =>
      setSelection(widened(selection, learn(rowsInView(grid, pages.rowAt)), pages.total)),
    all: () => setSelection(allOf(pages.total)),
    toggle: (key: string, index: number) => {
      learn([pages.rowAt(index)]);
      setSelection((before) => toggled(before, key));
    },
    extend: async (from: number, to: number) => {
      const keys = learn(await pages.rowsBetween(from, to));
      setSelection((before) => withRows(before, keys));
    },
  };
}
