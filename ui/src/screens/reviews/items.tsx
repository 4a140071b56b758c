import { useNow } from "../../data/clock";
import type { ReviewRow, ReviewRows, ReviewView } from "../../host";
import { PagedGrid } from "../../parts/grid/paged-grid";
import { TableFrame } from "../../parts/grid/table-frame";
import { useTable } from "../../parts/grid/use-table";
import { ProblemPart } from "../../parts/problem";
import { useScreenKeys } from "../../parts/screen-keys";
import { ReviewCell } from "./cells";
import { type ReviewColumn, reviewColumns, sectionMark } from "./columns";
import { ReviewFilters } from "./filters";
import { itemKeys } from "./item-keys";
import { BulkNote, ItemKeyHints, ItemSelectionBar } from "./items-bar";
import css from "./reviews.module.css";
import { useDecisions } from "./use-decisions";
import { useItemActs } from "./use-item-acts";
import { useItemRows } from "./use-item-rows";
import { useItemSelection } from "./use-item-selection";
import type { useReviewCall } from "./use-review-call";

/** The items of a review and their decisions, by keys. */
export function Items({
  view,
  calls,
}: {
  view: ReviewView;
  calls: ReturnType<typeof useReviewCall>;
}) {
  const now = useNow();
  const rows = useItemRows(view.brief.id);
  const { pages, as, asked } = rows;
  const { grid, search, toGrid } = useTable(asked, () => {
    rows.startOver();
    selected.clear();
  });
  const selected = useItemSelection(rows, grid);
  const { selection } = selected;
  const decisions = useDecisions(view, as, rows.decidedAs);
  const { problem, said } = decisions;
  const acts = useItemActs({ view, calls, rows, selected, decisions, grid, toGrid });
  useScreenKeys({
    search,
    keys: itemKeys({ ...acts, decide: acts.pressHere }),
    onEscape: () => (selection.kind === "none" ? toGrid() : selected.clear()),
  });
  return (
    <>
      <ReviewFilters view={view} as={as} searchRef={search} onLeaveSearch={toGrid} />
      {problem ? (
        <div className="notice" role="alert" data-testid="review-problem">
          <ProblemPart problem={problem} title="The decision was not saved" />
        </div>
      ) : null}
      {said === "" ? null : (
        <p className={`note plain ${css.said}`} role="status" data-testid="review-said">
          {said}
        </p>
      )}
      {view.bulk ? <BulkNote bulk={view.bulk} onUndo={acts.undo} /> : null}
      <TableFrame
        pages={pages}
        failed="The items could not be loaded"
        testId="review"
        below={
          <>
            <ItemSelectionBar
              selection={selection}
              total={pages.total}
              rows={selected.rows}
              as={as}
              onAll={selected.all}
              onKeepAll={acts.keepAll}
              onHandOver={acts.handOverSelected}
              onClear={selected.clear}
            />
            <ItemKeyHints view={view} idle={selected.rows.length > 0} />
          </>
        }
      >
        <PagedGrid<ReviewRow, ReviewRows, ReviewColumn>
          label="Items of the review"
          testId="review-grid"
          rowTestId="review-row"
          handle={grid}
          pages={pages}
          rowAt={rows.rowAt}
          columns={reviewColumns(view.granularity)}
          keyOf={(row) => String(row.item)}
          cell={(row, column) => (
            <ReviewCell
              row={row}
              column={column}
              reviewers={view.reviewers}
              granularity={view.granularity}
              open
              now={now}
              onDecide={(decision) => acts.pressRow(row, decision)}
            />
          )}
          rowAttributes={(row, index) => ({
            "data-section": sectionMark(row, pages.rowAt(index - 1), asked.order),
            ...marksOf(row),
          })}
          selection={selection}
          onToggle={selected.toggle}
          onExtend={selected.extend}
          onSelectAll={selected.selectAll}
        />
      </TableFrame>
      {acts.layer}
    </>
  );
}

const marksOf = (row: ReviewRow) => ({
  "data-item": String(row.item),
  "data-decision": row.decision ?? "none",
  "data-privileged": row.privileged ? "" : undefined,
  "data-user": row.user_name,
  "data-app": row.connection_name,
  "data-group": row.group?.name,
  "data-groups": String(row.groups.length),
});
