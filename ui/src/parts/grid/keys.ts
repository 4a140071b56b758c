// The meaning of a key in a table, as a pure function, so that it is tested as a table of cases.

/** Row -1 is the header; column -1 is the row as a whole. */
export type Position = { row: number; column: number };

export type Action =
  | { type: "move"; to: Position; extend: boolean }
  | { type: "toggle"; row: number }
  | { type: "open"; row: number }
  | { type: "remove"; row: number }
  | { type: "menu"; row: number }
  | { type: "sort"; column: number }
  | { type: "resize"; column: number; by: number }
  | { type: "reorder"; column: number; by: -1 | 1 }
  | { type: "select-all" };

export type Extent = {
  rows: number;
  columns: number;
  /** Rows that fit on the screen: what Page Down moves by. */
  page: number;
};

export type Key = {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
};

const RESIZE_STEP = 16;

const clamp = (n: number, low: number, high: number) => Math.max(low, Math.min(high, n));

const isCommand = (key: Key) => key.ctrlKey || key.metaKey;

/** The arrows on the name of a column: with Alt they move it, with Shift they resize it. */
function changeOfColumn(key: Key, column: number): Action | null {
  if (key.key !== "ArrowLeft" && key.key !== "ArrowRight") return null;
  const by = key.key === "ArrowLeft" ? -1 : 1;
  if (key.altKey) return { type: "reorder", column, by };
  return key.shiftKey ? { type: "resize", column, by: by * RESIZE_STEP } : null;
}

/** Left and right go through the columns; in the header, Home and End do too. */
function columnAfter(key: Key, at: Position, columns: number): number | null {
  const header = at.row < 0;
  const first = header ? 0 : -1;
  switch (key.key) {
    case "ArrowRight":
      return clamp(at.column + 1, first, columns - 1);
    case "ArrowLeft":
      return clamp(at.column - 1, first, columns - 1);
    case "Home":
      return header ? 0 : null;
    case "End":
      return header ? columns - 1 : null;
    default:
      return null;
  }
}

/** Up from the first row is the header; Shift stays among the rows. */
function rowAbove(key: Key, row: number, last: number): number | null {
  if (isCommand(key)) return Math.min(0, last);
  if (row > 0) return row - 1;
  return key.shiftKey ? null : -1;
}

function rowAfter(key: Key, row: number, { rows, page }: Extent): number | null {
  const last = rows - 1;
  if (key.key === "ArrowUp") return rowAbove(key, row, last);
  if (rows === 0) return null;
  switch (key.key) {
    case "ArrowDown":
      // From the header, the first row comes next, with a command key too.
      return isCommand(key) && row >= 0 ? last : clamp(row + 1, 0, last);
    case "PageDown":
      return clamp(row + page, 0, last);
    case "PageUp":
      return clamp(row - page, 0, last);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

/** Where a key moves the focus; null if it moves nothing. */
function placeAfter(key: Key, at: Position, extent: Extent): Position | null {
  const column = columnAfter(key, at, extent.columns);
  const row = column === null ? rowAfter(key, at.row, extent) : at.row;
  if (row === null) return null;
  // Down from the header leads to the row as a whole.
  if (at.row < 0 && key.key === "ArrowDown") return { row, column: -1 };
  const kept = column ?? at.column;
  // The header has no focus as a whole.
  return { row, column: row < 0 ? Math.max(kept, 0) : kept };
}

function pressOnHeader(key: Key, column: number): Action | null {
  const sorts = key.key === " " || (key.key === "Enter" && !isCommand(key));
  return sorts ? { type: "sort", column } : null;
}

function pressOnRow(key: Key, row: number, rows: number): Action | null {
  switch (key.key) {
    case " ":
      return { type: "toggle", row };
    case "Enter":
      // With Ctrl or Cmd, the tray handles it.
      return isCommand(key) ? null : { type: "open", row };
    case "ContextMenu":
      return rows === 0 ? null : { type: "menu", row };
    case "F10":
      return rows === 0 || !key.shiftKey ? null : { type: "menu", row };
    case "Delete":
    case "Backspace":
      return rows === 0 ? null : { type: "remove", row };
    default:
      return null;
  }
}

export function actionFor(key: Key, at: Position, extent: Extent): Action | null {
  const header = at.row < 0;
  const column = Math.max(at.column, 0);
  if (isCommand(key) && !key.altKey && key.key.toLowerCase() === "a")
    return extent.rows > 0 ? { type: "select-all" } : null;
  const change = header ? changeOfColumn(key, column) : null;
  if (change || key.altKey) return change;
  const to = placeAfter(key, at, extent);
  if (to) return { type: "move", to, extend: key.shiftKey && to.row >= 0 && !header };
  return header ? pressOnHeader(key, column) : pressOnRow(key, at.row, extent.rows);
}
