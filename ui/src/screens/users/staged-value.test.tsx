import { render, screen } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import type { StagedAccount } from "../../data/stage";
import type { UserRow } from "../../host";
import { accounts } from "../../test/acts";
import { open } from "../../test/engine";
import { UserCell } from "./cells";
import type { UserColumn } from "./columns";
import { stagedCell } from "./staged-value";

let row: UserRow;

beforeAll(async () => {
  await open();
  const [one] = await accounts("monday", "", ["active"]);
  row = { ...one, title: "Agent", name: "Jo Brandt" };
});

const values = (...of: [path: string, before: string, after: string | null][]): StagedAccount => ({
  ids: [1],
  values: of.map(([path, before, after]) => ({ path, label: path, before, after })),
  fate: null,
});
const cell = (column: UserColumn, staged: StagedAccount, shown?: UserColumn[]) =>
  render(<UserCell row={row} column={column} now={new Date()} staged={staged} shown={shown} />);

test("a staged value is old → new, with words for people who do not see the color", () => {
  const { container } = cell("title", values(["title", "Agent", "Counsel"]));
  expect(container.querySelector("del")?.textContent).toBe("Agent");
  expect(container.querySelector("ins")?.textContent).toBe("Counsel");
  expect(container.textContent).toContain("staged:");
});

test("a value that is taken away becomes the word none", () => {
  const { container } = cell("title", values(["title", "Agent", null]));
  expect(container.querySelector("ins")?.textContent).toBe("none");
});

test("columns find their paths in any case, and no other column is touched", () => {
  const department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";
  const staged = values([department, "", "Legal"], ["USERNAME", "a", "b"]);
  expect(stagedCell(staged, row, "department")?.after).toBe("Legal");
  expect(stagedCell(staged, row, "user-name")?.after).toBe("b");
  expect(stagedCell(staged, row, "title")).toBeUndefined();
  expect(stagedCell(staged, row, "name")).toBeUndefined();
  expect(stagedCell(undefined, row, "title")).toBeUndefined();
});

test("a part of a name is exchanged in the whole", () => {
  const staged = values(["name.familyName", "Brandt", "Lind"], ["name.givenName", "Jo", "Al"]);
  expect(stagedCell(staged, row, "name")).toEqual({ before: "Jo Brandt", after: "Al Lind" });
});

test("who is staged to go is struck, with the word for it", () => {
  const staged: StagedAccount = { ids: [1], values: [], fate: "delete" };
  expect(cell("name", staged).container.querySelector("del")?.textContent).toBe("Jo Brandt");
  expect(cell("status", staged).container.textContent).toContain("Deleted");
});

test("an edit of what is on no column on the screen is a word beside the name", () => {
  cell("name", values(["timezone", "", "x"]), ["name", "title"]);
  expect(screen.getByText("edit")).toBeDefined();
  cell("name", values(["title", "", "x"]), ["name", "title"]);
  expect(screen.getAllByText("edit").length).toBe(1);
});
