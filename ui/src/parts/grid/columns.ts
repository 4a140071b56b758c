import type { ColumnChoice } from "../../data/preferences";

/** A column a table can show. Widths in px. */
export type Column<Id extends string = string> = {
  id: Id;
  label: string;
  /** Width below which the table scrolls sideways. */
  min: number;
  /** Share of the remaining width. */
  weight: number;
  align?: "end" | "center";
  sortable?: boolean;
  /** Not shown until chosen. */
  extra?: boolean;
  /** Its name is only for screen readers: a column of marks or buttons. */
  quiet?: boolean;
  /** The dot of its app, before the name. */
  color?: string;
  /** Cannot be hidden. */
  fixed?: boolean;
  /** Not shown where the room is short; the least first. Once columns were chosen, all of them stay. */
  yields?: number;
};

export type ShownColumn<Id extends string = string> = Column<Id> & { width?: number };

const NARROWEST = 56;
const WIDEST = 900;

/** All columns in the chosen order, with their choices; unknown choices are dropped. */
export function arrange<Id extends string>(
  columns: Column<Id>[],
  choices: ColumnChoice[],
): { column: ShownColumn<Id>; hidden: boolean }[] {
  const byId = new Map(columns.map((column) => [column.id as string, column]));
  const chosen = choices.flatMap((choice) => {
    const column = byId.get(choice.id);
    byId.delete(choice.id);
    if (!column) return [];
    const hidden = column.fixed ? false : (choice.hidden ?? column.extra ?? false);
    return [{ column: { ...column, width: choice.width }, hidden }];
  });
  const rest = [...byId.values()].map((column) => ({ column, hidden: column.extra ?? false }));
  if (chosen.length === 0) return rest;
  return [...chosen, ...rest].map(({ column, hidden }) => {
    const { yields: _, ...stays } = column;
    return { column: stays, hidden };
  });
}

function choicesOf<Id extends string>(arranged: ReturnType<typeof arrange<Id>>): ColumnChoice[] {
  return arranged.map(({ column, hidden }) => ({
    id: column.id,
    hidden,
    ...(column.width === undefined ? {} : { width: column.width }),
  }));
}

export function withWidth<Id extends string>(
  columns: Column<Id>[],
  choices: ColumnChoice[],
  id: string,
  width: number,
): ColumnChoice[] {
  const w = Math.round(Math.max(NARROWEST, Math.min(WIDEST, width)));
  return choicesOf(arrange(columns, choices)).map((c) => (c.id === id ? { ...c, width: w } : c));
}

export function withHidden<Id extends string>(
  columns: Column<Id>[],
  choices: ColumnChoice[],
  id: string,
  hidden: boolean,
): ColumnChoice[] {
  return choicesOf(arrange(columns, choices)).map((c) => (c.id === id ? { ...c, hidden } : c));
}

/** Moves a column before or after its neighbor; hidden ones in between are skipped. */
export function withMove<Id extends string>(
  columns: Column<Id>[],
  choices: ColumnChoice[],
  id: string,
  by: -1 | 1,
): ColumnChoice[] {
  const all = choicesOf(arrange(columns, choices));
  const from = all.findIndex((c) => c.id === id);
  let to = from + by;
  while (all[to]?.hidden && !all[from]?.hidden) to += by;
  const moved = all[from];
  if (!moved || to < 0 || to >= all.length) return all;
  const rest = all.filter((_, i) => i !== from);
  rest.splice(to, 0, moved);
  return rest;
}

/** What a grid takes to show the chosen columns and to change the choice. */
export function chosenColumns<Id extends string>(
  columns: Column<Id>[],
  choices: ColumnChoice[],
  onChange: (choices: ColumnChoice[]) => void,
) {
  return {
    columns: arrange(columns, choices).flatMap(({ column, hidden }) => (hidden ? [] : [column])),
    onResize: (id: Id, width: number) => onChange(withWidth(columns, choices, id, width)),
    onReorder: (id: Id, by: -1 | 1) => onChange(withMove(columns, choices, id, by)),
  };
}

/** The widths as a CSS grid template. */
export function template(columns: ShownColumn[]): string {
  return columns
    .map((c) => (c.width === undefined ? `minmax(${c.min}px, ${c.weight}fr)` : `${c.width}px`))
    .join(" ");
}

/** Least width of a row, px. */
export function leastWidth(columns: ShownColumn[]): number {
  return columns.reduce((sum, c) => sum + (c.width ?? c.min), 0);
}

/** The columns that the room has place for, px; 0 is not measured yet. */
export function fitting<Id extends string>(
  columns: ShownColumn<Id>[],
  room: number,
): ShownColumn<Id>[] {
  if (room <= 0 || leastWidth(columns) <= room) return columns;
  const first = Math.min(...columns.map((column) => column.yields ?? Number.POSITIVE_INFINITY));
  if (first === Number.POSITIVE_INFINITY) return columns;
  return fitting(
    columns.filter((column) => column.yields !== first),
    room,
  );
}
