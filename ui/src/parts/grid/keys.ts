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

export function actionFor(key: Key, at: Position, extent: Extent): Action | null {
  const command = key.ctrlKey || key.metaKey;
  const last = extent.rows - 1;
  const header = at.row < 0;

  if (command && !key.altKey && key.key.toLowerCase() === "a") {
    return extent.rows > 0 ? { type: "select-all" } : null;
  }
  if (header && key.altKey && (key.key === "ArrowLeft" || key.key === "ArrowRight")) {
    return {
      type: "reorder",
      column: Math.max(at.column, 0),
      by: key.key === "ArrowLeft" ? -1 : 1,
    };
  }
  if (header && key.shiftKey && (key.key === "ArrowLeft" || key.key === "ArrowRight")) {
    const by = key.key === "ArrowLeft" ? -RESIZE_STEP : RESIZE_STEP;
    return { type: "resize", column: Math.max(at.column, 0), by };
  }
  if (key.altKey) return null;

  const move = (row: number, column = at.column): Action => ({
    type: "move",
    to: { row, column: row < 0 ? Math.max(column, 0) : column },
    extend: key.shiftKey && row >= 0 && !header,
  });

  switch (key.key) {
    case "ArrowDown":
      if (extent.rows === 0) return null;
      return header
        ? ({ ...move(0, -1), extend: false } as Action)
        : move(clamp(command ? last : at.row + 1, 0, last));
    case "ArrowUp":
      if (command) return move(Math.min(0, last));
      if (at.row <= 0) return key.shiftKey ? null : move(-1);
      return move(at.row - 1);
    case "ArrowRight":
      return move(at.row, clamp(at.column + 1, header ? 0 : -1, extent.columns - 1));
    case "ArrowLeft":
      return move(at.row, clamp(at.column - 1, header ? 0 : -1, extent.columns - 1));
    case "PageDown":
      return extent.rows === 0 ? null : move(clamp(at.row + extent.page, 0, last));
    case "PageUp":
      return extent.rows === 0 ? null : move(clamp(at.row - extent.page, 0, last));
    case "Home":
      return header ? move(-1, 0) : extent.rows === 0 ? null : move(0);
    case "End":
      return header ? move(-1, extent.columns - 1) : extent.rows === 0 ? null : move(last);
    case " ":
      return header
        ? { type: "sort", column: Math.max(at.column, 0) }
        : { type: "toggle", row: at.row };
    case "Enter":
      // With Ctrl or Cmd, the tray handles it.
      if (command) return null;
      return header
        ? { type: "sort", column: Math.max(at.column, 0) }
        : { type: "open", row: at.row };
    case "ContextMenu":
      return header || extent.rows === 0 ? null : { type: "menu", row: at.row };
    case "F10":
      if (!key.shiftKey || header || extent.rows === 0) return null;
      return { type: "menu", row: at.row };
    case "Delete":
    case "Backspace":
      return header || extent.rows === 0 ? null : { type: "remove", row: at.row };
    default:
      return null;
  }
}
