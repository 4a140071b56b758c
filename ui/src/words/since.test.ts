import { expect, test } from "vitest";
import { movesLike, movesOf } from "./since";

const view = {
  connection_id: "c",
  connection_name: "Loomwork",
  from: "2026-10-01T08:00:00Z",
  to: "2026-11-20T08:00:00Z",
  before_first_read: false,
  accounts: [
    { account_id: "1", name: "Ada", user_name: "ada@x", moved: "came" as const, changes: [] },
    {
      account_id: "2",
      name: "Bo",
      user_name: "bo@x",
      moved: "changed" as const,
      changes: ["title Buyer → Lead", "deactivated"],
    },
  ],
  members: [
    { group_id: "g", group: "Sales", account_id: "1", name: "Ada", came: true },
    { group_id: "g", group: "Sales", account_id: "2", name: "Bo", came: false },
  ],
};

test("accounts come first, then who joined and left which group", () => {
  const moves = movesOf(view);
  expect(moves.map((move) => move.kind)).toEqual(["came", "changed", "joined", "left"]);
  expect(moves[1]?.what).toBe("title Buyer → Lead, deactivated");
  expect(new Set(moves.map((move) => move.key)).size).toBe(4);
});

test("kinds and text narrow it together", () => {
  const moves = movesOf(view);
  expect(movesLike(moves, new Set(), "").length).toBe(4);
  expect(movesLike(moves, new Set(["joined", "left"]), "sales").length).toBe(2);
  expect(movesLike(moves, new Set(["changed"]), "LEAD").length).toBe(1);
  expect(movesLike(moves, new Set(["came"]), "lead")).toEqual([]);
});
