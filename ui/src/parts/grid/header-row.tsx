import { ArrowDown, ArrowUp } from "lucide-react";
import { useRef } from "react";
import { Dot } from "../shapes";
import type { ShownColumn } from "./columns";
import css from "./grid.module.css";

/** The names of the columns: sorts on a press, resizes at the right edge. */
export function HeaderRow<Id extends string>({
  id,
  columns,
  sort,
  active,
  onSort,
  onResize,
  selectAll,
}: {
  id: string;
  columns: ShownColumn<Id>[];
  sort: { by: string; descending: boolean };
  /** The column that has the focus, when the header has it. */
  active: number | null;
  onSort: (id: Id) => void;
  onResize: (id: Id, width: number) => void;
  selectAll?: { state: "none" | "some" | "all"; press: () => void };
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of the grid
    <div role="rowgroup" className={css.gridHead}>
      {/* biome-ignore lint/a11y/useSemanticElements: part of the grid */}
      <div role="row" tabIndex={-1} className={`${css.row} ${css.head}`} aria-rowindex={1}>
        {selectAll ? (
          <span
            className={css.gridBox}
            aria-hidden="true"
            onClick={selectAll.press}
            data-testid="select-all"
          >
            <i
              className={css.boxMark}
              data-on={selectAll.state === "all" || undefined}
              data-some={selectAll.state === "some" || undefined}
            />
          </span>
        ) : (
          <span className="grid-edge" aria-hidden="true" />
        )}
        {columns.map((column, c) => {
          const sorted = sort.by === column.id;
          const Arrow = sort.descending ? ArrowDown : ArrowUp;
          return (
            // biome-ignore lint/a11y/useSemanticElements: part of the grid
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid holds the focus and handles every key
            <div
              key={column.id}
              role="columnheader"
              tabIndex={-1}
              id={`${id}-r-1-c${c}`}
              aria-colindex={c + 1}
              aria-sort={
                sorted
                  ? sort.descending
                    ? "descending"
                    : "ascending"
                  : column.sortable
                    ? "none"
                    : undefined
              }
              data-testid={`sort-${column.id}`}
              data-active={active === c ? "" : undefined}
              className={column.align ? `${css.cell} ${column.align}` : css.cell}
              onClick={column.sortable ? () => onSort(column.id) : undefined}
            >
              {column.color ? <Dot color={column.color} /> : null}
              <span className={column.quiet ? "hidden-words" : "clip"} title={column.label}>
                {column.label}
              </span>
              {sorted ? <Arrow aria-hidden="true" /> : null}
              {column.quiet ? null : (
                <ResizeEdge onResize={(width) => onResize(column.id, width)} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Drag with the mouse; with the keyboard it is Shift and the arrows on the column's name. */
function ResizeEdge({ onResize }: { onResize: (width: number) => void }) {
  const from = useRef<{ x: number; width: number } | null>(null);
  return (
    <span
      className={css.resizeEdge}
      aria-hidden="true"
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        const cell = event.currentTarget.parentElement;
        if (!cell) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, width: cell.offsetWidth };
      }}
      onPointerMove={(event) => {
        if (from.current) onResize(from.current.width + event.clientX - from.current.x);
      }}
      onPointerUp={() => {
        from.current = null;
      }}
    />
  );
}
