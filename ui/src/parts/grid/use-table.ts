import { type RefObject, useCallback, useEffect, useRef } from "react";
import type { GridHandle } from "./grid";

/**
 * The handles of a table and of its search. Another query is another table: it starts at the top,
 * and `onOther` drops what belonged to the last one.
 */
export function useTable(
  view: unknown,
  onOther?: () => void,
): {
  grid: RefObject<GridHandle | null>;
  search: RefObject<HTMLInputElement | null>;
  /** Focuses the table; false if it had the focus. */
  toGrid: () => boolean;
} {
  const grid = useRef<GridHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const other = useRef(onOther);
  other.current = onOther;
  const asked = JSON.stringify(view);
  const before = useRef(asked);
  useEffect(() => {
    if (before.current === asked) return;
    before.current = asked;
    other.current?.();
    grid.current?.toTop();
  }, [asked]);
  const toGrid = useCallback(() => {
    const moves = grid.current?.hasFocus() === false;
    grid.current?.focus();
    return moves;
  }, []);
  return { grid, search, toGrid };
}
