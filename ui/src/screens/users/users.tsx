import { useCallback, useEffect, useRef, useState } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { tell } from "../../data/notices";
import { usePages } from "../../data/pages";
import { preferUsers, usePreferences } from "../../data/preferences";
import { useAppStateQuery, useConnections, useFacets, useRead, useReading } from "../../data/state";
import { clearUserFilters, useUsersView } from "../../data/users-view";
import {
  asProblem,
  type ConnectionView,
  host,
  type ReadProgress,
  type UserPage,
  type UserRow,
} from "../../host";
import { ColumnsMenu } from "../../parts/columns-menu";
import { arrange, withMove, withWidth } from "../../parts/grid/columns";
import { Grid, type GridHandle } from "../../parts/grid/grid";
import {
  allOf,
  inView,
  NOTHING,
  type Selection,
  selectedCount,
  selectionWords,
  toggled,
  withRows,
} from "../../parts/grid/selection";
import { Body, Empty, Header } from "../../parts/page";
import { Press } from "../../parts/press";
import { ProblemPart } from "../../parts/problem";
import { useRoute } from "../../routes";
import { headline } from "../../words/freshness";
import { count } from "../../words/numbers";
import { UserCell } from "./cells";
import { isSort, USER_COLUMNS, type UserColumn, userKey } from "./columns";
import { UserDrawer } from "./drawer";
import { Filters } from "./filters";
import { FreshnessLine, PartialBanner, unfinished } from "./freshness";
import { ReadDrawer } from "./read-drawer";
import { useScreenKeys } from "./screen-keys";
import "./users.css";

export function UsersScreen({
  open,
}: {
  open: { connectionId: string; accountId: string } | null;
}) {
  const [, go] = useRoute();
  const now = useNow();
  const state = useAppStateQuery().data;
  const connections = useConnections();
  const reading = useReading();
  const read = useRead();
  const revision = useRevision();
  const { users: chosen } = usePreferences();
  const { view, narrowed } = useUsersView(connections);
  const fetchPage = useCallback(
    (offset: number, limit: number) => host.users({ ...view, offset, limit }),
    [view],
  );
  const pages = usePages<UserRow, UserPage>("users", view, revision, fetchPage);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [why, setWhy] = useState<string | null>(null);
  const grid = useRef<GridHandle>(null);
  const search = useRef<HTMLInputElement>(null);

  // Another question is another table: from the top, with nothing selected.
  const asked = JSON.stringify(view);
  const before = useRef(asked);
  useEffect(() => {
    if (before.current === asked) return;
    before.current = asked;
    setSelection(NOTHING);
    grid.current?.toTop();
  }, [asked]);

  const openRow = useCallback(
    (row: UserRow, replace: boolean) => {
      setWhy(null);
      go(
        { at: "users", open: { connectionId: row.connection_id, accountId: row.account_id } },
        replace,
      );
    },
    [go],
  );
  const close = useCallback(() => {
    setWhy(null);
    go({ at: "users" }, true);
    grid.current?.focus();
  }, [go]);

  const partial = unfinished(connections, reading);
  const whyConnection = connections.find((c) => c.id === why) ?? null;
  useScreenKeys({
    search,
    onEscape: () => {
      if (open || whyConnection) close();
      else if (selection.kind !== "none") setSelection(NOTHING);
      else grid.current?.focus();
    },
  });

  const columns = arrange(USER_COLUMNS, chosen.columns);
  const shown = columns.filter((c) => !c.hidden).map((c) => c.column);
  const facets = useFacets();
  const all = facets?.statuses.reduce((sum, one) => sum + one.count, 0) ?? state?.users ?? null;
  const gone = facets?.statuses.find((one) => one.value === "no-longer-listed")?.count ?? 0;

  const selectAll = () => {
    // First the rows in view, pressed again every match; the bar below says which.
    const { first, last } = grid.current?.inView() ?? { first: 0, last: 0 };
    const keys: string[] = [];
    for (let i = first; i <= last; i++) {
      const row = pages.rowAt(i);
      if (row) keys.push(userKey(row));
    }
    setSelection(selection.kind === "rows" && selection.view ? allOf(pages.total) : inView(keys));
  };
  const extend = async (from: number, to: number) => {
    const rows = await pages.rowsBetween(from, to);
    setSelection((s) => withRows(s, rows.map(userKey)));
  };

  return (
    <>
      <Header
        title="Users"
        sub={
          <>
            {headline(connections, reading, all, now, gone)}
            {narrowed ? <span data-testid="users-shown"> · {count(pages.total)} shown</span> : null}
          </>
        }
      >
        <ReadButtons connections={connections} reading={reading} onRead={() => void read([])} />
      </Header>
      <FreshnessLine connections={connections} reading={reading} now={now} />
      <PartialBanner connections={partial} now={now} why={why} onWhy={setWhy} />
      <Filters
        connections={connections}
        searchRef={search}
        onLeaveSearch={() => grid.current?.focus()}
      >
        <ColumnsMenu
          columns={USER_COLUMNS}
          choices={chosen.columns}
          onChange={(next) => preferUsers({ columns: next })}
        />
      </Filters>
      {pages.problem && pages.sample !== undefined ? (
        <div className="notice" role="alert" data-testid="users-old-rows">
          <ProblemPart
            problem={pages.problem}
            title="These rows are from before: the newest could not be read"
          >
            <Press className="button" onClick={pages.retry}>
              Try again
            </Press>
          </ProblemPart>
        </div>
      ) : null}
      <Body
        side={
          whyConnection ? (
            <ReadDrawer connection={whyConnection} onClose={close} />
          ) : open ? (
            <UserDrawer
              connectionId={open.connectionId}
              accountId={open.accountId}
              onClose={close}
            />
          ) : undefined
        }
      >
        {pages.problem && pages.sample === undefined ? (
          <div className="empty" data-testid="users-unreadable">
            <ProblemPart problem={pages.problem} title="The users could not be read from the store">
              <Press className="button" onClick={pages.retry}>
                Try again
              </Press>
            </ProblemPart>
          </div>
        ) : pages.sample !== undefined && pages.total === 0 && !pages.problem ? (
          <NoUsers narrowed={narrowed} reading={reading.size > 0} onRead={() => void read([])} />
        ) : (
          <Grid<UserRow, UserColumn>
            label="Users"
            testId="users-grid"
            rowTestId="users-row"
            handle={grid}
            columns={shown}
            count={pages.total}
            rowAt={pages.rowAt}
            keyOf={userKey}
            cell={(row, column) => <UserCell row={row} column={column} now={now} />}
            rowAttributes={(row) => ({
              "data-account": row.account_id,
              "data-user": row.user_name,
              "data-connection": row.connection_name,
              "data-status": row.status,
              "data-stale": row.stale ? "" : undefined,
            })}
            sort={{ by: chosen.sort, descending: chosen.descending }}
            onSort={(id) =>
              isSort(id) &&
              preferUsers({ sort: id, descending: chosen.sort === id ? !chosen.descending : false })
            }
            onResize={(id, width) =>
              preferUsers({ columns: withWidth(USER_COLUMNS, chosen.columns, id, width) })
            }
            onReorder={(id, by) =>
              preferUsers({ columns: withMove(USER_COLUMNS, chosen.columns, id, by) })
            }
            onOpen={(row) => openRow(row, open !== null)}
            onActive={(row) => open && row && openRow(row, true)}
            onView={pages.see}
            selection={selection}
            onToggle={(key) => setSelection((s) => toggled(s, key))}
            onExtend={(from, to) => void extend(from, to)}
            onSelectAll={selectAll}
            openKey={
              open
                ? userKey({ connection_id: open.connectionId, account_id: open.accountId })
                : null
            }
            busy={pages.busy}
          />
        )}
        <SelectionBar
          selection={selection}
          total={pages.total}
          onAll={() => setSelection(allOf(pages.total))}
          onClear={() => {
            setSelection(NOTHING);
            grid.current?.focus();
          }}
        />
      </Body>
    </>
  );
}

