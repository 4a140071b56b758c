import { type RefObject, useRef, useState } from "react";
import type { ReviewRow } from "../../host";
import type { GridHandle } from "../../parts/grid/grid";
import { rowsInView } from "../../parts/grid/rows-in-view";
import {
  allOf,
  inView,
  isSelected,
  NOTHING,
  type Selection,
  toggled,
  withRows,
} from "../../parts/grid/selection";
import type { ItemRows } from "./use-item-rows";

/** The selected items, each of them loaded: a decision in bulk names what it leaves out. */
export function useItemSelection(
  { asked, pages, learn, rowAt, rowsOf }: ItemRows,
  grid: RefObject<GridHandle | null>,
) {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  /** Every match, once all of them were selected. */
  const [every, setEvery] = useState<string[]>([]);
  const now = useRef(asked);
  now.current = asked;
  const keysOf = (rows: ReviewRow[]): string[] =>
    rows.map((row) => {
      learn(row);
      return String(row.item);
    });
  const loaded = async (from: number, to: number, then: (keys: string[]) => void) => {
    const keys = keysOf(await pages.rowsBetween(from, to));
    // Of another query they are other rows.
    if (now.current === asked) then(keys);
  };
  const all = () => {
    if (pages.total === 0) return;
    void loaded(0, pages.total - 1, (keys) => {
      setEvery(keys);
      setSelection(allOf(keys.length));
    });
  };
  const keys =
    selection.kind === "all"
      ? every.filter((key) => isSelected(selection, key))
      : selection.kind === "rows"
        ? selection.keys
        : [];
  return {
    selection,
    rows: rowsOf(keys),
    all,
    clear: () => setSelection(NOTHING),
    toggle: (key: string) => setSelection((before) => toggled(before, key)),
    extend: (from: number, to: number) =>
      void loaded(from, to, (more) => setSelection((before) => withRows(before, more))),
    selectAll: () => {
      // The bar says whether the rows in view or all matches are selected.
      if (selection.kind === "rows" && selection.view) return all();
      setSelection(inView(keysOf(rowsInView(grid, rowAt))));
    },
  };
}
