import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { people } from "../host/fake/people";
import { axeFindings, show } from "../test/render";

vi.mock("../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../host");
const { fakeHost } = await import("../host/fake");
const { forgetStage } = await import("../data/stage");
const { forgetMembers } = await import("../data/stage-members");
const { Tray } = await import("./tray");

const active = people(null).filter((r) => r.connection_id === "board" && r.status === "active");
const wish = (from: number, to: number) => ({
  kind: "set" as const,
  accounts: active.slice(from, to).map(({ connection_id, account_id }) => ({
    connection_id,
    account_id,
  })),
  all_of: null,
  values: [{ path: "title", value: "Counsel X" }],
});

beforeEach(() => {
  forgetStage();
  forgetMembers();
  Object.assign(host, fakeHost("?scene=real"));
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
    "board",
    "board-g5",
    active.slice(200, 202).map((r) => r.account_id),
    active.slice(0, 2).map((r) => r.account_id),
  );
  tray();
  const whole = await screen.findByTestId("tray");
  expect(whole.dataset.count).toBe("7");
  expect(screen.getByTestId("tray-words").textContent).toBe(
    "Edit 3 people in Boardwise, +2 −2 in Design",
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
  const [a, b] = active.slice(200, 202).map((r) => r.account_id);
  await host.stageMembers("board", "board-g5", [a ?? "", b ?? ""], []);
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
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/plan-stage/));
  expect(plan.mock.calls.length).toBe(1);
  expect((await host.stage()).changes.length).toBe(2);
  window.location.hash = "";
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\//));
  expect(plan.mock.calls.length).toBe(2);
});

test("a plan that cannot be made is said in four parts and nothing is lost", async () => {
  const { PAGE_PROBLEM } = await import("../host/fake/people");
  await host.stageUsers(wish(0, 2));
  vi.spyOn(host, "planStage").mockRejectedValue(PAGE_PROBLEM);
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