function ReadButtons({
  connections,
  reading,
  onRead,
}: {
  connections: ConnectionView[];
  reading: Map<string, ReadProgress>;
  onRead: () => void;
}) {
  const all = reading.size > 0 && reading.size >= connections.length;
  const stop = () =>
    host.cancelRead([...reading.keys()]).catch((thrown: unknown) => tell(asProblem(thrown)));
  return (
    <>
      {reading.size > 0 ? (
        <Press className="button ghost" onClick={() => void stop()} data-testid="cancel-read">
          Stop reading
        </Press>
      ) : null}
      <Press
        className="button"
        onClick={all ? undefined : onRead}
        aria-disabled={all}
        data-testid="read-now"
      >
        {all ? "Reading…" : "Read now"}
      </Press>
    </>
  );
}

function SelectionBar({
  selection,
  total,
  onAll,
  onClear,
}: {
  selection: Selection;
  total: number;
  onAll: () => void;
  onClear: () => void;
}) {
  return (
    <div className="tray-place" aria-live="polite">
      {selection.kind === "none" ? null : (
        <div className="tray" data-testid="selection" data-count={selectedCount(selection)}>
          <b>{selectionWords(selection, total)}</b>
          {selectedCount(selection) < total ? (
            <Press className="button ghost" onClick={onAll} data-testid="selection-all">
              Select all {count(total)} matches
            </Press>
          ) : null}
          <Press className="button" onClick={onClear} data-testid="selection-clear">
            Clear
          </Press>
        </div>
      )}
    </div>
  );
}

function NoUsers({
  narrowed,
  reading,
  onRead,
}: {
  narrowed: boolean;
  reading: boolean;
  onRead: () => void;
}) {
  if (narrowed) {
    return (
      <Empty title="No users match these filters." testId="users-none-match">
        <Press className="button" onClick={clearUserFilters} data-testid="clear-filters">
          Clear search and filters
        </Press>
      </Empty>
    );
  }
  if (reading) {
    return (
      <Empty title="No users yet: the first read is under way." testId="users-first-read">
        <p className="small">Rows appear here as soon as the first page has arrived.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No users exist in what was read." testId="users-none">
      <p className="small">Either no app was read yet, or the apps list nobody.</p>
      <Press className="button" onClick={onRead}>
        Read now
      </Press>
    </Empty>
  );
}
