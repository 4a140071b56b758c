// A table of any number of rows as one ARIA grid: one tab stop, the active row or cell named by
// aria-activedescendant, only the rows near the viewport rendered.
import { useId } from "react";
import { gridActs } from "./acts";
import { fitting, leastWidth, type ShownColumn, template } from "./columns";
import css from "./grid.module.css";
import { GridRow } from "./grid-row";
import { HeaderRow } from "./header-row";
import { isSelected, type Selection, shareOf } from "./selection";
import { descendantOf, useCursor } from "./use-cursor";
import { useRoom } from "./use-room";

export type GridHandle = {
  focus: () => void;
  /** It, or something in it, has the focus. */
  hasFocus: () => boolean;
  /** The focused row; -1 is the header. */
  at: () => number;
  /** The rows on the screen, first and last. */
  inView: () => { first: number; last: number };
  toTop: () => void;
  /** Moves the focus to a row, as an arrow key does. */
  moveTo: (row: number) => void;
};

export type GridProps<T, Id extends string> = {
  label: string;
  testId: string;
  rowTestId: string;
  columns: ShownColumn<Id>[];
  count: number;
  /** Undefined while its page is loading. */
  rowAt: (index: number) => T | undefined;
  keyOf: (row: T) => string;
  /** A cell, and the columns that its row shows. */
  cell: (row: T, column: Id, shown: Id[]) => React.ReactNode;
  rowAttributes?: (row: T, index: number) => Record<string, string | undefined>;
  sort: { by: string; descending: boolean };
  onSort: (id: Id) => void;
  onResize: (id: Id, width: number) => void;
  onReorder: (id: Id, by: -1 | 1) => void;
  /** Enter or a click; Enter passes the focused column, if any. */
  onOpen?: (row: T, index: number, column?: Id) => void;
  /** Delete. */
  onRemove?: (row: T) => void;
  /** Shift-F10, the menu key, a right click, or the ⋯ at the end of a row. */
  onMenu?: (row: T, place: { x: number; y: number }) => void;
  onActive?: (row: T | undefined, index: number) => void;
  onView: (first: number, last: number) => void;
  selection?: Selection;
  onToggle?: (key: string, index: number) => void;
  onExtend?: (from: number, to: number) => void;
  onSelectAll?: () => void;
  /** The row shown beside the table. */
  openKey?: string | null;
  busy: boolean;
  handle?: React.Ref<GridHandle>;
};

/** Beside the columns: the boxes of the selection and the buttons of the menu, px. */
const edges = (selectable: boolean, hasMenu: boolean): number =>
  (selectable ? 36 : 0) + (hasMenu ? 40 : 20);

/** The widths of the columns, between the boxes of the selection and the buttons of the menu. */
function layout(columns: ShownColumn[], selectable: boolean, hasMenu: boolean) {
  const least = leastWidth(columns) + edges(selectable, hasMenu);
  return {
    "--columns": `${selectable ? "36px " : "10px "}${template(columns)} ${hasMenu ? "30px" : "10px"}`,
    "--least": `${least}px`,
  } as React.CSSProperties;
}

export function Grid<T, Id extends string>(given: GridProps<T, Id>) {
  const { count, selection } = given;
  const id = useId();
  const cursor = useCursor(given, id);
  const room = useRoom(cursor.scroller);
  const beside = edges(selection !== undefined, given.onMenu !== undefined);
  const columns = fitting(given.columns, room - beside);
  const shown = columns.map((column) => column.id);
  const props = { ...given, columns };
  const acts = gridActs(props, id, cursor);
  const { at, active } = cursor;
  const selectable = selection !== undefined;
  const hasMenu = props.onMenu !== undefined;
  const headed = at.row < 0;

  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed table cannot be an HTML table
    <div
      ref={cursor.scroller}
      className={css.grid}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-multiselectable={selectable || undefined}
      aria-activedescendant={descendantOf(id, at, active, count)}
      aria-busy={props.busy}
      data-testid={props.testId}
      data-count={count}
      onKeyDown={acts.onKeyDown}
      onContextMenu={(event) => {
        // Some web views report the menu key this way, with the grid itself as the target.
        if (!hasMenu || event.target !== event.currentTarget) return;
        event.preventDefault();
        acts.openMenu(headed ? -1 : active);
      }}
      style={layout(columns, selectable, hasMenu)}
    >
      <HeaderRow
        id={id}
        columns={columns}
        sort={props.sort}
        active={headed ? Math.max(0, at.column) : null}
        onSort={props.onSort}
        onResize={props.onResize}
        selectAll={selection && { state: shareOf(selection), press: () => props.onSelectAll?.() }}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: part of the grid above */}
      <div role="rowgroup" className={css.rows} style={{ height: cursor.rows.room }}>
        {cursor.rows.items.map(({ index, start }) => {
          const row = props.rowAt(index);
          return (
            <GridRow
              key={index}
              id={id}
              index={index}
              row={row}
              columns={columns}
              cell={(row, column) => props.cell(row, column, shown)}
              testId={props.rowTestId}
              {...marksOf(row, index, props)}
              activeColumn={!headed && index === active ? at.column : undefined}
              start={start}
              height={cursor.rows.height}
              onPress={cursor.focus}
              onClick={acts.onRowClick}
              onMenu={hasMenu ? acts.onRowMenu : undefined}
            />
          );
        })}
      </div>
    </div>
  );
}

/** What a row shows beside its cells. A row whose page is loading is neither selected nor open. */
function marksOf<T, Id extends string>(
  row: T | undefined,
  index: number,
  { keyOf, rowAttributes, selection, openKey }: GridProps<T, Id>,
) {
  const key = row === undefined ? null : keyOf(row);
  return {
    attributes: row === undefined ? undefined : rowAttributes?.(row, index),
    selected: selection && key !== null && isSelected(selection, key),
    open: key !== null && key === openKey,
  };
}
