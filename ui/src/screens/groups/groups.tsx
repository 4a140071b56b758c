import { useCallback } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import { preferGroups, usePreferences } from "../../data/preferences";
import { useAppStateQuery, useConnections, useRead, useReading } from "../../data/state";
import { createStore } from "../../data/store";
import { type GroupPage, type GroupRow, type GroupSort, host } from "../../host";
import { ColumnsMenu } from "../../parts/columns-menu";
import { AppFilter, FilterLine } from "../../parts/filter-line";
import { FreshnessLine } from "../../parts/freshness-line";
import type { Column } from "../../parts/grid/columns";
import { PagedGrid } from "../../parts/grid/paged-grid";
import { NoRows, TableFrame } from "../../parts/grid/table-frame";
import { useTable } from "../../parts/grid/use-table";
import { Header } from "../../parts/page";
import { useScreenKeys } from "../../parts/screen-keys";
import { AppName } from "../../parts/shapes";
import { useRoute } from "../../routes";
import { headline } from "../../words/freshness";
import { whole } from "../../words/names";
import { count, sentence } from "../../words/numbers";
import { moment } from "../../words/times";
import { NewGroupButton } from "./new-group";

type GroupColumn = GroupSort | "noun";

const COLUMNS: Column<GroupColumn>[] = [
  { id: "name", label: "Name", min: 190, weight: 3, sortable: true, fixed: true },
  { id: "connection", label: "App", min: 120, weight: 1.4, sortable: true },
  { id: "noun", label: "Kind", min: 100, weight: 1 },
  { id: "members", label: "Members", min: 100, weight: 0.8, sortable: true, align: "end" },
  { id: "as-of", label: "As of", min: 110, weight: 0.8, sortable: true, align: "end" },
];

const SORTS = new Set<string>(COLUMNS.filter((c) => c.sortable).map((c) => c.id));
const isSort = (id: GroupColumn): id is GroupSort => SORTS.has(id);

const session = createStore<{ text: string; connections: string[] }>({ text: "", connections: [] });

/** All groups of all apps; the members are on the page of the group. */
export function GroupsScreen() {
  const [, go] = useRoute();
  const now = useNow();
  const state = useAppStateQuery().data;
  const connections = useConnections();
  const reading = useReading();
  const read = useRead();
  const revision = useRevision();
  const { groups: chosen } = usePreferences();
  const asked = session.use();
  const known = asked.connections.filter((id) => connections.some((c) => c.id === id));
  const view = {
    text: asked.text.trim(),
    connections: known,
    sort: chosen.sort,
    descending: chosen.descending,
  };
  const key = JSON.stringify(view);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds every field of the view
  const fetchPage = useCallback(
    (offset: number, limit: number) => host.groups({ ...view, offset, limit }),
    [key],
  );
  const pages = usePages<GroupRow, GroupPage>("groups", view, revision, fetchPage);
  const narrowed = view.text !== "" || known.length > 0;
  const { grid, search, toGrid } = useTable(view);
  useScreenKeys({ search, onEscape: toGrid });
  const clear = () => session.set({ text: "", connections: [] });
  const open = (row: GroupRow) =>
    go({ at: "group", connectionId: row.connection_id, groupId: row.group_id });

  return (
    <>
      <Header
        title="Groups"
        sub={
          <>
            {headline(connections, reading, pages.sample?.all ?? state?.groups ?? null, now)}
            {narrowed ? ` · ${count(pages.total)} shown` : null}
          </>
        }
      >
        <NewGroupButton />
      </Header>
      <FreshnessLine connections={connections} reading={reading} now={now} />
      <FilterLine
        label="Groups"
        search={{
          inputRef: search,
          label: "Search groups",
          placeholder: "Name of a group or team…",
          testId: "groups-search",
          value: asked.text,
          onChange: (text) => session.set((before) => ({ ...before, text })),
          onLeave: toGrid,
        }}
      >
        <AppFilter
          testId="groups-filter-app"
          connections={connections}
          chosen={known}
          rowsOf={(connection) => connection.groups ?? undefined}
          onChange={(next) => session.set((before) => ({ ...before, connections: next }))}
        />
        <span className="grow" />
        <ColumnsMenu
          columns={COLUMNS}
          choices={chosen.columns}
          onChange={(columns) => preferGroups({ columns })}
        />
      </FilterLine>
      <TableFrame
        pages={pages}
        failed="The groups could not be loaded"
        testId="groups"
        empty={
          pages.empty ? (
            <NoRows
              what="groups"
              testId="groups"
              narrowed={narrowed}
              clear={clear}
              reading={reading.size > 0}
              readingTitle="No groups yet. They are synced after the accounts."
              onRead={() => void read([])}
            />
          ) : null
        }
      >
        <PagedGrid<GroupRow, GroupPage, GroupColumn>
          label="Groups"
          testId="groups-grid"
          rowTestId="groups-row"
          handle={grid}
          pages={pages}
          rowAt={pages.rowAt}
          columns={COLUMNS}
          choices={chosen.columns}
          onColumns={(columns) => preferGroups({ columns })}
          keyOf={(row) => `${row.connection_id}\n${row.group_id}`}
          cell={(row, column) => <GroupCell row={row} column={column} now={now} />}
          rowAttributes={(row) => ({
            "data-group": row.group_id,
            "data-connection": row.connection_name,
            "data-members": row.members === null ? "unknown" : String(row.members),
          })}
          sort={{ by: chosen.sort, descending: chosen.descending }}
          onSort={(id, descending) => isSort(id) && preferGroups({ sort: id, descending })}
          onOpen={open}
        />
      </TableFrame>
    </>
  );
}

function GroupCell({ row, column, now }: { row: GroupRow; column: GroupColumn; now: Date }) {
  switch (column) {
    case "name":
      return (
        <span className={row.stale ? "clip name stale-row" : "clip name"} title={whole(row.name)}>
          {whole(row.name)}
          {row.listed ? null : <span className="muted small"> no longer listed</span>}
        </span>
      );
    case "connection":
      return <AppName color={row.color} name={row.connection_name} />;
    case "noun":
      return <span className="muted clip">{sentence(row.noun)}</span>;
    case "members":
      return row.members === null ? (
        <span className="muted" title="Unknown, not none. Its members were not synced">
          unknown
        </span>
      ) : (
        <span>{count(row.members)}</span>
      );
    case "as-of":
      return (
        <span className={row.stale ? "small old" : "small muted"}>{moment(row.as_of, now)}</span>
      );
  }
}
