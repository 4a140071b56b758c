// The search, sort and match of the fake host.
import type { UserQuery, UserRow } from "../types";

export function matches(row: UserRow, query: UserQuery, inside: Set<string> | null): boolean {
  const text = query.text.toLowerCase();
  const all = [row.name, row.user_name, row.title, row.department, row.account_id]
    .join(" ")
    .toLowerCase();
  return (
    (text === "" || all.includes(text)) &&
    (query.connections.length === 0 || query.connections.includes(row.connection_id)) &&
    (query.statuses.length === 0 || query.statuses.includes(row.status)) &&
    (query.departments.length === 0 || query.departments.includes(row.department)) &&
    (inside === null || inside.has(row.account_id)) &&
    (!query.stale_only || row.stale)
  );
}

export function sortKey(row: UserRow, by: UserQuery["sort"]): string | number {
  switch (by) {
    case "name":
      return row.name.toLowerCase();
    case "user-name":
      return row.user_name;
    case "connection":
      return row.connection_name;
    case "status":
      return row.status;
    case "title":
      return row.title;
    case "department":
      return row.department;
    case "groups":
      return row.groups ?? -1;
    case "as-of":
      return row.as_of;
  }
}

/** Whom a text names: by id, user name or address, and when nobody is called so by whole name. */
export function named(rows: UserRow[], connection: string, text: string): UserRow[] {
  const asked = text.toLowerCase();
  const here = rows.filter((row) => row.connection_id === connection);
  const sure = here.filter((row) =>
    [row.account_id, row.user_name, row.email].some((t) => t.toLowerCase() === asked),
  );
  return sure.length > 0 ? sure : here.filter((row) => row.name.toLowerCase() === asked);
}
