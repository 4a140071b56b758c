import type { RefObject } from "react";
import type { GridHandle } from "./grid";

/** The rows on the screen, as far as they are loaded. */
export function rowsInView<T>(
  grid: RefObject<GridHandle | null>,
  rowAt: (index: number) => T | undefined,
): T[] {
  const { first, last } = grid.current?.inView() ?? { first: 0, last: 0 };
  const rows: T[] = [];
  for (let i = first; i <= last; i++) {
    const row = rowAt(i);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}
