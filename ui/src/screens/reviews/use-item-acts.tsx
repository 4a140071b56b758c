// What the keys and buttons of the items do, and the dialogs that ask for details.
import { type RefObject, useState } from "react";
import { flushSync } from "react-dom";
import type { BulkPress, ReviewDecision, ReviewRow, ReviewView } from "../../host";
import type { GridHandle } from "../../parts/grid/grid";
import { plural } from "../../words/numbers";
import { DECISION, itemWords, needsReason } from "../../words/review";
import { DecideDialog } from "./decide";
import { HandOverDialog } from "./hand-over";
import { isMade, signersOver } from "./unsign";
import type { useDecisions } from "./use-decisions";
import type { ItemRows } from "./use-item-rows";
import type { useItemSelection } from "./use-item-selection";
import type { useReviewCall } from "./use-review-call";
import { useUnsign } from "./use-unsign";

type Asking = {
  row: ReviewRow;
  decision: ReviewDecision;
  /** What follows when it is decided. */
  next: () => void;
};

/** The dialog is gone when the table takes the focus: from an open one it would come back to the dialog. */
const close = flushSync;

export function useItemActs({
  view,
  calls,
  rows,
  selected,
  decisions,
  grid,
  toGrid,
}: {
  view: ReviewView;
  calls: ReturnType<typeof useReviewCall>;
  rows: ItemRows;
  selected: ReturnType<typeof useItemSelection>;
  decisions: ReturnType<typeof useDecisions>;
  grid: RefObject<GridHandle | null>;
  toGrid: () => void;
}) {
  const [asking, ask] = useState<Asking | null>(null);
  const [giving, give] = useState<ReviewRow[] | null>(null);
  const unsign = useUnsign(toGrid);
  /**
   * The row that a key is about: the one selected row, or else the focused one, and what follows. While
   * the focus is elsewhere no row is marked, and a key must not decide about one that nobody sees: it
   * goes to the table first.
   */
  const here = (): { row?: ReviewRow; next: () => void } => {
    const [only] = selected.rows;
    if (only) {
      return {
        row: only,
        next: () => {
          selected.clear();
          toGrid();
        },
      };
    }
    const table = grid.current;
    const at = table?.hasFocus() ? table.at() : -1;
    if (at < 0) toGrid();
    return { row: at < 0 ? undefined : rows.rowAt(at), next: () => onward(at) };
  };
  const onward = (from: number) => {
    toGrid();
    if (from >= 0) grid.current?.moveTo(from + 1);
  };
  /** Saves the decision at once, or asks for its details. */
  const press = (row: ReviewRow | undefined, decision: ReviewDecision, next: () => void) => {
    if (!row || asking) return;
    if (decision === "change" && view.granularity === "membership") return;
    if (needsReason(row, decision)) return ask({ row, decision, next });
    // What another reviewer decides is refused: the cursor stays at it, and no signature is lost.
    const mine = row.reviewer === rows.as;
    unsign.first({
      title: `Decide ${itemWords(row)} again?`,
      label: DECISION[decision],
      names: mine && !isMade(row, decision, "", []) ? signersOver(view, [row.reviewer]) : [],
      run: () => {
        if (mine) next();
        decisions.decideAtOnce([row], decision);
      },
    });
  };
  const keepAll = () => {
    selected.clear();
    decisions.decideAtOnce(selected.rows, "keep");
    toGrid();
  };
  const several = () => selected.rows.length > 1;
  const undo = () => {
    const { bulk } = view;
    if (!bulk) return;
    unsign.first({
      title: undoQuestion(bulk),
      label: "Undo",
      names: bulk.unsigns,
      run: () => void decisions.undo(toGrid),
    });
  };

  const layer = (
    <>
      {giving ? (
        <HandOverDialog
          view={view}
          rows={giving}
          calls={calls}
          onDone={() => {
            close(() => give(null));
            selected.clear();
            rows.fetchAgain();
            toGrid();
          }}
          onClose={() => give(null)}
        />
      ) : null}
      {asking ? (
        <DecideDialog
          row={asking.row}
          decision={asking.decision}
          signers={asking.row.reviewer === rows.as ? signersOver(view, [asking.row.reviewer]) : []}
          onDecide={async (reason, drop) => {
            await decisions.decide([asking.row], asking.decision, reason, drop);
            close(() => ask(null));
            asking.next();
          }}
          onClose={() => {
            close(() => ask(null));
            toGrid();
          }}
        />
      ) : null}
      {unsign.layer}
    </>
  );
  return {
    /** The buttons of a row. */
    pressRow: (row: ReviewRow, decision: ReviewDecision) => press(row, decision, toGrid),
    /** A key: about the selected rows, or else about the focused one. */
    pressHere: (decision: ReviewDecision) => {
      if (asking) return;
      if (several()) {
        return decision === "keep" ? keepAll() : decisions.say(notInBulk(selected.rows.length));
      }
      const { row, next } = here();
      press(row, decision, next);
    },
    note: () => {
      if (asking) return;
      if (several()) return decisions.say(notInBulk(selected.rows.length));
      const { row, next } = here();
      if (row) ask({ row, decision: row.decision ?? "keep", next });
    },
    handOver: () => {
      if (asking) return;
      if (several()) return give(selected.rows);
      const { row } = here();
      if (row) give([row]);
    },
    handOverSelected: () => give(selected.rows),
    keepAll,
    undo,
    layer,
  };
}

function undoQuestion({ imported, standing, kept }: BulkPress): string {
  if (imported) return `Undo the import of ${plural(kept, "decision", "decisions")}?`;
  return `Undo the decision on ${plural(standing, "item", "items")}?`;
}

const notInBulk = (selected: number): string =>
  `Nothing was decided: ${plural(selected, "item is", "items are")} selected, and only Keep is decided in bulk. Clear the selection with Esc to decide one item.`;
