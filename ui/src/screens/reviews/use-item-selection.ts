import { useState } from "react";
import {
  NOTHING,
  type Selection,
  selectedCount,
  toggled,
  withRows,
} from "../../parts/grid/selection";
import type { ItemRows } from "./use-item-rows";

export function useItemSelection({ pages, learn, rowsOf }: ItemRows) {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const clear = () => setSelection(NOTHING);
  const extend = async (from: number, to: number) => {
    const rows = await pages.rowsBetween(from, to);
    for (const row of rows) learn(row);
    setSelection((before) =>
      withRows(
        before,
        rows.map((row) => String(row.item)),
      ),
    );
  };
  return {
    selection,
    rows: selection.kind === "rows" ? rowsOf(selection.keys) : [],
    clear,
    toggle: (key: string) => setSelection((before) => toggled(before, key)),
    extend,
    selectAll: () => {
      if (selectedCount(selection) >= pages.total) return clear();
      void extend(0, pages.total - 1);
    },
  };
}
