import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { useNow } from "../../data/clock";
import { usePages } from "../../data/pages";
import { useReviewView } from "../../data/review-view";
import {
  asProblem,
  host,
  type ListState,
  type Problem,
  type ReviewDecision,
  type ReviewRow,
  type ReviewRows,
  type ReviewView,
} from "../../host";
import { Button } from "../../parts/button";
import { PagedGrid } from "../../parts/grid/paged-grid";
import {
  NOTHING,
  type Selection,
  selectedCount,
  toggled,
  withRows,
} from "../../parts/grid/selection";
import { SelectionTray } from "../../parts/grid/selection-tray";
import { TableFrame } from "../../parts/grid/table-frame";
import { useTable } from "../../parts/grid/use-table";
import { ProblemPart } from "../../parts/problem";
import { useScreenKeys } from "../../parts/screen-keys";
import { count, list, plural } from "../../words/numbers";
import { bulkLeaves, needsReason } from "../../words/review";
import { ReviewCell } from "./cells";
import { type ReviewColumn, reviewColumns, sectionOf } from "./columns";
import { DecideDialog } from "./decide";
import { ReviewFilters } from "./filters";
import { HandOverDialog } from "./hand-over";
import css from "./reviews.module.css";
import type { useReviewCall } from "./use-review-call";

/** Each table fetches its own rows: those of an earlier table may be out of date. */
let stamps = 0;
const nextStamp = () => ++stamps;

/** What the HR list says of people whose access is kept although it says so. */
const SPEAKS_AGAINST: ReadonlySet<ListState> = new Set(["left", "not-listed", "not-known"]);

/** Decisions made here since the rows were fetched: the order stays while a reviewer decides. */
type Fresh = Map<number, Partial<ReviewRow>>;

/** Whose signatures no longer hold since a review was shown, in words. */
async function signaturesLost(before: ReviewView): Promise<string> {
  if (before.sign_offs.length === 0) return "";
  const now = (await host.review(before.brief.id)).sign_offs.map((one) => one.name);
  const lost = before.sign_offs.map((one) => one.name).filter((name) => !now.includes(name));
  if (lost.length === 0) return "";
  return `The ${lost.length === 1 ? "signature" : "signatures"} of ${list(lost)} no longer ${lost.length === 1 ? "holds" : "hold"}: a decision changed. Sign again.`;
}

