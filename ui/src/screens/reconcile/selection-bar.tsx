import type { ReconcileBucket, ReconcileRow } from "../../host";
import { Button } from "../../parts/button";
import { type Selection, selectedCount, selectionWords } from "../../parts/grid/selection";
import { SelectionTray } from "../../parts/grid/selection-tray";
import { count, plural } from "../../words/numbers";
import { acceptLabel, ignorable, ofValues, proposed, proposes } from "../../words/reconcile";

/** What can be done with the rows. */
type Acts = {
  busy: boolean;
  accept: () => void;
  lockDown: () => void;
  ignore: () => void;
  showAgain: () => void;
};

/** The number of selected rows, and what can be done with them. Nothing here is sent. */
export function ReconcileBar({
  bucket,
  selection,
  rows,
  total,
  acceptable,
  onAll,
  onClear,
  acts,
}: {
  bucket: ReconcileBucket;
  selection: Selection;
  /** The selected rows, unless all matches are selected. */
  rows: ReconcileRow[];
  total: number;
  /** Matches with a proposal that *all* takes. */
  acceptable: number;
  onAll: () => void;
  onClear: () => void;
  acts: Acts;
}) {
  const n = selectedCount(selection);
  return (
    <SelectionTray
      shown={selection.kind !== "none"}
      count={n}
      words={selectionWords(selection, total)}
      testId="reconcile-selection"
    >
      {n < total ? (
        <Button className="button ghost" onClick={onAll} data-testid="reconcile-all">
          Select all {count(total)} matches
        </Button>
      ) : null}
      {ignorable(bucket) ? (
        <Button className="button" onClick={acts.ignore} data-testid="reconcile-ignore">
          Ignore until…
        </Button>
      ) : null}
      {bucket === "ignored" ? (
        <Button className="button" onClick={acts.showAgain} data-testid="reconcile-show-again">
          Show again
        </Button>
      ) : null}
      {proposes(bucket) ? (
        <Accept
          bucket={bucket}
          takes={takenOf(selection, rows, acceptable)}
          busy={acts.busy}
          onAccept={acts.accept}
        />
      ) : null}
      {bucket === "left-active" ? (
        <Button
          className="button danger"
          disabled={acts.busy}
          onClick={acts.lockDown}
          data-testid="reconcile-lockdown"
        >
          {selection.kind === "all"
            ? "Lock down everywhere…"
            : `Lock down ${plural(peopleOf(rows), "person", "people")} everywhere…`}
        </Button>
      ) : null}
      <Button className="button" onClick={onClear} data-testid="reconcile-clear">
        Clear
      </Button>
    </SelectionTray>
  );
}

const peopleOf = (rows: ReconcileRow[]): number =>
  new Set(rows.map((row) => row.at.person_id)).size;

/** Rows that the selection stages; null: not known before they are loaded. */
function takenOf(selection: Selection, rows: ReconcileRow[], acceptable: number): number | null {
  if (selection.kind !== "all") return proposed(rows).length;
  return selection.except.size === 0 ? acceptable : null;
}

function Accept({
  bucket,
  takes,
  busy,
  onAccept,
}: {
  bucket: ReconcileBucket;
  takes: number | null;
  busy: boolean;
  onAccept: () => void;
}) {
  return (
    <Button
      className={ofValues(bucket) ? "button primary" : "button"}
      disabled={busy || takes === 0}
      why={takes === 0 ? "None of these rows proposes a change." : null}
      onClick={onAccept}
      data-testid="reconcile-accept"
    >
      {takes === null ? "Stage the selected" : acceptLabel(bucket, takes)}
    </Button>
  );
}
