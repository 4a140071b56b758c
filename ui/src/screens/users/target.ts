// The target of a change: the selected rows, one account, or every match of a query.
import { accountKey, accountOf } from "../../data/stage";
import type { UsersView } from "../../data/users-view";
import type {
  AccountRef,
  ConnectionView,
  UserRow,
  UserWish,
  UserWishKind,
  WantedValue,
} from "../../host";
import { type Selection, selectedCount } from "../../parts/grid/selection";

export type Target = {
  accounts: AccountRef[];
  /** Every match instead, including those that were never loaded. */
  allOf: UsersView | null;
  /** The connections of the accounts, as far as known before they are looked up. */
  connections: string[];
  count: number;
  /** The target of one account. */
  name: string | null;
};

export const targetOf = (row: Pick<UserRow, "connection_id" | "account_id" | "name">): Target => ({
  accounts: [{ connection_id: row.connection_id, account_id: row.account_id }],
  allOf: null,
  connections: [row.connection_id],
  count: 1,
  name: row.name,
});

export function targetOfAccounts(accounts: AccountRef[]): Target {
  const connections = [...new Set(accounts.map((one) => one.connection_id))];
  return { accounts, allOf: null, connections, count: accounts.length, name: null };
}

/** The selection, or null when nothing is selected. Rows taken out of "all" are looked up. */
export async function targetOfSelection(
  selection: Selection,
  view: UsersView,
  connections: ConnectionView[],
  allRows: () => Promise<UserRow[]>,
): Promise<Target | null> {
  if (selection.kind === "none") return null;
  if (selection.kind === "rows") return targetOfAccounts([...selection.keys].map(accountOf));
  if (selection.except.size > 0) {
    const rows = await allRows();
    return targetOfAccounts(rows.filter((row) => !selection.except.has(accountKey(row))));
  }
  const asked = view.group ? [view.group.connection_id] : view.connections;
  return {
    accounts: [],
    allOf: view,
    connections: asked.length > 0 ? asked : connections.map((one) => one.id),
    count: selectedCount(selection),
    name: null,
  };
}

/** The verb for a selection: the app's own if all of these apps use the same. */
export function deactivateVerb(apps: Pick<ConnectionView, "nouns">[]): string {
  const verbs = new Set(apps.map((app) => app.nouns.deactivate));
  const [verb] = verbs;
  return verb !== undefined && verbs.size === 1 ? verb : "Deactivate";
}

export function wishOf(target: Target, kind: UserWishKind, values: WantedValue[] = []): UserWish {
  return {
    kind,
    accounts: target.accounts.map(({ connection_id, account_id }) => ({
      connection_id,
      account_id,
    })),
    all_of: target.allOf ? { ...target.allOf, offset: 0, limit: 0 } : null,
    values,
  };
}
