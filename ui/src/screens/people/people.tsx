import { useCallback, useState } from "react";
import { useCasePlanning } from "../../data/case-planning";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import { usePeopleView } from "../../data/people-view";
import { preferPeople, usePreferences } from "../../data/preferences";
import { useAppStateQuery, useConnections, useRead, useReading } from "../../data/state";
import { host, type PeoplePage, type PersonRow } from "../../host";
import { Link } from "../../parts/button";
import { ColumnsMenu } from "../../parts/columns-menu";
import { PagedGrid } from "../../parts/grid/paged-grid";
import { TableFrame } from "../../parts/grid/table-frame";
import { useTable } from "../../parts/grid/use-table";
import { ContextMenu, type MenuPlace } from "../../parts/menu";
import { Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { QuarantineDialog } from "../../parts/quarantine-dialog";
import { ReadButtons } from "../../parts/read-buttons";
import { useScreenKeys } from "../../parts/screen-keys";
import { TiePeople } from "../../parts/tie-people";
import { href, useRoute } from "../../routes";
import { headline } from "../../words/freshness";
import { count } from "../../words/numbers";
import { activeIn, listName } from "../../words/people";
import { PeopleCell } from "./cells";
import { isPeopleSort, type PeopleColumn, peopleColumns } from "./columns";
import { PeopleFilters } from "./filters";
import { NoList, NoPeople } from "./no-people";
import { rowEntries } from "./row-menu";
import { PeopleSelectionBar } from "./selection-bar";
import { personKey, usePeopleSelection } from "./use-selection";

/** One row per person, one column per app, with the HR status. */
export function PeopleScreen() {
  const [, go] = useRoute();
  const now = useNow();
  const state = useAppStateQuery().data;
  const connections = useConnections();
  const reading = useReading();
  const read = useRead();
  const revision = useRevision();
  const { people: chosen } = usePreferences();
  const { view, narrowed } = usePeopleView();
  const fetchPage = useCallback(
    (offset: number, limit: number) => host.people({ ...view, offset, limit }),
    [view],
  );
  const pages = usePages<PersonRow, PeoplePage>("people", view, revision, fetchPage);
  const { grid, search, toGrid } = useTable(view, () => selected.clear());
  const selected = usePeopleSelection(pages, grid);
  const { selection, clear } = selected;
  const { planning, problem, lockDown } = useCasePlanning();
  const [quarantine, setQuarantine] = useState<PersonRow[] | null>(null);
  const [two, setTwo] = useState<[PersonRow, PersonRow] | null>(null);
  const [menu, setMenu] = useState<{ row: PersonRow; place: MenuPlace } | null>(null);

  useScreenKeys({
    search,
    onEscape: () => {
      if (selection.kind !== "none") clear();
      else toGrid();
    },
  });

  const sample = pages.sample;
  const apps = sample?.apps ?? [];
  const columns = peopleColumns(apps);
  const open = (row: PersonRow) => go({ at: "person", id: row.id });

  return (
    <>
      <Header
        title="People"
        sub={
          <>
            {headline(connections, reading, sample?.all ?? state?.people ?? null, now)}
            {sample?.list ? (
              <span data-testid="people-list"> · HR list {listName(sample.list, now)}</span>
            ) : null}
            {narrowed ? (
              <span data-testid="people-shown"> · {count(pages.total)} shown</span>
            ) : null}
          </>
        }
      >
        <Link className="button ghost" href={href({ at: "truth" })} data-testid="people-import">
          Import HR list…
        </Link>
        <ReadButtons connections={connections} reading={reading} onRead={() => void read([])} />
      </Header>
      {sample && sample.list === null ? <NoList /> : null}
      <PeopleFilters facets={sample?.filters ?? []} searchRef={search} onLeaveSearch={toGrid}>
        <ColumnsMenu
          columns={columns}
          choices={chosen.columns}
          onChange={(next) => preferPeople({ columns: next })}
        />
      </PeopleFilters>
      {problem ? (
        <div className="notice" role="alert" data-testid="people-problem">
          <ProblemPart problem={problem} title="The lockdown could not be planned" />
        </div>
      ) : null}
      <TableFrame
        pages={pages}
        failed="The people could not be loaded"
        testId="people"
        empty={
          pages.empty ? (
            <NoPeople narrowed={narrowed} reading={reading.size > 0} onRead={() => void read([])} />
          ) : null
        }
        below={
          <PeopleSelectionBar
            selection={selection}
            rows={selected.rows}
            apps={apps}
            total={pages.total}
            planning={planning}
            onAll={selected.all}
            onClear={() => {
              clear();
              toGrid();
            }}
            onOpen={open}
            onTie={(one, other) => setTwo([one, other])}
            onQuarantine={async () => setQuarantine(await selected.everybody())}
            onLockDown={async () => lockDown((await selected.everybody()).map((row) => row.id))}
          />
        }
      >
        <PagedGrid<PersonRow, PeoplePage, PeopleColumn>
          label="People"
          testId="people-grid"
          rowTestId="people-row"
          handle={grid}
          pages={pages}
          rowAt={pages.rowAt}
          columns={columns}
          choices={chosen.columns}
          onColumns={(next) => preferPeople({ columns: next })}
          keyOf={personKey}
          cell={(row, column) => <PeopleCell row={row} column={column} apps={apps} now={now} />}
          rowAttributes={(row) => ({
            "data-person": String(row.id),
            "data-email": row.email,
            "data-list": row.list,
          })}
          sort={{ by: chosen.sort, descending: chosen.descending }}
          onSort={(id, descending) => isPeopleSort(id) && preferPeople({ sort: id, descending })}
          onOpen={open}
          onMenu={(row, place) => setMenu({ row, place })}
          selection={selection}
          onToggle={selected.toggle}
          onExtend={(from, to) => void selected.extend(from, to)}
          onSelectAll={selected.selectAll}
        />
      </TableFrame>
      {menu ? (
        <ContextMenu
          label={menu.row.name}
          testId="person-menu"
          place={menu.place}
          entries={rowEntries(menu.row, activeIn([menu.row], apps), {
            open: () => open(menu.row),
            quarantine: () => setQuarantine([menu.row]),
            lockDown: () => void lockDown([menu.row.id]),
          })}
          onClose={() => {
            setMenu(null);
            toGrid();
          }}
        />
      ) : null}
      {two ? (
        <TiePeople
          person={two[0]}
          other={two[1]}
          apps={apps}
          onDone={() => {
            setTwo(null);
            clear();
            toGrid();
          }}
          onClose={() => setTwo(null)}
        />
      ) : null}
      {quarantine ? (
        <QuarantineDialog
          people={quarantine}
          onDone={() => setQuarantine(null)}
          onClose={() => setQuarantine(null)}
        />
      ) : null}
    </>
  );
}
