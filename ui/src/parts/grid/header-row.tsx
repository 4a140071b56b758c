import { ArrowDown, ArrowUp } from "lucide-react";
import { useRef } from "react";
import { Dot } from "../shapes";
import type { ShownColumn } from "./columns";
import css from "./grid.module.css";
import type { Share } from "./selection";
import { cellId } from "./use-cursor";

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
  selectAll?: { state: Share; press: () => void };
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of the grid
    <div role="rowgroup" className={css.gridHead}>
      {/* biome-ignore lint/a11y/useSemanticElements: part of the grid */}
      <div role="row" tabIndex={-1} className={`${css.row} ${css.head}`} aria-rowindex={1}>
        {selectAll ? (
          <SelectAllBox {...selectAll} />
        ) : (
          <span className="grid-edge" aria-hidden="true" />
        )}
        {columns.map((column, c) => (
          <HeaderCell
            key={column.id}
            id={cellId(id, -1, c)}
            index={c}
            column={column}
            sorted={sort.by === column.id ? directionOf(sort) : null}
            active={active === c}
            onSort={() => onSort(column.id)}
            onResize={(width) => onResize(column.id, width)}
          />
        ))}
      </div>
    </div>
  );
}

function SelectAllBox({ state, press }: { state: Share; press: () => void }) {
  return (
    <span className={css.gridBox} aria-hidden="true" onClick={press} data-testid="select-all">
      <i
        className={css.boxMark}
        data-on={state === "all" || undefined}
        data-some={state === "some" || undefined}
      />
    </span>
  );
}

type Direction = "ascending" | "descending";

const directionOf = (sort: { descending: boolean }): Direction =>
  sort.descending ? "descending" : "ascending";

function HeaderCell({
  id,
  index,
  column,
  sorted,
  active,
  onSort,
  onResize,
}: {
  id: string;
  index: number;
  column: ShownColumn;
  /** Null if the table is sorted by another column. */
  sorted: Direction | null;
  active: boolean;
  onSort: () => void;
  onResize: (width: number) => void;
}) {
  const Arrow = sorted === "descending" ? ArrowDown : ArrowUp;
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of the grid
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid holds the focus and handles every key
    <div
      role="columnheader"
      tabIndex={-1}
      id={id}
      aria-colindex={index + 1}
      aria-sort={sorted ?? (column.sortable ? "none" : undefined)}
      data-testid={`sort-${column.id}`}
      data-active={active ? "" : undefined}
      className={column.align ? `${css.cell} ${column.align}` : css.cell}
      onClick={column.sortable ? onSort : undefined}
    >
      {column.color ? <Dot color={column.color} /> : null}
      <span className={column.quiet ? "hidden-words" : "clip"} title={column.label}>
        {column.label}
      </span>
      {sorted ? <Arrow aria-hidden="true" /> : null}
      {column.quiet ? null : <ResizeEdge onResize={onResize} />}
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
