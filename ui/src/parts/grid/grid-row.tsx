import type { ShownColumn } from "./columns";
import css from "./grid.module.css";
import { cellId } from "./use-cursor";

/** One row of a table, or its placeholder while its page is loading. The grid holds the focus. */
export function GridRow<T, Id extends string>({
  id,
  index,
  row,
  columns,
  cell,
  testId,
  attributes,
  selected,
  activeColumn,
  open,
  start,
  height,
  onPress,
  onClick,
  onMenu,
}: {
  /** Of the grid; the ids of its rows and cells begin with it. */
  id: string;
  index: number;
  row: T | undefined;
  columns: ShownColumn<Id>[];
  cell: (row: T, column: Id) => React.ReactNode;
  testId: string;
  attributes?: Record<string, string | undefined>;
  /** Undefined where rows are not selected. */
  selected: boolean | undefined;
  /** The focused column, if the focus is in this row; -1 is the whole row. */
  activeColumn: number | undefined;
  /** Shown beside the table. */
  open: boolean;
  start: number;
  height: number;
  onPress: () => void;
  onClick: (event: React.MouseEvent, row: T, index: number) => void;
  /** A right click, or the ⋯ at the end. */
  onMenu?: (event: React.MouseEvent, row: T, index: number) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of the grid around it
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid holds the focus and handles every key
    <div
      role="row"
      tabIndex={-1}
      id={`${id}-r${index}`}
      className={css.row}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-busy={row === undefined || undefined}
      data-testid={testId}
      data-active={activeColumn !== undefined && activeColumn < 0 ? "" : undefined}
      data-open={open ? "" : undefined}
      data-loading={row === undefined ? "" : undefined}
      {...attributes}
      style={{ transform: `translateY(${start}px)`, height }}
      onMouseDown={(event) => {
        // The grid keeps the focus; shift-click selects rows, not text.
        if (event.button === 0) {
          event.preventDefault();
          onPress();
        }
      }}
      onClick={row === undefined ? undefined : (event) => onClick(event, row, index)}
      onContextMenu={
        row === undefined || !onMenu ? undefined : (event) => onMenu(event, row, index)
      }
    >
      {selected === undefined ? (
        <span className="grid-edge" aria-hidden="true" />
      ) : (
        <span className={css.gridBox} data-box aria-hidden="true">
          <i className={css.boxMark} data-on={selected || undefined} />
        </span>
      )}
      {columns.map((column, c) => (
        // biome-ignore lint/a11y/useSemanticElements: part of the grid around it
        <div
          key={column.id}
          role="gridcell"
          tabIndex={-1}
          id={cellId(id, index, c)}
          aria-colindex={c + 1}
          data-column={column.id}
          data-active={activeColumn === c ? "" : undefined}
          className={column.align ? `${css.cell} ${column.align}` : css.cell}
        >
          {row === undefined ? <i className={css.skeleton} /> : cell(row, column.id)}
        </div>
      ))}
      {onMenu && row !== undefined ? (
        <span className={css.menu} data-menu aria-hidden="true">
          ⋯
        </span>
      ) : null}
    </div>
  );
}
