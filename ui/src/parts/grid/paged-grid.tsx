// The virtual grid over the pages of a long answer, in the columns that the admin has chosen.
import type { Page, Pages } from "../../data/pages";
import type { ColumnChoice } from "../../data/preferences";
import { type Column, chosenColumns } from "./columns";
import { Grid, type GridProps } from "./grid";

const UNSORTED = { by: "", descending: false };
const FIXED: ColumnChoice[] = [];

type Rest = "columns" | "count" | "rowAt" | "sort" | "onSort" | "onResize" | "onReorder" | "onView";

export function PagedGrid<T, P extends Page<unknown>, Id extends string>({
  pages,
  columns,
  choices = FIXED,
  onColumns = () => undefined,
  sort = UNSORTED,
  onSort = () => undefined,
  count = pages.total,
  rowAt,
  onView = pages.see,
  ...rest
}: Omit<GridProps<T, Id>, Rest | "busy"> & {
  pages: Pick<Pages<unknown, P>, "total" | "see" | "busy">;
  /** Other rows than those of the pages need their own count and view. */
  count?: number;
  rowAt: (index: number) => T | undefined;
  onView?: (first: number, last: number) => void;
  columns: Column<Id>[];
  /** Without choices the columns stay as they are. */
  choices?: ColumnChoice[];
  onColumns?: (choices: ColumnChoice[]) => void;
  sort?: { by: string; descending: boolean };
  /** The column, and the direction that follows the present one. */
  onSort?: (id: Id, descending: boolean) => void;
}) {
  return (
    <Grid<T, Id>
      {...rest}
      {...chosenColumns(columns, choices, onColumns)}
      count={count}
      rowAt={rowAt}
      sort={sort}
      onSort={(id) => onSort(id, sort.by === id ? !sort.descending : false)}
      onView={onView}
      busy={pages.busy}
    />
  );
}
