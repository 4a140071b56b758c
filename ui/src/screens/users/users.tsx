import { useCallback, useState } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import { preferUsers, usePreferences } from "../../data/preferences";
import { useAppStateQuery, useConnections, useFacets, useRead, useReading } from "../../data/state";
import { useUsersView } from "../../data/users-view";
import { host, type UserPage, type UserRow } from "../../host";
import { ColumnsMenu } from "../../parts/columns-menu";
import { FreshnessLine } from "../../parts/freshness-line";
import { chosenIds } from "../../parts/grid/columns";
import { PagedGrid } from "../../parts/grid/paged-grid";
import {
  allOf,
  inView,
  NOTHING,
  type Selection,
  toggled,
  withRows,
} from "../../parts/grid/selection";
import { TableFrame } from "../../parts/grid/table-frame";
import { useTable } from "../../parts/grid/use-table";
import { Header } from "../../parts/page";
import { ReadButtons } from "../../parts/read-buttons";
import { useScreenKeys } from "../../parts/screen-keys";
import { useRoute } from "../../routes";
import { headline } from "../../words/freshness";
import { count } from "../../words/numbers";
import { UserCell } from "./cells";
import { isSort, USER_COLUMNS, type UserColumn, userKey } from "./columns";
import { UserDrawer } from "./drawer";
import { Filters } from "./filters";
import { LeftOutNotice } from "./left-out";
import { NewUserButton } from "./new/new-user";
import { NoUsers } from "./no-users";
import { PartialBanner, unfinished } from "./partial-banner";
import { ReadDrawer } from "./read-drawer";
import { SelectionBar } from "./selection-bar";
import { stagedAs, useTableStaging } from "./table-staging";
import { targetOfSelection } from "./target";

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
  const { grid, search, toGrid } = useTable(view, () => setSelection(NOTHING));

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
    toGrid();
  }, [go, toGrid]);

  const staging = useTableStaging({
    grid,
    rowAt: pages.rowAt,
    selected: () =>
      targetOfSelection(selection, view, connections, () =>
        pages.rowsBetween(0, Math.max(0, pages.total - 1)),
      ),
  });
  const { stagedOf, nounsOf } = staging;

  const partial = unfinished(connections, reading);
  const whyConnection = connections.find((c) => c.id === why) ?? null;
  useScreenKeys({
    search,
    keys: { e: staging.editThese },
    onEscape: () => {
      if (open || whyConnection) close();
      else if (selection.kind !== "none") setSelection(NOTHING);
      else toGrid();
    },
  });

  const shown = chosenIds(USER_COLUMNS, chosen.columns);
  const facets = useFacets();
  const all = facets?.statuses.reduce((sum, one) => sum + one.count, 0) ?? state?.users ?? null;
  const gone = facets?.statuses.find((one) => one.value === "no-longer-listed")?.count ?? 0;

  const selectAll = () => {
    // The first press selects the rows in view, the second every match; the bar below says which.
    const { first, last } = grid.current?.inView() ?? { first: 0, last: 0 };
    const keys: string[] = [];
    for (let i = first; i <= last; i++) {
      const row = pages.rowAt(i);
      if (row) keys.push(userKey(row));
    }
    setSelection(selection.kind === "rows" && selection.view ? allOf(pages.total) : inView(keys));
  };
  const verbs = new Set(
    (view.connections.length > 0 ? view.connections : connections.map((c) => c.id)).map(
      (id) => nounsOf(id)?.deactivate,
    ),
  );
  const [verb] = verbs.size === 1 ? verbs : [];
  const extend = async (from: number, to: number) => {
    const rows = await pages.rowsBetween(from, to);
    setSelection((s) => withRows(s, rows.map(userKey)));
  };

  return (
    <>
      <Header
        title="Accounts"
        sub={
          <>
            {headline(connections, reading, all, now, gone)}
            {narrowed ? <span data-testid="users-shown"> · {count(pages.total)} shown</span> : null}
          </>
        }
      >
        <NewUserButton />
        <ReadButtons connections={connections} reading={reading} onRead={() => void read([])} />
      </Header>
      <FreshnessLine connections={connections} reading={reading} now={now} />
      <PartialBanner connections={partial} now={now} why={why} onWhy={setWhy} />
      <Filters connections={connections} searchRef={search} onLeaveSearch={toGrid}>
        <ColumnsMenu
          columns={USER_COLUMNS}
          choices={chosen.columns}
          onChange={(next) => preferUsers({ columns: next })}
        />
      </Filters>
      <p className="hidden-words" role="status">
        {staging.said}
      </p>
      <LeftOutNotice onDismiss={staging.backToGrid} />
      <TableFrame
        pages={pages}
        failed="The accounts could not be loaded"
        testId="users"
        empty={
          pages.empty ? (
            <NoUsers narrowed={narrowed} reading={reading.size > 0} onRead={() => void read([])} />
          ) : null
        }
        side={
          whyConnection ? (
            <ReadDrawer connection={whyConnection} onClose={close} />
          ) : open ? (
            <UserDrawer
              connectionId={open.connectionId}
              accountId={open.accountId}
              onClose={close}
              onEdit={staging.edit}
            />
          ) : undefined
        }
        below={
          <SelectionBar
            selection={selection}
            total={pages.total}
            deactivate={verb ?? "Deactivate"}
            onEdit={staging.editThese}
            onStage={staging.stageSelected}
            onAll={() => setSelection(allOf(pages.total))}
            onClear={() => {
              setSelection(NOTHING);
              toGrid();
            }}
          />
        }
      >
        <PagedGrid<UserRow, UserPage, UserColumn>
          label="Accounts"
          testId="users-grid"
          rowTestId="users-row"
          handle={grid}
          pages={pages}
          rowAt={pages.rowAt}
          columns={USER_COLUMNS}
          choices={chosen.columns}
          onColumns={(columns) => preferUsers({ columns })}
          keyOf={userKey}
          cell={(row, column) => (
            <UserCell
              row={row}
              column={column}
              now={now}
              staged={stagedOf(row)}
              nouns={nounsOf(row.connection_id)}
              shown={shown}
            />
          )}
          rowAttributes={(row) => ({
            "data-account": row.account_id,
            "data-user": row.user_name,
            "data-connection": row.connection_name,
            "data-status": row.status,
            "data-stale": row.stale ? "" : undefined,
            "data-staged": stagedAs(stagedOf(row)),
          })}
          sort={{ by: chosen.sort, descending: chosen.descending }}
          onSort={(id, descending) => isSort(id) && preferUsers({ sort: id, descending })}
          onOpen={(row) => openRow(row, open !== null)}
          onActive={(row) => open && row && openRow(row, true)}
          onMenu={staging.openMenu}
          selection={selection}
          onToggle={(key) => setSelection((s) => toggled(s, key))}
          onExtend={(from, to) => void extend(from, to)}
          onSelectAll={selectAll}
          openKey={
            open ? userKey({ connection_id: open.connectionId, account_id: open.accountId }) : null
          }
        />
      </TableFrame>
      {staging.layer}
    </>
  );
}
