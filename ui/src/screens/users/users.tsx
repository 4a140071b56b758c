import { useNow } from "../../data/clock";
import { preferUsers, usePreferences } from "../../data/preferences";
import type { StagedAccount } from "../../data/stage";
import { useConnections, useRead, useReading } from "../../data/state";
import type { UserPage, UserRow } from "../../host";
import { ColumnsMenu } from "../../parts/columns-menu";
import { FreshnessLine } from "../../parts/freshness-line";
import { PagedGrid } from "../../parts/grid/paged-grid";
import { TableFrame } from "../../parts/grid/table-frame";
import { useTable } from "../../parts/grid/use-table";
import { useScreenKeys } from "../../parts/screen-keys";
import { UserCell } from "./cells";
import { isSort, USER_COLUMNS, type UserColumn, userKey } from "./columns";
import { Filters } from "./filters";
import { UsersHeader } from "./header";
import { LeftOutNotice } from "./left-out";
import { NoUsers } from "./no-users";
import { PartialBanner, unfinished } from "./partial-banner";
import { SelectionBar } from "./selection-bar";
import { stagedAs, useTableStaging } from "./table-staging";
import { deactivateVerb, targetOfSelection } from "./target";
import { useUserSelection } from "./use-selection";
import { type OpenAccount, refOf, useSide } from "./use-side";
import { useUsers } from "./use-users";

export function UsersScreen({ open }: { open: OpenAccount | null }) {
  const now = useNow();
  const connections = useConnections();
  const reading = useReading();
  const { users: chosen } = usePreferences();
  const { view, narrowed, pages } = useUsers(connections);
  const { grid, search, toGrid } = useTable(view, () => selected.clear());
  const selected = useUserSelection(pages, grid);
  const { selection } = selected;
  const beside = useSide({ open, connections, toGrid });
  const staging = useTableStaging({
    grid,
    rowAt: pages.rowAt,
    selected: () => targetOfSelection(selection, view, connections, selected.allRows),
  });
  const { stagedOf, nounsOf } = staging;

  useScreenKeys({
    search,
    keys: { e: staging.editThese },
    onEscape: () => {
      if (beside.shown) beside.close();
      else if (selection.kind !== "none") selected.clear();
      else toGrid();
    },
  });

  const asked = connections.filter(
    ({ id }) => view.connections.length === 0 || view.connections.includes(id),
  );

  return (
    <>
      <UsersHeader shown={narrowed ? pages.total : null} />
      <FreshnessLine connections={connections} reading={reading} now={now} />
      <PartialBanner
        connections={unfinished(connections, reading)}
        now={now}
        why={beside.why}
        onWhy={beside.setWhy}
      />
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
        empty={pages.empty ? <WhyNoUsers narrowed={narrowed} /> : null}
        side={beside.side(staging.edit)}
        below={
          <SelectionBar
            selection={selection}
            total={pages.total}
            deactivate={deactivateVerb(asked)}
            onEdit={staging.editThese}
            onStage={staging.stageSelected}
            onAll={selected.all}
            onClear={() => {
              selected.clear();
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
          cell={(row, column, shown) => (
            <UserCell
              row={row}
              column={column}
              now={now}
              staged={stagedOf(row)}
              nouns={nounsOf(row.connection_id)}
              shown={shown}
            />
          )}
          rowAttributes={(row) => marksOf(row, stagedOf(row))}
          sort={{ by: chosen.sort, descending: chosen.descending }}
          onSort={(id, descending) => isSort(id) && preferUsers({ sort: id, descending })}
          onOpen={(row) => beside.openRow(row, open !== null)}
          onActive={(row) => open && row && beside.openRow(row, true)}
          onMenu={staging.openMenu}
          selection={selection}
          onToggle={selected.toggle}
          onExtend={(from, to) => void selected.extend(from, to)}
          onSelectAll={selected.selectAll}
          openKey={open && userKey(refOf(open))}
        />
      </TableFrame>
      {staging.layer}
    </>
  );
}

const marksOf = (row: UserRow, staged: StagedAccount | undefined) => ({
  "data-account": row.account_id,
  "data-user": row.user_name,
  "data-connection": row.connection_name,
  "data-status": row.status,
  "data-stale": row.stale ? "" : undefined,
  "data-staged": stagedAs(staged),
});

function WhyNoUsers({ narrowed }: { narrowed: boolean }) {
  const reading = useReading().size > 0;
  const read = useRead();
  return <NoUsers narrowed={narrowed} reading={reading} onRead={() => void read([])} />;
}
