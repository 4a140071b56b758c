// What stands above and below the items: the last decision in bulk, the selection, and the keys.
import type { ReviewRow, ReviewView } from "../../host";
import { Button } from "../../parts/button";
import { type Selection, selectionWords } from "../../parts/grid/selection";
import { SelectionTray } from "../../parts/grid/selection-tray";
import { count } from "../../words/numbers";
import { bulkLeaves } from "../../words/review";
import css from "./reviews.module.css";

export function BulkNote({
  bulk,
  onUndo,
}: {
  bulk: NonNullable<ReviewView["bulk"]>;
  onUndo: () => void;
}) {
  return (
    <div className={`note plain ${css.bulk}`} role="status" data-testid="review-bulk">
      <span>
        {bulk.words}
        {bulk.standing < bulk.kept
          ? ` ${count(bulk.kept - bulk.standing)} of them were decided again since.`
          : ""}
      </span>
      <Button className="button slim" onClick={onUndo} data-testid="review-undo">
        Undo <kbd>U</kbd>
      </Button>
    </div>
  );
}

export function ItemSelectionBar({
  selection,
  total,
  rows,
  as,
  onAll,
  onKeepAll,
  onHandOver,
  onClear,
}: {
  selection: Selection;
  /** The number of matches. */
  total: number;
  /** The selected rows. */
  rows: ReviewRow[];
  as: number;
  onAll: () => void;
  onKeepAll: () => void;
  onHandOver: () => void;
  onClear: () => void;
}) {
  const leaves = bulkLeaves(rows, as);
  return (
    <SelectionTray
      shown={rows.length > 0}
      count={rows.length}
      words={selectionWords(selection, total)}
      more={
        leaves > 0 ? <span className="muted"> · {count(leaves)} can’t be kept in bulk</span> : null
      }
      testId="review-selection"
    >
      {rows.length < total ? (
        <Button className="button ghost" onClick={onAll} data-testid="review-select-all">
          Select all {count(total)} matches
        </Button>
      ) : null}
      {rows.length > 1 ? (
        <Button
          className="button primary"
          aria-keyshortcuts="K"
          title="Keep in bulk (K)"
          onClick={onKeepAll}
          data-testid="review-keep-all"
        >
          Keep {count(rows.length - leaves)} in bulk
        </Button>
      ) : null}
      <Button
        className="button"
        aria-keyshortcuts="H"
        title="Hand over (H)"
        onClick={onHandOver}
        data-testid="review-hand-over"
      >
        Hand over…
      </Button>
      <Button className="button" onClick={onClear}>
        Clear
      </Button>
    </SelectionTray>
  );
}

export function ItemKeyHints({ view, idle }: { view: ReviewView; idle: boolean }) {
  return (
    <div className={`${css.keys} foot`} aria-hidden="true" data-idle={idle ? "" : undefined}>
      <span>
        <kbd>K</kbd> keep
      </span>
      {view.granularity === "account" ? (
        <span>
          <kbd>C</kbd> change
        </span>
      ) : null}
      <span>
        <kbd>R</kbd> revoke
      </span>
      <span>
        <kbd>N</kbd> note
      </span>
      <span>
        <kbd>H</kbd> hand over
      </span>
      <span>
        <kbd>↑↓</kbd> move
      </span>
      <span>
        <kbd>Space</kbd> select
      </span>
      {view.bulk ? (
        <span>
          <kbd>U</kbd> undo
        </span>
      ) : null}
    </div>
  );
}
