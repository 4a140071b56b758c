// What opens over the table: the menu of a row, and the dialogs for people.
import { useState } from "react";
import type { PeopleApp, PersonRow } from "../../host";
import { ContextMenu, type MenuPlace } from "../../parts/menu";
import { QuarantineDialog } from "../../parts/quarantine-dialog";
import { TiePeople } from "../../parts/tie-people";
import { activeIn } from "../../words/people";
import { rowEntries } from "./row-menu";

export function usePeopleLayers({
  apps,
  toGrid,
  onOpen,
  onLockDown,
  onTied,
}: {
  apps: PeopleApp[];
  toGrid: () => void;
  onOpen: (row: PersonRow) => void;
  onLockDown: (rows: PersonRow[]) => void;
  onTied: () => void;
}) {
  const [quarantine, setQuarantine] = useState<PersonRow[] | null>(null);
  const [two, setTwo] = useState<[PersonRow, PersonRow] | null>(null);
  const [menu, setMenu] = useState<{ row: PersonRow; place: MenuPlace } | null>(null);

  const layer = (
    <>
      {menu ? (
        <ContextMenu
          label={menu.row.name}
          testId="person-menu"
          place={menu.place}
          entries={rowEntries(menu.row, activeIn([menu.row], apps), {
            open: () => onOpen(menu.row),
            quarantine: () => setQuarantine([menu.row]),
            lockDown: () => onLockDown([menu.row]),
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
            onTied();
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
  return {
    quarantine: setQuarantine,
    tie: (one: PersonRow, other: PersonRow) => setTwo([one, other]),
    openMenu: (row: PersonRow, place: MenuPlace) => setMenu({ row, place }),
    layer,
  };
}
