// What changed in a sample app: some of each kind, and nothing up to the last read.
import type { SinceView, UserRow } from "../types";
import { ago } from "./people";

const GROUP = "team-emea";

export function sinceOf(
  rows: UserRow[],
  connection: string,
  to: string | null,
  group: string | null,
): SinceView {
  const [a, b, c, d] = rows.filter((row) => row.connection_id === connection);
  if (!a || !b || !c || !d) throw new Error("too few people");
  const account = (
    row: UserRow,
    moved: SinceView["accounts"][number]["moved"],
    changes: string[],
  ) => ({
    account_id: row.account_id,
    name: row.name,
    user_name: row.user_name,
    moved,
    changes,
  });
  const member = (row: UserRow, came: boolean) => ({
    group_id: group ?? GROUP,
    group: "EMEA Sales",
    account_id: row.account_id,
    name: row.name,
    came,
  });
  const still = to !== null;
  return {
    connection_id: connection,
    connection_name: a.connection_name,
    from: ago(60 * 24),
    to: still ? ago(60 * 24) : ago(10),
    before_first_read: false,
    accounts:
      group !== null || still
        ? []
        : [
            account(a, "came", []),
            account(b, "went", []),
            account(c, "changed", ["title Buyer → Lead", "deactivated"]),
          ],
    members: still ? [] : [member(a, true), member(d, false)],
  };
}
