import { useCallback, useEffect, useRef, useState } from "react";
import { useCasePlanning } from "../../data/case-planning";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import { usePeopleView } from "../../data/people-view";
import { preferPeople, usePreferences } from "../../data/preferences";
import { useAppStateQuery, useConnections, useRead, useReading } from "../../data/state";
import { host, type PeoplePage, type PersonRow } from "../../host";
import { Button, Link } from "../../parts/button";
import { ColumnsMenu } from "../../parts/columns-menu";
import { arrange, withMove, withWidth } from "../../parts/grid/columns";
import { Grid, type GridHandle } from "../../parts/grid/grid";
import { ContextMenu, type MenuPlace } from "../../parts/menu";
import { Body, Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { QuarantineDialog } from "../../parts/quarantine-dialog";
import { TiePeople } from "../../parts/tie-people";
import { href, useRoute } from "../../routes";
import { headline } from "../../words/freshness";
import { count } from "../../words/numbers";
import { activeIn, listName } from "../../words/people";
import { ReadButtons } from "../users/read-buttons";
import { useScreenKeys } from "../users/screen-keys";
import { PeopleCell } from "./cells";
import { isPeopleSort, type PeopleColumn, peopleColumns } from "./columns";
import { PeopleFilters } from "./filters";
import { NoList, NoPeople } from "./no-people";
import { rowEntries } from "./row-menu";
import { PeopleSelectionBar } from "./selection-bar";
import { personKey, usePeopleSelection } from "./use-selection";
import "../users/users.css";
import "./people.css";

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
  const grid = useRef<GridHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const selected = usePeopleSelection(pages, grid);
  const { selection, clear } = selected;
  const { planning, problem, lockDown } = useCasePlanning();
  const [quarantine, setQuarantine] = useState<PersonRow[] | null>(null);
  const [two, setTwo] = useState<[PersonRow, PersonRow] | null>(null);
  const [menu, setMenu] = useState<{ row: PersonRow; place: MenuPlace } | null>(null);

  // Another query is another table: from the top, with nothing selected.
  const asked = JSON.stringify(view);
  const before = useRef(asked);
  useEffect(() => {
    if (before.current === asked) return;
    before.current = asked;
    clear();
    grid.current?.toTop();
  }, [asked, clear]);

  useScreenKeys({
    search,
    onEscape: () => {
      if (selection.kind !== "none") clear();
      else grid.current?.focus();
    },
  });

  const sample = pages.sample;
  const apps = sample?.apps ?? [];
  const columns = peopleColumns(apps);
  const shown = arrange(columns, chosen.columns)
    .filter((c) => !c.hidden)
    .map((c) => c.column);
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
      <PeopleFilters
        facets={sample?.filters ?? []}
        searchRef={search}
        onLeaveSearch={() => grid.current?.focus()}
      >
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
      {pages.problem && sample !== undefined ? (
        <div className="notice" role="alert" data-testid="people-old-rows">
          <ProblemPart
            problem={pages.problem}
            title="These rows may be out of date. The newest rows could not be loaded"
          >
            <Button className="button" onClick={pages.retry}>
              Try again
            </Button>
          </ProblemPart>
        </div>
      ) : null}
      <Body>
        {pages.problem && sample === undefined ? (
          <div className="empty" data-testid="people-unreadable">
            <ProblemPart problem={pages.problem} title="The people could not be loaded">
              <Button className="button" onClick={pages.retry}>
                Try again
              </Button>
            </ProblemPart>
          </div>
        ) : sample !== undefined && pages.total === 0 && !pages.problem ? (
          <NoPeople narrowed={narrowed} reading={reading.size > 0} onRead={() => void read([])} />
        ) : (
          <Grid<PersonRow, PeopleColumn>
            label="People"
            testId="people-grid"
            rowTestId="people-row"
            handle={grid}
            columns={shown}
            count={pages.total}
            rowAt={pages.rowAt}
            keyOf={personKey}
            cell={(row, column) => <PeopleCell row={row} column={column} apps={apps} now={now} />}
            rowAttributes={(row) => ({
              "data-person": String(row.id),
              "data-email": row.email,
              "data-list": row.list,
            })}
            sort={{ by: chosen.sort, descending: chosen.descending }}
            onSort={(id) =>
              isPeopleSort(id) &&
              preferPeople({
                sort: id,
                descending: chosen.sort === id ? !chosen.descending : false,
              })
            }
            onResize={(id, width) =>
              preferPeople({ columns: withWidth(columns, chosen.columns, id, width) })
            }
            onReorder={(id, by) =>
              preferPeople({ columns: withMove(columns, chosen.columns, id, by) })
            }
            onOpen={open}
            onMenu={(row, place) => setMenu({ row, place })}
            onView={pages.see}
            selection={selection}
            onToggle={selected.toggle}
            onExtend={(from, to) => void selected.extend(from, to)}
            onSelectAll={selected.selectAll}
            busy={pages.busy}
          />
        )}
        <PeopleSelectionBar
          selection={selection}
          rows={selected.rows}
          apps={apps}
          total={pages.total}
          planning={planning}
          onAll={selected.all}
          onClear={() => {
            clear();
            grid.current?.focus();
          }}
          onOpen={open}
          onTie={(one, other) => setTwo([one, other])}
          onQuarantine={async () => setQuarantine(await selected.everybody())}
          onLockDown={async () => lockDown((await selected.everybody()).map((row) => row.id))}
        />
      </Body>
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
            grid.current?.focus();
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
            grid.current?.focus();
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
