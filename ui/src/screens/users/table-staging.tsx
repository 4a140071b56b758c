// Staging from the table: for the selection or one row, by menu or key.
import { useState } from "react";
import { showNotice } from "../../data/notices";
import { accountKey, type StagedAccount, useStagedAccounts } from "../../data/stage";
import { useConnections } from "../../data/state";
import { asProblem, type UserRow, type UserWishKind } from "../../host";
import type { GridHandle } from "../../parts/grid/grid";
import { ContextMenu, type MenuPlace } from "../../parts/menu";
import { EditDialog } from "./edit";
import { rowEntries } from "./row-menu";
import { type Target, targetOf, wishOf } from "./target";
import { useUserStaging } from "./use-staging";

/** The mark of a row: a status change takes priority over single values. */
export function stagedAs(staged: StagedAccount | undefined): string | undefined {
  return staged && (staged.fate ?? "set");
}

export function useTableStaging({
  grid,
  rowAt,
  selected,
}: {
  grid: React.RefObject<GridHandle | null>;
  rowAt: (index: number) => UserRow | undefined;
  /** The target of the selection; null without one. */
  selected: () => Promise<Target | null>;
}) {
  const connections = useConnections();
  const staged = useStagedAccounts();
  const { stage, takeOut, said } = useUserStaging();
  const [edited, setEdited] = useState<{ target: Target; inTable: boolean } | null>(null);
  const [menu, setMenu] = useState<{ row: UserRow; place: MenuPlace } | null>(null);
  const nounsOf = (id: string) => connections.find((c) => c.id === id)?.nouns;
  const stagedOf = (row: UserRow) => staged.get(accountKey(row));
  const backToGrid = () => {
    requestAnimationFrame(() => grid.current?.focus());
  };
  const withSelected = (then: (target: Target | null) => void) => {
    selected().then(then, (thrown: unknown) => showNotice(asProblem(thrown)));
  };
  const stageSelected = (kind: UserWishKind) =>
    withSelected((target) => target && void stage(wishOf(target, kind)));
  /** The selection, or the focused row. */
  const editThese = () =>
    withSelected((target) => {
      const at = grid.current?.at() ?? -1;
      const row = at < 0 ? undefined : rowAt(at);
      const whom = target ?? (row ? targetOf(row) : null);
      if (whom) setEdited({ target: whom, inTable: true });
    });

  const layer = (
    <>
      {menu ? (
        <ContextMenu
          label={menu.row.name}
          testId="row-menu"
          place={menu.place}
          entries={rowEntries(menu.row, nounsOf(menu.row.connection_id), stagedOf(menu.row), {
            edit: () => setEdited({ target: targetOf(menu.row), inTable: true }),
            stage: (kind) => void stage(wishOf(targetOf(menu.row), kind)),
            takeOut: (ids) => void takeOut(ids),
          })}
          onClose={() => setMenu(null)}
        />
      ) : null}
      {edited ? (
        <EditDialog
          target={edited.target}
          onClose={() => setEdited(null)}
          // From the drawer, the focus returns to the pressed button.
          onClosed={edited.inTable ? backToGrid : undefined}
        />
      ) : null}
    </>
  );
  return {
    nounsOf,
    stagedOf,
    said,
    stageSelected,
    editThese,
    edit: (target: Target) => setEdited({ target, inTable: false }),
    openMenu: (row: UserRow, place: MenuPlace) => setMenu({ row, place }),
    backToGrid,
    layer,
  };
}
