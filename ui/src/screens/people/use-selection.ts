import { type RefObject, useCallback, useRef, useState } from "react";
import type { Pages } from "../../data/pages";
import type { PeoplePage, PersonRow } from "../../host";
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

export const personKey = (row: PersonRow): string => String(row.id);

/** The selection in the table, and its loaded rows. */
export function usePeopleSelection(
  pages: Pages<PersonRow, PeoplePage>,
  grid: RefObject<GridHandle | null>,
) {
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const known = useRef(new Map<string, PersonRow>());
  const learn = (rows: (PersonRow | undefined)[]): string[] =>
    rows.flatMap((row) => {
      if (!row) return [];
      known.current.set(personKey(row), row);
      return [personKey(row)];
    });
  const clear = useCallback(() => setSelection(NOTHING), []);
  const selectAll = () => {
    // The bar below says whether the rows in view or all matches are selected.
    const keys = learn(rowsInView(grid, pages.rowAt));
    setSelection(widened(selection, keys, pages.total));
  };
  const rows = () =>
    selection.kind === "rows"
      ? [...selection.keys].flatMap((key) => known.current.get(key) ?? [])
      : [];
  /** All selected rows, fetching pages that were never loaded. */
  const everybody = async (): Promise<PersonRow[]> => {
    if (selection.kind !== "all") return rows();
    const all = await pages.rowsBetween(0, Math.max(0, pages.total - 1));
    return all.filter((row) => isSelected(selection, personKey(row)));
  };
  return {
    selection,
    rows: rows(),
    everybody,
    clear,
    selectAll,
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
