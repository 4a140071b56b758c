import { useNow } from "../../data/clock";
import { chooseBucket, clearReconcileFilters } from "../../data/reconcile-view";
import { accountKey, useStagedAccounts } from "../../data/stage";
import type { ReconcileBucket, ReconcileRow, ReconcileView } from "../../host";
import { Link } from "../../parts/button";
import { PagedGrid } from "../../parts/grid/paged-grid";
import { NoMatch, TableFrame } from "../../parts/grid/table-frame";
import { useTable } from "../../parts/grid/use-table";
import { Empty, Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { useScreenKeys } from "../../parts/screen-keys";
import { href, useRoute } from "../../routes";
import { comparedWords, emptyWords, isStaged, rowKey, selectable } from "../../words/reconcile";
import { ReconcileCell } from "./cells";
import { columnsOf, type ReconcileColumn } from "./columns";
import { ReconcileFilters } from "./filters";
import { IgnoreDialog } from "./ignore-dialog";
import { Answer, Notes } from "./notes";
import { ReconcileBar } from "./selection-bar";
import { BucketTiles } from "./tiles";
import { useReconcileActs } from "./use-acts";
import { useReconcile } from "./use-reconcile";
import { useReconcileSelection } from "./use-selection";

/** The apps beside the HR list: every account in a bucket, and what differs value by value. */
export function ReconcileScreen() {
  const [, go] = useRoute();
  const now = useNow();
  const { view, narrowed, pages } = useReconcile();
  const { grid, search, toGrid } = useTable(view, () => selected.clear());
  const selected = useReconcileSelection(pages, grid);
  const { selection, clear, everything } = selected;
  const sample = pages.sample;
  const { bucket } = view;
  const may = selectable(bucket);
  const staged = useStagedAccounts();
  const stagedOf = (row: ReconcileRow) => isStaged(row, staged.get(keyOf(row)));
  const leaveSelection = () => {
    clear();
    toGrid();
  };
  const acts = useReconcileActs({
    view,
    stamp: sample?.stamp ?? "",
    selection,
    everything,
    onDone: leaveSelection,
  });
  useScreenKeys({ search, onEscape: () => (selection.kind === "none" ? toGrid() : clear()) });
  const selecting = may
    ? {
        selection,
        onToggle: selected.toggle,
        onExtend: (from: number, to: number) => void selected.extend(from, to),
        onSelectAll: selected.selectAll,
      }
    : {};

  return (
    <>
      <Top view={sample} now={now} />
      {sample?.list ? (
        <BucketTiles buckets={sample.buckets} chosen={bucket} onChoose={chooseBucket} />
      ) : null}
      {sample?.list === null ? null : (
        <ReconcileFilters sample={sample} searchRef={search} onLeaveSearch={toGrid} />
      )}
      <Notes view={sample} />
      {acts.problem ? (
        <div className="notice" role="alert" data-testid="reconcile-problem">
          <ProblemPart problem={acts.problem} title="This was not done" />
        </div>
      ) : null}
      <Answer answer={acts.answer} onDismiss={acts.dismiss} />
      <TableFrame
        pages={pages}
        failed="The apps could not be compared with the HR list"
        testId="reconcile"
        empty={
          pages.empty && sample ? (
            <WhyNone view={sample} bucket={bucket} narrowed={narrowed} />
          ) : null
        }
        below={
          may ? (
            <ReconcileBar
              bucket={bucket}
              selection={selection}
              rows={selected.rows}
              total={pages.total}
              acceptable={sample?.acceptable ?? 0}
              onAll={selected.all}
              onClear={leaveSelection}
              acts={acts}
            />
          ) : null
        }
      >
        <PagedGrid<ReconcileRow, ReconcileView, ReconcileColumn>
          label="Reconcile"
          testId="reconcile-grid"
          rowTestId="reconcile-row"
          handle={grid}
          pages={pages}
          rowAt={pages.rowAt}
          columns={columnsOf(bucket)}
          keyOf={rowKey}
          cell={(row, column) => (
            <ReconcileCell
              row={row}
              column={column}
              apps={sample?.apps ?? []}
              staged={stagedOf(row)}
              now={now}
            />
          )}
          rowAttributes={marksOf}
          onOpen={(row) => row.at.person_id > 0 && go({ at: "person", id: row.at.person_id })}
          {...selecting}
        />
      </TableFrame>
      {acts.ignoring ? (
        <IgnoreDialog
          bucket={bucket}
          rows={acts.ignoring}
          onClose={acts.leaveIgnoring}
          onDone={() => {
            acts.leaveIgnoring();
            leaveSelection();
          }}
        />
      ) : null}
    </>
  );
}

const keyOf = ({ at }: ReconcileRow): string =>
  accountKey({ connection_id: at.connection_id ?? "", account_id: at.account_id ?? "" });

const marksOf = (row: ReconcileRow) => ({
  "data-person": String(row.at.person_id),
  "data-path": row.at.path ?? undefined,
  "data-proposal": row.proposal,
});

function Top({ view, now }: { view: ReconcileView | undefined; now: Date }) {
  return (
    <Header title="Reconcile" sub={view ? comparedWords(view, now) : undefined}>
      <Link className="button" href={href({ at: "truth" })} data-testid="reconcile-import">
        {view?.list ? "Import a newer list…" : "Import HR list…"}
      </Link>
    </Header>
  );
}

function WhyNone({
  view,
  bucket,
  narrowed,
}: {
  view: ReconcileView;
  bucket: ReconcileBucket;
  narrowed: boolean;
}) {
  if (view.list === null) {
    return (
      <Empty title="No HR list yet." testId="reconcile-no-list">
        <p className="small">
          Import one to see who left and is still active, who is not in the list, and whose profile
          differs.
        </p>
        <Link className="button primary" href={href({ at: "truth" })}>
          Import HR list…
        </Link>
      </Empty>
    );
  }
  if (narrowed) return <NoMatch what="rows" testId="reconcile" clear={clearReconcileFilters} />;
  return <Empty title={emptyWords(bucket, view.no_account_doubt)} testId="reconcile-none" />;
}
