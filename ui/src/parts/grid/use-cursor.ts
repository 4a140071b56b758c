// The focused row or cell of a table: one for the whole grid, which holds the focus of the page.
import { useImperativeHandle, useRef, useState } from "react";
import type { GridProps } from "./grid";
import type { Position } from "./keys";
import { useRowWindow } from "./use-row-window";

/** The id of a cell; -1 is the row of the header. */
export const cellId = (grid: string, row: number, column: number): string =>
  `${grid}-r${row}-c${column}`;

/** The element that has the focus inside of the grid; undefined in an empty table. */
export function descendantOf(
  grid: string,
  at: Position,
  active: number,
  count: number,
): string | undefined {
  if (at.row < 0) return cellId(grid, -1, Math.max(0, at.column));
  if (at.column >= 0) return cellId(grid, active, at.column);
  return count > 0 ? `${grid}-r${active}` : undefined;
}

export function useCursor<T, Id extends string>(props: GridProps<T, Id>, id: string) {
  const { count, rowAt } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<Position>({ row: 0, column: -1 });
  /** Where the selection is extended from. */
  const anchor = useRef(0);
  // Fewer rows than before may be left.
  const active = Math.min(at.row, count - 1);
  const rows = useRowWindow({ scroller, count, active, onView: props.onView });
  const focus = () => scroller.current?.focus({ preventScroll: true });

  const showCell = (to: Position) =>
    requestAnimationFrame(() =>
      document
        .getElementById(cellId(id, to.row, to.column))
        ?.scrollIntoView({ inline: "nearest", block: "nearest" }),
    );
  const goToRow = (row: number, from: number, extend: boolean) => {
    rows.scrollTo(row);
    if (extend) props.onExtend?.(anchor.current, row);
    else anchor.current = row;
    if (row !== from) props.onActive?.(rowAt(row), row);
  };
  const goTo = (to: Position, extend: boolean) => {
    setAt(to);
    if (to.row >= 0) goToRow(to.row, at.row, extend);
    if (to.column >= 0) showCell(to);
  };

  useImperativeHandle(props.handle, () => ({
    focus,
    hasFocus: () => scroller.current?.contains(document.activeElement) ?? false,
    at: () => active,
    inView: rows.inView,
    toTop: () => {
      scroller.current?.scrollTo({ top: 0 });
      setAt({ row: 0, column: -1 });
      anchor.current = 0;
    },
    moveTo: (row) => goTo({ row: Math.max(0, Math.min(count - 1, row)), column: at.column }, false),
  }));

  return { scroller, at, setAt, anchor, active, rows, focus, goTo };
}

export type Cursor = ReturnType<typeof useCursor>;
