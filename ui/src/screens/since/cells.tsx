import { Link } from "../../parts/button";
import type { Column } from "../../parts/grid/columns";
import { href } from "../../routes";
import { MOVE, type Move } from "../../words/since";

export type MoveColumn = "kind" | "name" | "what";

export const MOVE_COLUMNS: Column<MoveColumn>[] = [
  { id: "kind", label: "What", min: 130, weight: 0.6 },
  { id: "name", label: "Who", min: 220, weight: 2 },
  { id: "what", label: "Change or group", min: 240, weight: 3 },
];

export function MoveCell({
  move,
  column,
  connectionId,
}: {
  move: Move;
  column: MoveColumn;
  connectionId: string;
}) {
  switch (column) {
    case "kind":
      return (
        <span className={move.kind === "went" || move.kind === "left" ? "tag warn" : "tag"}>
          {MOVE[move.kind]}
        </span>
      );
    case "name":
      return (
        <span className="clip" title={move.userName || undefined}>
          <Link
            className="link name"
            tabIndex={-1}
            href={href({ at: "users", open: { connectionId, accountId: move.accountId } })}
          >
            {move.name}
          </Link>{" "}
          <span className="muted">{move.userName === move.name ? "" : move.userName}</span>
        </span>
      );
    case "what":
      return move.group ? (
        <span className="clip" title={move.what}>
          <Link
            className="link"
            tabIndex={-1}
            href={href({ at: "group", connectionId, groupId: move.group.id })}
          >
            {move.what}
          </Link>
        </span>
      ) : (
        <span className="clip" title={move.what}>
          {move.what || "–"}
        </span>
      );
  }
}
