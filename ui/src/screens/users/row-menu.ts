import type { StagedAccount } from "../../data/stage";
import type { Nouns, UserRow, UserWishKind } from "../../host";
import type { MenuEntry } from "../../parts/menu";

/** The changes to stage for one account. Whether its app refuses one is known only when it is asked. */
export function rowEntries(
  row: UserRow,
  nouns: Nouns | undefined,
  staged: StagedAccount | undefined,
  on: {
    edit: () => void;
    stage: (kind: UserWishKind) => void;
    takeOut: (ids: number[]) => void;
  },
  deleteRefused: string | null = null,
): MenuEntry[] {
  const gone =
    row.status === "no-longer-listed"
      ? `${row.connection_name} no longer lists this ${nouns?.user ?? "user"}.`
      : null;
  const entries: MenuEntry[] = [{ id: "edit", label: "Edit…", why: gone, onAction: on.edit }];
  if (row.status === "active")
    entries.push({
      id: "deactivate",
      label: nouns?.deactivate ?? "Deactivate",
      onAction: () => on.stage("deactivate"),
    });
  else entries.push({ id: "activate", label: "Activate", onAction: () => on.stage("activate") });
  entries.push({
    id: "delete",
    label: "Delete…",
    why: gone ?? deleteRefused,
    danger: true,
    onAction: () => on.stage("delete"),
  });
  if (staged)
    entries.push({
      id: "take-out",
      label: "Unstage changes",
      onAction: () => on.takeOut(staged.ids),
    });
  return entries;
}
