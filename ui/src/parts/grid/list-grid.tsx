// The virtual grid over rows that are all loaded: no sorting, no paging, one column template.
import { useCallback, useState } from "react";
import type { ColumnChoice } from "../../data/preferences";
import { type Column, chosenColumns } from "./columns";
import { Grid, type GridProps } from "./grid";

const UNSORTED = { by: "", descending: false };
const HEADER_HEIGHT = 32;
const ROW_HEIGHT = 34;

/** Its natural height, for places where short tables may be short. */
export const listHeight = (rows: number) => HEADER_HEIGHT + rows * ROW_HEIGHT;

export function ListGrid<T, Id extends string>({
  columns,
  rows,
  onChoose,
  ...rest
}: Pick<
  GridProps<T, Id>,
  "label" | "testId" | "rowTestId" | "keyOf" | "cell" | "rowAttributes" | "openKey"
> & {
  columns: Column<Id>[];
  rows: T[];
  /** The row reached by the keys or a click. */
  onChoose?: (row: T) => void;
}) {
  const [choices, setChoices] = useState<ColumnChoice[]>([]);
  const choose = (row: T | undefined) => {
    if (row !== undefined) onChoose?.(row);
  };
  return (
    <Grid<T, Id>
      {...rest}
      {...chosenColumns(columns, choices, setChoices)}
      count={rows.length}
      rowAt={(index) => rows[index]}
      sort={UNSORTED}
      onSort={() => undefined}
      onOpen={choose}
      onActive={choose}
      onView={useCallback(() => undefined, [])}
      busy={false}
    />
  );
}
