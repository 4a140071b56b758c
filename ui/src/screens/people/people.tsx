import { useCasePlanning } from "../../data/case-planning";
import { useNow } from "../../data/clock";
import { preferPeople, usePreferences } from "../../data/preferences";
import { useRead, useReading } from "../../data/state";
import type { PeoplePage, PersonRow } from "../../host";
import { ColumnsMenu } from "../../parts/columns-menu";
import { PagedGrid } from "../../parts/grid/paged-grid";
import { TableFrame } from "../../parts/grid/table-frame";
import { useTable } from "../../parts/grid/use-table";
import { ProblemPart } from "../../parts/problem";
import { useScreenKeys } from "../../parts/screen-keys";
import { useRoute } from "../../routes";
import { PeopleCell } from "./cells";
import { isPeopleSort, type PeopleColumn, peopleColumns } from "./columns";
import { PeopleFilters } from "./filters";
import { PeopleHeader } from "./header";
import { NoList, NoPeople } from "./no-people";
import { PeopleSelectionBar } from "./selection-bar";
import { usePeopleLayers } from "./use-layers";
import { usePeople } from "./use-people";
import { personKey, usePeopleSelection } from "./use-selection";

/** One row per person, one column per app, with the HR status. */
export function PeopleScreen() {
  const [, go] = useRoute();
  const now = useNow();
  const { people: chosen } = usePreferences();
  const { view, narrowed, pages } = usePeople();
  const { grid, search, toGrid } = useTable(view, () => selected.clear());
  const selected = usePeopleSelection(pages, grid);
  const { selection, clear } = selected;
  const { planning, problem, lockDown } = useCasePlanning();
  const sample = pages.sample;
  const apps = sample?.apps ?? [];
  const columns = peopleColumns(apps);
  const open = (row: PersonRow) => go({ at: "person", id: row.id });
  const lockDownAll = (rows: PersonRow[]) => lockDown(rows.map((row) => row.id));
  const leaveSelection = () => {
    clear();
    toGrid();
  };
  const layers = usePeopleLayers({
    apps,
    toGrid,
    onOpen: open,
    onLockDown: (rows) => void lockDownAll(rows),
    onTied: leaveSelection,
  });

  useScreenKeys({ search, onEscape: () => (selection.kind === "none" ? toGrid() : clear()) });

  return (
    <>
      <PeopleHeader page={sample} shown={narrowed ? pages.total : null} />
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
        empty={pages.empty ? <WhyNoPeople narrowed={narrowed} /> : null}
        below={
          <PeopleSelectionBar
            selection={selection}
            rows={selected.rows}
            apps={apps}
            total={pages.total}
            planning={planning}
            onAll={selected.all}
            onClear={leaveSelection}
            onOpen={open}
            onTie={layers.tie}
            onQuarantine={async () => layers.quarantine(await selected.everybody())}
            onLockDown={async () => lockDownAll(await selected.everybody())}
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
          rowAttributes={marksOf}
          sort={{ by: chosen.sort, descending: chosen.descending }}
          onSort={(id, descending) => isPeopleSort(id) && preferPeople({ sort: id, descending })}
          onOpen={open}
          onMenu={layers.openMenu}
          selection={selection}
          onToggle={selected.toggle}
          onExtend={(from, to) => void selected.extend(from, to)}
          onSelectAll={selected.selectAll}
        />
      </TableFrame>
      {layers.layer}
    </>
  );
}

const marksOf = (row: PersonRow) => ({
  "data-person": String(row.id),
  "data-email": row.email,
  "data-list": row.list,
});

function WhyNoPeople({ narrowed }: { narrowed: boolean }) {
  const reading = useReading().size > 0;
  const read = useRead();
  return <NoPeople narrowed={narrowed} reading={reading} onRead={() => void read([])} />;
}
