import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { forgetStage } from "../data/stage";
import { forgetMembers } from "../data/stage-members";
import { type GroupRow, host, type UserRow } from "../host";
import { accounts, groupOf, membersOf, outsidersOf } from "../test/acts";
import { open, someProblem } from "../test/engine";
import { axeFindings, show } from "../test/render";
import { Tray } from "./tray";

let active: UserRow[] = [];
let sales: GroupRow;
let outside: string[] = [];
let inside: string[] = [];
const wish = (from: number, to: number) => ({
  kind: "set" as const,
  accounts: active.slice(from, to).map(({ connection_id, account_id }) => ({
    connection_id,
    account_id,
  })),
  all_of: null,
  values: [{ path: "title", value: "Counsel X" }],
});

beforeEach(async () => {
  forgetStage();
  forgetMembers();
  await open();
  active = await accounts("monday", "", ["active"]);
  sales = await groupOf("monday", "EMEA Sales");
  outside = (await outsidersOf("monday", sales)).map((row) => row.account_id);
  inside = (await membersOf(sales)).map((row) => row.member_id);
});

const tray = () =>
  show(
    <main>
      <h1 tabIndex={-1}>Users</h1>
      <Tray />
    </main>,
  );

test("nothing staged is no tray", async () => {
  const asked = vi.spyOn(host, "stage");
  tray();
  await waitFor(() => expect(asked).toHaveBeenCalled());
  expect(screen.queryByTestId("tray")).toBeNull();
});

test("what is staged is said in words, and listed one by one on demand", async () => {
  await host.stageUsers(wish(0, 3));
  await host.stageMembers(
    sales.connection_id,
    sales.group_id,
    outside.slice(0, 2),
    inside.slice(0, 2),
  );
  tray();
  const whole = await screen.findByTestId("tray");
  expect(whole.dataset.count).toBe("7");
  expect(screen.getByTestId("tray-words").textContent).toBe(
    "Edit 3 people in monday.com, +2 −2 in EMEA Sales",
  );
  expect(screen.queryByTestId("tray-item")).toBeNull();
  screen.getByTestId("tray-toggle").focus();
  await userEvent.keyboard("{Enter}");
  const items = screen.getAllByTestId("tray-item");
  expect(items.length).toBe(7);
  expect(items[0]?.textContent).toContain(`${active[0]?.name}`);
  expect(items[0]?.textContent).toContain("→ Counsel X");
  expect(await axeFindings()).toEqual([]);
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByTestId("tray-item")).toBeNull();
  expect(document.activeElement).toBe(screen.getByTestId("tray-toggle"));
});

test("one is taken out and the keyboard goes on at the next; the last ends the tray", async () => {
  await host.stageUsers(wish(0, 1));
  const [a, b] = outside;
  await host.stageMembers(sales.connection_id, sales.group_id, [a ?? "", b ?? ""], []);
  tray();
  await userEvent.click(await screen.findByTestId("tray-toggle"));
  const buttons = () => screen.getAllByTestId("tray-take-out");
  await userEvent.click(buttons()[1] as HTMLElement);
  await waitFor(() => expect(buttons().length).toBe(2));
  await waitFor(async () =>
    expect((await host.stage()).changes[1]?.members.map((m) => m.account_id)).toEqual([b]),
  );
  expect(document.activeElement).toBe(buttons()[1]);
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(buttons().length).toBe(1));
  await waitFor(() => expect(document.activeElement).toBe(buttons()[0]));
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByTestId("tray")).toBeNull());
  expect(document.activeElement?.tagName).toBe("H1");
  expect((await host.stage()).changes).toEqual([]);
});

test("discarding all asks once in its place, and can be thought better of", async () => {
  await host.stageUsers(wish(0, 2));
  tray();
  await userEvent.click(await screen.findByTestId("tray-discard"));
  expect((await host.stage()).changes.length).toBe(2);
  expect(document.activeElement).toBe(screen.getByTestId("tray-discard-confirm"));
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("tray-discard")));
  await userEvent.keyboard("{Enter}");
  await userEvent.click(screen.getByTestId("tray-discard-confirm"));
  await waitFor(() => expect(screen.queryByTestId("tray")).toBeNull());
  expect((await host.stage()).changes).toEqual([]);
});

test("one press, or two, or the keys make one plan, and it stays staged", async () => {
  await host.stageUsers(wish(0, 2));
  const plan = vi.spyOn(host, "planStage");
  tray();
  await userEvent.dblClick(await screen.findByTestId("tray-review"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/./));
  expect(plan.mock.calls.length).toBe(1);
  expect((await host.stage()).changes.length).toBe(2);
  window.location.hash = "";
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\//));
  expect(plan.mock.calls.length).toBe(2);
});

test("a plan that cannot be made is said in four parts and nothing is lost", async () => {
  await host.stageUsers(wish(0, 2));
  vi.spyOn(host, "planStage").mockRejectedValue(await someProblem());
  tray();
  await userEvent.click(await screen.findByTestId("tray-review"));
  const problem = await within(screen.getByTestId("tray")).findByTestId("problem");
  expect(problem.querySelectorAll(".four dt").length).toBe(4);
  expect(screen.getByTestId("tray").dataset.count).toBe("2");
});

test("of a thousand only the first are in the page, and more on demand", async () => {
  await host.stageUsers(wish(0, 1000));
  tray();
  await userEvent.click(await screen.findByTestId("tray-toggle"));
  expect(screen.getAllByTestId("tray-item").length).toBe(200);
  await userEvent.click(screen.getByText(/^Show 200 more$/));
  expect(screen.getAllByTestId("tray-item").length).toBe(400);
});
