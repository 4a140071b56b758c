import { type RefObject, useCallback, useState } from "react";
import type { Pages } from "../../data/pages";
import type { UserPage, UserRow } from "../../host";
import type { GridHandle } from "../../parts/grid/grid";
import { rowsInView } from "../../parts/grid/rows-in-view";
import {
  allOf,
  NOTHING,
  type Selection,
  toggled,
  widened,
  withRows,
} from "../../parts/grid/selection";
import { userKey } from "./columns";

/** The selection in the table. */
export function useUserSelection(
  pages: Pages<UserRow, UserPage>,
  grid: RefObject<GridHandle | null>,
) {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  return {
    selection,
    clear: useCallback(() => setSelection(NOTHING), []),
    all: () => setSelection(allOf(pages.total)),
    selectAll: () => {
      // The bar below says whether the rows in view or all matches are selected.
      const keys = rowsInView(grid, pages.rowAt).map(userKey);
      setSelection(widened(selection, keys, pages.total));
    },
    toggle: (key: string) => setSelection((before) => toggled(before, key)),
    extend: async (from: number, to: number) => {
      const rows = await pages.rowsBetween(from, to);
      setSelection((before) => withRows(before, rows.map(userKey)));
    },
    /** Every matching row, fetching pages that were never loaded. */
    allRows: () => pages.rowsBetween(0, Math.max(0, pages.total - 1)),
  };
}
