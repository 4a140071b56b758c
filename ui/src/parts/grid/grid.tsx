// A table of any number of rows as one ARIA grid: one tab stop, the active row or cell named by
// aria-activedescendant, only the rows near the viewport rendered.
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useId, useImperativeHandle, useRef, useState } from "react";
import { leastWidth, type ShownColumn, template } from "./columns";
import css from "./grid.module.css";
import { GridRow } from "./grid-row";
import { HeaderRow } from "./header-row";
import { actionFor, type Position } from "./keys";
import { isSelected, type Selection } from "./selection";

export type GridHandle = {
  focus: () => void;
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
  cell: (row: T, column: Id) => React.ReactNode;
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

const ROW_HEIGHTS = { comfortable: 34, compact: 28 };
const HEADER_HEIGHT = 31;
/** Rows kept ready above and below the screen. */
const OVERSCAN = 12;

function rowHeight(): number {
  return document.documentElement.dataset.density === "compact"
    ? ROW_HEIGHTS.compact
    : ROW_HEIGHTS.comfortable;
}

export function Grid<T, Id extends string>(props: GridProps<T, Id>) {
  const { columns, count, rowAt, keyOf, selection } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<Position>({ row: 0, column: -1 });
  const anchor = useRef(0);
  const height = rowHeight();
  const selectable = selection !== undefined;
  const hasMenu = props.onMenu !== undefined;
  const active = Math.min(at.row, count - 1);

  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    // The header covers the first rows: a row that is scrolled to must end above the lower edge.
    scrollPaddingEnd: HEADER_HEIGHT,
    rangeExtractor: useCallback(
      (range: Range) => {
        // The active row stays rendered, so that aria-activedescendant always names an element.
        const rows = defaultRangeExtractor(range);
        if (active < 0 || active >= count || rows.includes(active)) return rows;
        return [...rows, active].sort((a, b) => a - b);
      },
      [active, count],
    ),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when the density changes
  useEffect(() => virtual.measure(), [height]);

  const items = virtual.getVirtualItems();
  const view = useCallback(() => {
    const el = scroller.current;
    const top = el?.scrollTop ?? 0;
    const room = Math.max(0, (el?.clientHeight ?? 0) - HEADER_HEIGHT);
    return {
      first: Math.max(0, Math.floor(top / height)),
      last: Math.max(0, Math.min(count - 1, Math.ceil((top + room) / height) - 1)),
    };
  }, [count, height]);

  // Only the rows near the viewport: the active row is rendered too, and may be far away.
  const near = virtual.range ?? { startIndex: 0, endIndex: 0 };
  const first = Math.max(0, near.startIndex - OVERSCAN);
  const last = Math.max(0, Math.min(count - 1, near.endIndex + OVERSCAN));
  const { onView } = props;
  useEffect(() => onView(first, last), [onView, first, last]);

  useImperativeHandle(props.handle, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    at: () => active,
    inView: view,
    toTop: () => {
      scroller.current?.scrollTo({ top: 0 });
      setAt({ row: 0, column: -1 });
      anchor.current = 0;
    },
    moveTo: (row) => goTo({ row: Math.max(0, Math.min(count - 1, row)), column: at.column }, false),
  }));

  const goTo = (to: Position, extend: boolean) => {
    const from = at.row;
    setAt(to);
    if (to.row >= 0) {
      virtual.scrollToIndex(to.row, { align: "auto" });
      if (extend) props.onExtend?.(anchor.current, to.row);
      else anchor.current = to.row;
      if (to.row !== from) props.onActive?.(rowAt(to.row), to.row);
    }
    const cellId = `${id}-r${to.row}-c${to.column}`;
    if (to.column >= 0) {
      requestAnimationFrame(() =>
        document.getElementById(cellId)?.scrollIntoView({ inline: "nearest", block: "nearest" }),
      );
    }
  };

  /** By keyboard, the menu opens at the name of the row. */
  const openMenu = (index: number) => {
    const row = index < 0 ? undefined : rowAt(index);
    const box = document.getElementById(`${id}-r${index}-c0`)?.getBoundingClientRect();
    if (row !== undefined && box) props.onMenu?.(row, { x: box.left + 10, y: box.bottom });
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const { first: top, last: bottom } = view();
    const action = actionFor(
      event,
      { row: active < 0 && at.row >= 0 ? 0 : at.row, column: at.column },
      {
        rows: count,
        columns: columns.length,
        page: Math.max(1, bottom - top),
      },
    );
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    const row = "row" in action ? rowAt(action.row) : undefined;
    const column = "column" in action ? columns[action.column] : undefined;
    switch (action.type) {
      case "move":
        return goTo(action.to, action.extend && selectable);
      case "toggle":
        anchor.current = action.row;
        return row && props.onToggle?.(keyOf(row), action.row);
      case "open":
        return row && props.onOpen?.(row, action.row, columns[at.column]?.id);
      case "remove":
        return row && props.onRemove?.(row);
      case "menu":
        return openMenu(action.row);
      case "sort":
        return column?.sortable && props.onSort(column.id);
      case "resize": {
        const now =
          document.getElementById(`${id}-r-1-c${action.column}`)?.offsetWidth ?? column?.min ?? 0;
        return column && props.onResize(column.id, now + action.by);
      }
      case "reorder":
        if (!column) return;
        props.onReorder(column.id, action.by);
        return setAt({
          row: -1,
          column: Math.max(0, Math.min(columns.length - 1, action.column + action.by)),
        });
      case "select-all":
        return props.onSelectAll?.();
    }
  };

  const onRowClick = (event: React.MouseEvent, row: T, index: number) => {
    const onBox = (event.target as HTMLElement).closest("[data-box]") !== null;
    const extend = event.shiftKey && selectable;
    if ((event.target as HTMLElement).closest("[data-menu]")) return onRowMenu(event, row, index);
    setAt({ row: index, column: -1 });
    if (extend) return props.onExtend?.(anchor.current, index);
    anchor.current = index;
    if (selectable && (onBox || event.ctrlKey || event.metaKey))
      return props.onToggle?.(keyOf(row), index);
    props.onOpen?.(row, index);
  };

  const onRowMenu = (event: React.MouseEvent, row: T, index: number) => {
    event.preventDefault();
    setAt({ row: index, column: -1 });
    anchor.current = index;
    props.onMenu?.(row, { x: event.clientX, y: event.clientY });
  };

  const headed = at.row < 0;
  const descendant =
    headed || at.column >= 0
      ? `${id}-r${headed ? -1 : active}-c${Math.max(0, at.column)}`
      : count > 0
        ? `${id}-r${active}`
        : undefined;
  const wide = leastWidth(columns) + (selectable ? 36 : 0) + (hasMenu ? 40 : 20);
  const columnTemplate = `${selectable ? "36px " : "10px "}${template(columns)} ${hasMenu ? "30px" : "10px"}`;

  return (
    // biome-ignore lint/a11y/useSemanticElements: a windowed table cannot be an HTML table
    <div
      ref={scroller}
      className={css.grid}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-multiselectable={selectable || undefined}
      aria-activedescendant={descendant}
      aria-busy={props.busy}
      data-testid={props.testId}
      data-count={count}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => {
        // Some web views report the menu key this way, with the grid itself as the target.
        if (!hasMenu || event.target !== event.currentTarget) return;
        event.preventDefault();
        openMenu(headed ? -1 : active);
      }}
      style={{ "--columns": columnTemplate, "--least": `${wide}px` } as React.CSSProperties}
    >
      <HeaderRow
        id={id}
        columns={columns}
        sort={props.sort}
        active={headed ? Math.max(0, at.column) : null}
        onSort={props.onSort}
        onResize={props.onResize}
        selectAll={
          selectable
            ? {
                state:
                  selection.kind === "none"
                    ? "none"
                    : selection.kind === "all" && selection.except.size === 0
                      ? "all"
                      : "some",
                press: () => props.onSelectAll?.(),
              }
            : undefined
        }
      />
      {/* biome-ignore lint/a11y/useSemanticElements: part of the grid above */}
      <div role="rowgroup" className={css.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rowAt(index);
          const key = row === undefined ? null : keyOf(row);
          const selected = selectable && key !== null && isSelected(selection, key);
          return (
            <GridRow
              key={index}
              id={id}
              index={index}
              row={row}
              columns={columns}
              cell={props.cell}
              testId={props.rowTestId}
              attributes={row === undefined ? undefined : props.rowAttributes?.(row, index)}
              selected={selectable ? selected : undefined}
              activeColumn={!headed && index === active ? at.column : undefined}
              open={key !== null && key === props.openKey}
              start={start}
              height={height}
              onPress={() => scroller.current?.focus({ preventScroll: true })}
              onClick={onRowClick}
              onMenu={hasMenu ? onRowMenu : undefined}
            />
          );
        })}
      </div>
    </div>
  );
}
