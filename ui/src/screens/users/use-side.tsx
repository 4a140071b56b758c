// Beside the table: one account, or why the newest sync of an app is not complete.
import { useCallback, useState } from "react";
import type { AccountRef, ConnectionView, UserRow } from "../../host";
import { useRoute } from "../../routes";
import { UserDrawer } from "./drawer";
import { ReadDrawer } from "./read-drawer";
import type { Target } from "./target";

export type OpenAccount = { connectionId: string; accountId: string };

/** The key of the open account in the table. */
export const refOf = (open: OpenAccount): AccountRef => ({
  connection_id: open.connectionId,
  account_id: open.accountId,
});

export function useSide({
  open,
  connections,
  toGrid,
}: {
  open: OpenAccount | null;
  connections: ConnectionView[];
  toGrid: () => void;
}) {
  const [, go] = useRoute();
  const [why, setWhy] = useState<string | null>(null);
  const connection = connections.find((c) => c.id === why) ?? null;
  const openRow = useCallback(
    (row: UserRow, replace: boolean) => {
      setWhy(null);
      go(
        { at: "users", open: { connectionId: row.connection_id, accountId: row.account_id } },
        replace,
      );
    },
    [go],
  );
  const close = useCallback(() => {
    setWhy(null);
    go({ at: "users" }, true);
    toGrid();
  }, [go, toGrid]);
  const side = (onEdit: (target: Target) => void): React.ReactNode => {
    if (connection) return <ReadDrawer connection={connection} onClose={close} />;
    return open ? <UserDrawer {...open} onClose={close} onEdit={onEdit} /> : undefined;
  };
  return { why, setWhy, shown: open !== null || connection !== null, openRow, close, side };
}