/** The items of a review and their decisions, by keys. */
export function Items({
  view,
  calls,
}: {
  view: ReviewView;
  calls: ReturnType<typeof useReviewCall>;
}) {
  const { brief } = view;
  const now = useNow();
  const client = useQueryClient();
  const { view: asked, as } = useReviewView(brief.id);
  const fetchPage = useCallback(
    (offset: number, limit: number) => host.reviewRows(brief.id, { ...asked, offset, limit }),
    [brief.id, asked],
  );
  const [stamp, setStamp] = useState(nextStamp);
  const pages = usePages<ReviewRow, ReviewRows>(
    "review-rows",
    { ...asked, id: brief.id },
    stamp,
    fetchPage,
  );
  const [fresh, setFresh] = useState<Fresh>(new Map());
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const known = useRef(new Map<string, ReviewRow>());
  const [asking, ask] = useState<{ row: ReviewRow; decision: ReviewDecision; at: number } | null>(
    null,
  );
  const [giving, give] = useState<ReviewRow[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  /** The result of the last action, if it cannot be undone. */
  const [said, setSaid] = useState("");
  const undoing = useRef(false);
  const began = useRef(performance.now());

  // Another query: its rows are fetched again, with the decisions made since.
  const { grid, search, toGrid } = useTable(asked, () => {
    setFresh(new Map());
    setSelection(NOTHING);
    setStamp(nextStamp());
  });
  const rowAt = (index: number): ReviewRow | undefined => {
    const row = pages.rowAt(index);
    if (!row) return undefined;
    known.current.set(String(row.item), row);
    const changed = fresh.get(row.item);
    return changed ? { ...row, ...changed } : row;
  };

  const decide = async (
    rows: ReviewRow[],
    decision: ReviewDecision,
    reason: string,
    drop: string[],
  ) => {
    const ms = Math.round(performance.now() - began.current);
    began.current = performance.now();
    const done = await host.decideReview(brief.id, {
      items: rows.map((row) => row.item),
      decision,
      drop,
      reason,
      by: as,
      ms: Math.min(ms, 3_600_000),
    });
    setProblem(null);
    setSaid(done.bulk && done.bulk.kept === 0 ? done.bulk.words : "");
    const made = {
      decision,
      reason,
      drop,
      bulk: rows.length > 1,
      conflict: false,
      imported_by: null,
    };
    decidedAs(done.items.map((item) => ({ item, ...made })));
    // The decision is saved, whether this can be asked or not.
    const lost = await signaturesLost(view).catch(() => "");
    if (lost !== "") setSaid(lost);
  };
  /** The rows stay in place: the order does not change while a reviewer decides. */
  const decidedAs = (changed: (Partial<ReviewRow> & { item: number })[]) => {
    const lists = new Map([...known.current.values()].map((row) => [row.item, row.list]));
    setFresh((map) => {
      const next = new Map(map);
      for (const one of changed) {
        const list = lists.get(one.item) ?? "employed";
        const against = one.decision === "keep" && SPEAKS_AGAINST.has(list);
        next.set(one.item, { ...one, kept_although: against ? list : null });
      }
      return next;
    });
    void client.invalidateQueries({ queryKey: ["review", brief.id] });
  };
  const undo = async () => {
    if (!view.bulk || undoing.current) return;
    undoing.current = true;
    try {
      const undone = await host.undoBulk(brief.id, view.bulk.id);
      setProblem(null);
      decidedAs(undone.items);
      setSaid(undone.words);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      undoing.current = false;
      toGrid();
    }
  };
  const onward = (from: number) => {
    toGrid();
    if (from >= 0) grid.current?.moveTo(from + 1);
  };
  /** One key: saves the decision at once, or asks for its details. */
  const takeBack = () => void undo();
  const press = (row: ReviewRow | undefined, decision: ReviewDecision, at: number) => {
    if (!row || asking) return;
    if (decision === "change" && view.granularity === "membership") return;
    if (needsReason(row, decision)) return ask({ row, decision, at });
    // What another reviewer decides is refused, and the cursor stays at it.
    if (row.reviewer === as) onward(at);
    decide([row], decision, "", []).catch((thrown) => setProblem(asProblem(thrown)));
  };
  const here = () => {
    const at = grid.current?.at() ?? -1;
    return { at, row: at < 0 ? undefined : rowAt(at) };
  };
  const selected =
    selection.kind === "rows"
      ? [...selection.keys].flatMap((one) => {
          const row = known.current.get(one);
          return row ? { ...row, ...fresh.get(row.item) } : [];
        })
      : [];
  const extend = async (from: number, to: number) => {
    const rows = await pages.rowsBetween(from, to);
    for (const row of rows) known.current.set(String(row.item), row);
    setSelection((before) =>
      withRows(
        before,
        rows.map((row) => String(row.item)),
      ),
    );
  };
  const keepAll = () => {
    setSelection(NOTHING);
    decide(selected, "keep", "", []).catch((thrown) => setProblem(asProblem(thrown)));
    toGrid();
  };
  const keys = Object.fromEntries(
    (["keep", "change", "revoke"] as const).flatMap((decision) => {
      const run = () => {
        const { row, at } = here();
        press(row, decision, at);
      };
      const letter = decision[0] as string;
      return [
        [letter, run],
        [letter.toUpperCase(), run],
      ];
    }),
  );
  const note = () => {
    const { row, at } = here();
    if (row) ask({ row, decision: row.decision ?? "keep", at });
  };
  const handOver = () => {
    const { row } = here();
    const rows = selected.length > 0 ? selected : row ? [row] : [];
    if (rows.length > 0 && !asking) give(rows);
  };
  useScreenKeys({
    search,
    keys: {
      ...keys,
      n: note,
      N: note,
      h: handOver,
      H: handOver,
      u: takeBack,
      U: takeBack,
    },
    onEscape: () => {
      if (selection.kind !== "none") setSelection(NOTHING);
      else toGrid();
    },
  });
  /** Whether a row starts a section of this order or continues it. */
  const sectionAt = (row: ReviewRow, index: number): string | undefined => {
    const section = sectionOf(row, asked.order);
    if (section === null || index === 0) return undefined;
    const above = pages.rowAt(index - 1);
    if (!above) return undefined;
    return sectionOf(above, asked.order) === section ? "more" : "first";
  };
  const leaves = bulkLeaves(selected, as);
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
      {view.bulk ? (
        <div className={`note plain ${css.bulk}`} role="status" data-testid="review-bulk">
          <span>
            {view.bulk.words}
            {view.bulk.standing < view.bulk.kept
              ? ` ${count(view.bulk.kept - view.bulk.standing)} of them were decided again since.`
              : ""}
          </span>
          <Button className="button slim" onClick={takeBack} data-testid="review-undo">
            Undo <kbd>U</kbd>
          </Button>
        </div>
      ) : null}
      <TableFrame
        pages={pages}
        failed="The items could not be loaded"
        testId="review"
        below={
          <>
            <SelectionTray
              shown={selected.length > 0}
              count={selected.length}
              words={`${plural(selectedCount(selection), "item", "items")} selected`}
              more={
                leaves > 0 ? (
                  <span className="muted"> · {count(leaves)} can’t be kept in bulk</span>
                ) : null
              }
              testId="review-selection"
            >
              {selected.length > 1 ? (
                <Button className="button primary" onClick={keepAll} data-testid="review-keep-all">
                  Keep {count(selected.length - leaves)} in bulk
                </Button>
              ) : null}
              <Button
                className="button"
                onClick={() => give(selected)}
                data-testid="review-hand-over"
              >
                Hand over…
              </Button>
              <Button className="button" onClick={() => setSelection(NOTHING)}>
                Clear
              </Button>
            </SelectionTray>
            <div
              className={`${css.keys} foot`}
              aria-hidden="true"
              data-idle={selected.length > 0 ? "" : undefined}
            >
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
          </>
        }
      >
        <PagedGrid<ReviewRow, ReviewRows, ReviewColumn>
          label="Items of the review"
          testId="review-grid"
          rowTestId="review-row"
          handle={grid}
          pages={pages}
          rowAt={rowAt}
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
              onDecide={(decision) => press(row, decision, -1)}
            />
          )}
          rowAttributes={(row, index) => ({
            "data-section": sectionAt(row, index),
            "data-item": String(row.item),
            "data-decision": row.decision ?? "none",
            "data-privileged": row.privileged ? "" : undefined,
            "data-user": row.user_name,
            "data-app": row.connection_name,
            "data-group": row.group?.name,
            "data-groups": String(row.groups.length),
          })}
          selection={selection}
          onToggle={(one) => setSelection((before) => toggled(before, one))}
          onExtend={extend}
          onSelectAll={() => {
            if (selectedCount(selection) >= pages.total) return setSelection(NOTHING);
            void extend(0, pages.total - 1);
          }}
        />
      </TableFrame>
      {giving ? (
        <HandOverDialog
          view={view}
          rows={giving}
          calls={calls}
          onDone={() => {
            give(null);
            setSelection(NOTHING);
            setStamp(nextStamp());
            toGrid();
          }}
          onClose={() => give(null)}
        />
      ) : null}
      {asking ? (
        <DecideDialog
          row={asking.row}
          decision={asking.decision}
          onDecide={async (reason, drop) => {
            await decide([asking.row], asking.decision, reason, drop);
            ask(null);
            onward(asking.at);
          }}
          onClose={() => {
            ask(null);
            toGrid();
          }}
        />
      ) : null}
    </>
  );
}
