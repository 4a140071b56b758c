// What the keys and the mouse do in a table.
import type { GridProps } from "./grid";
import { type Action, actionFor } from "./keys";
import { type Cursor, cellId } from "./use-cursor";

type OnRow = Extract<Action, { type: "toggle" | "open" | "remove" | "menu" }>;
type OnColumn = Extract<Action, { type: "sort" | "resize" | "reorder" }>;

/** The handlers of one grid, from what its screen wants to hear and where the focus is. */
export function gridActs<T, Id extends string>(
  props: GridProps<T, Id>,
  id: string,
  cursor: Cursor,
) {
  const { columns, rowAt, keyOf } = props;
  const { at, setAt, anchor } = cursor;
  const selectable = props.selection !== undefined;

  /** By keyboard, the menu opens at the name of the row. */
  const openMenu = (index: number) => {
    const row = index < 0 ? undefined : rowAt(index);
    const box = document.getElementById(cellId(id, index, 0))?.getBoundingClientRect();
    if (row !== undefined && box) props.onMenu?.(row, { x: box.left + 10, y: box.bottom });
  };

  const onRow = (action: OnRow) => {
    const row = rowAt(action.row);
    if (action.type === "toggle") anchor.current = action.row;
    if (!row) return;
    switch (action.type) {
      case "toggle":
        return props.onToggle?.(keyOf(row), action.row);
      case "open":
        return props.onOpen?.(row, action.row, columns[at.column]?.id);
      case "remove":
        return props.onRemove?.(row);
      case "menu":
        return openMenu(action.row);
    }
  };

  const resize = (column: number, by: number) => {
    const one = columns[column];
    const now = document.getElementById(cellId(id, -1, column))?.offsetWidth ?? one?.min ?? 0;
    if (one) props.onResize(one.id, now + by);
  };
  const onColumn = (action: OnColumn) => {
    const column = columns[action.column];
    if (!column) return;
    switch (action.type) {
      case "sort":
        return column.sortable && props.onSort(column.id);
      case "resize":
        return resize(action.column, action.by);
      case "reorder": {
        props.onReorder(column.id, action.by);
        const to = Math.max(0, Math.min(columns.length - 1, action.column + action.by));
        return setAt({ row: -1, column: to });
      }
    }
  };

  const run = (action: Action) => {
    switch (action.type) {
      case "move":
        return cursor.goTo(action.to, action.extend && selectable);
      case "select-all":
        return props.onSelectAll?.();
      case "sort":
      case "resize":
      case "reorder":
        return onColumn(action);
      default:
        return onRow(action);
    }
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const { first, last } = cursor.rows.inView();
    const here = { row: cursor.active < 0 && at.row >= 0 ? 0 : at.row, column: at.column };
    const page = Math.max(1, last - first);
    const action = actionFor(event, here, { rows: props.count, columns: columns.length, page });
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    run(action);
  };

  const onRowMenu = (event: React.MouseEvent, row: T, index: number) => {
    event.preventDefault();
    setAt({ row: index, column: -1 });
    anchor.current = index;
    props.onMenu?.(row, { x: event.clientX, y: event.clientY });
  };

  const onRowClick = (event: React.MouseEvent, row: T, index: number) => {
    const on = event.target as HTMLElement;
    if (on.closest("[data-menu]")) return onRowMenu(event, row, index);
    const toggles = on.closest("[data-box]") !== null || event.ctrlKey || event.metaKey;
    setAt({ row: index, column: -1 });
    if (event.shiftKey && selectable) return props.onExtend?.(anchor.current, index);
    anchor.current = index;
    if (selectable && toggles) return props.onToggle?.(keyOf(row), index);
    props.onOpen?.(row, index);
  };

  return { openMenu, onKeyDown, onRowMenu, onRowClick };
}
