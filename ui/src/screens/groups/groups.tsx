import { useCallback, useEffect, useRef, useState } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import { preferGroups, usePreferences } from "../../data/preferences";
import { useAppStateQuery, useConnections, useRead, useReading } from "../../data/state";
import { createStore } from "../../data/store";
import { type GroupPage, type GroupRow, type GroupSort, host } from "../../host";
import { Button } from "../../parts/button";
import { ColumnsMenu } from "../../parts/columns-menu";
import { ChoiceList, FilterChip, valuesWords } from "../../parts/filter-chip";
import { FreshnessLine } from "../../parts/freshness-line";
import { arrange, type Column, withMove, withWidth } from "../../parts/grid/columns";
import { Grid, type GridHandle } from "../../parts/grid/grid";
import { Body, Empty, Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { SearchField } from "../../parts/search-field";
import { AppName } from "../../parts/shapes";
import { useRoute } from "../../routes";
import { headline } from "../../words/freshness";
import { whole } from "../../words/names";
import { count, sentence } from "../../words/numbers";
import { moment } from "../../words/times";
import { useScreenKeys } from "../../parts/screen-keys";
import { NewGroupButton } from "./new-group";
import "../users/users.css";

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
  const grid = useRef<GridHandle>(null);
  const search = useRef<HTMLInputElement>(null);
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
  const [lastKey, setLastKey] = useState(key);
  useEffect(() => {
    if (key === lastKey) return;
    setLastKey(key);
    grid.current?.toTop();
  }, [key, lastKey]);
  useScreenKeys({ search, onEscape: () => grid.current?.focus() });
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
      <search className="filters" aria-label="Groups">
        <SearchField
          inputRef={search}
          label="Search groups"
          placeholder="Name of a group or team…"
          testId="groups-search"
          value={asked.text}
          shortcut
          onChange={(text) => session.set((before) => ({ ...before, text }))}
          onLeave={() => grid.current?.focus()}
        />
        <FilterChip
          name="App"
          testId="groups-filter-app"
          summary={valuesWords(known.map((id) => connections.find((c) => c.id === id)?.name ?? id))}
          onClear={() => session.set((before) => ({ ...before, connections: [] }))}
        >
          <ChoiceList
            label="Apps"
            testId="groups-filter-app"
            choices={connections.map((c) => ({
              value: c.id,
              label: c.name,
              count: c.groups ?? undefined,
            }))}
            chosen={known}
            onChange={(next) => session.set((before) => ({ ...before, connections: next }))}
          />
        </FilterChip>
        <span className="grow" />
        <ColumnsMenu
          columns={COLUMNS}
          choices={chosen.columns}
          onChange={(columns) => preferGroups({ columns })}
        />
      </search>
      <Body>
        {pages.problem && pages.sample === undefined ? (
          <div className="empty">
            <ProblemPart problem={pages.problem} title="The groups could not be loaded">
              <Button className="button" onClick={pages.retry}>
                Try again
              </Button>
            </ProblemPart>
          </div>
        ) : pages.sample !== undefined && pages.total === 0 ? (
          narrowed ? (
            <Empty title="No groups match these filters." testId="groups-none-match">
              <Button className="button" onClick={clear}>
                Clear search and filters
              </Button>
            </Empty>
          ) : reading.size > 0 ? (
            <Empty title="No groups yet. They are synced after the accounts." />
          ) : (
            <Empty title="No groups in the synced data." testId="groups-none">
              <Button className="button" onClick={() => void read([])}>
                Sync now
              </Button>
            </Empty>
          )
        ) : (
          <Grid<GroupRow, GroupColumn>
            label="Groups"
            testId="groups-grid"
            rowTestId="groups-row"
            handle={grid}
            columns={arrange(COLUMNS, chosen.columns)
              .filter((c) => !c.hidden)
              .map((c) => c.column)}
            count={pages.total}
            rowAt={pages.rowAt}
            keyOf={(row) => `${row.connection_id}\n${row.group_id}`}
            cell={(row, column) => <GroupCell row={row} column={column} now={now} />}
            rowAttributes={(row) => ({
              "data-group": row.group_id,
              "data-connection": row.connection_name,
              "data-members": row.members === null ? "unknown" : String(row.members),
            })}
            sort={{ by: chosen.sort, descending: chosen.descending }}
            onSort={(id) =>
              isSort(id) &&
              preferGroups({
                sort: id,
                descending: chosen.sort === id ? !chosen.descending : false,
              })
            }
            onResize={(id, width) =>
              preferGroups({ columns: withWidth(COLUMNS, chosen.columns, id, width) })
            }
            onReorder={(id, by) =>
              preferGroups({ columns: withMove(COLUMNS, chosen.columns, id, by) })
            }
            onOpen={open}
            onView={pages.see}
            busy={pages.busy}
          />
        )}
      </Body>
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
