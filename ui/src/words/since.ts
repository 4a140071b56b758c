// The differences between two syncs, as rows of one table and in words.
import type { SinceView } from "../host";

export type MoveKind = "came" | "went" | "changed" | "joined" | "left";

export const MOVE: Record<MoveKind, string> = {
  came: "New",
  went: "No longer listed",
  changed: "Changed",
  joined: "Joined",
  left: "Left",
};

/** In the order of the filter. */
export const MOVES: MoveKind[] = ["came", "went", "changed", "joined", "left"];

export type Move = {
  key: string;
  kind: MoveKind;
  accountId: string;
  name: string;
  /** The user name; empty for a membership. */
  userName: string;
  /** "title Buyer → Lead", or the group. */
  what: string;
  group: { id: string; name: string } | null;
};

/** Accounts first, then memberships, each in the order of the answer. */
export function movesOf(view: SinceView): Move[] {
  const accounts = view.accounts.map(
    (one): Move => ({
      key: `account ${one.account_id}`,
      kind: one.moved,
      accountId: one.account_id,
      name: one.name,
      userName: one.user_name,
      what: one.changes.join(", "),
      group: null,
    }),
  );
  const members = view.members.map(
    (one): Move => ({
      key: `member ${one.group_id} ${one.account_id}`,
      kind: one.came ? "joined" : "left",
      accountId: one.account_id,
      name: one.name,
      userName: "",
      what: one.group,
      group: { id: one.group_id, name: one.group },
    }),
  );
  return [...accounts, ...members];
}

/** Moves of the chosen kinds (all, if none is chosen) that contain the text. */
export function movesLike(moves: Move[], kinds: ReadonlySet<MoveKind>, text: string): Move[] {
  const wanted = text.trim().toLowerCase();
  return moves.filter(
    (move) =>
      (kinds.size === 0 || kinds.has(move.kind)) &&
      (wanted === "" ||
        `${move.name} ${move.userName} ${move.what}`.toLowerCase().includes(wanted)),
  );
}
