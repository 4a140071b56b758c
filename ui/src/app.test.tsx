import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { App } from "./app";
import { forgetLive } from "./data/live";
import { forgetStage } from "./data/stage";
import { clearUserFilters } from "./data/users-view";
import { host } from "./host";
import { groupOf, planOf } from "./test/acts";
import { connected, faults, open, scene, someProblem, until } from "./test/engine";
import { axeFindings, show } from "./test/render";
import { neverWhole, partial } from "./test/scenes";

/** Rollcall stopped in the middle of a run and of a read, as in a crash. */
const stopped = scene("stopped", async () => {
  const plan = await planOf("monday", "ada.okafor");
  await faults("monday", "patch:silent");
  const { id } = await host.runPlan(plan.id, plan.confirmation.type_this);
  await until(async () => (await host.run(id)).items[0]?.phase === "sending");
  await faults("airtable", "users:silent");
  const airtable = await connected("airtable");
  await host.read([airtable.id]);
  await until(async () => (await host.state()).reads.some((read) => read.stage !== "done"));
});

beforeEach(() => {
  forgetLive();
  forgetStage();
  clearUserFilters();
  sessionStorage.clear();
});

async function at(hash: string) {
  await open();
  window.location.hash = hash;
}
const rows = () => screen.findAllByTestId("users-row");

test("first start offers two ways on, and sample data ends on the filled Users screen", async () => {
  await open("nothing");
  show(<App />);
  expect(await screen.findByTestId("connect-app")).toBeDefined();
  await userEvent.click(screen.getByTestId("start-sample"));
  expect((await rows()).length).toBeGreaterThan(10);
  expect(screen.getByTestId("sample-banner").textContent).toContain("fictional");
  expect(await axeFindings()).toEqual([]);
});

test("a person is found, opened, planned, and the run ends verified", async () => {
  await at("#/users");
  show(<App />);
  await rows();
  await userEvent.keyboard("/");
  expect(document.activeElement).toBe(screen.getByTestId("users-search"));
  await userEvent.keyboard("mei tanaka");
  await waitFor(() =>
    expect(Number(screen.getByTestId("users-grid").dataset.count)).toBeLessThan(20),
  );
  await userEvent.keyboard("{Enter}{Enter}");
  const drawer = await screen.findByTestId("drawer");
  await waitFor(() =>
    expect(within(drawer).getByTestId("drawer-name").textContent).toBe("Mei Tanaka"),
  );
  await userEvent.click(within(drawer).getByTestId("drawer-deactivate"));
  const confirm = await screen.findByTestId("plan-confirm");
  expect(await axeFindings()).toEqual([]);
  const asked = screen.queryByTestId("plan-type");
  if (asked) await userEvent.type(asked, "Mei Tanaka");
  await userEvent.click(confirm);
  await waitFor(() => expect(screen.getByTestId("run-outcome").dataset.outcome).toBe("verified"));
  expect(await axeFindings()).toEqual([]);
});

test("members are staged, planned and run, and the run can be undone", async () => {
  await open();
  const desk = await groupOf("monday", "Deal desk");
  window.location.hash = `#/group/${desk.connection_id}/${desk.group_id}`;
  show(<App />);
  await screen.findAllByTestId("members-row");
  screen.getByTestId("members-grid").focus();
  await userEvent.keyboard("{Delete}{ArrowDown}{Delete}");
  await waitFor(() => expect(screen.getByTestId("tray").dataset.count).toBe("2"));
  await userEvent.click(screen.getByTestId("tray-review"));
  const confirm = await screen.findByTestId("plan-confirm");
  // One request takes both out.
  expect(screen.getAllByTestId("plan-item").length).toBe(1);
  const gone = (await host.stage()).changes[0]?.members ?? [];
  expect(gone.length).toBe(2);
  const opened = async () =>
    (await host.plan(window.location.hash.replace("#/plan/", ""))).items[0]?.request.body;
  for (const one of gone) expect(await opened()).toContain(one.account_id);
  expect(screen.queryByTestId("tray")).toBeNull();
  await userEvent.click(confirm);
  const undo = await screen.findByTestId("run-undo");
  expect((await host.stage()).changes).toEqual([]);
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(undo);
  const way = await screen.findByTestId("plan-screen");
  expect(way.dataset.state).toBe("open");
  expect(screen.getAllByTestId("plan-item").length).toBe(1);
  for (const one of gone) expect(await opened()).toContain(one.account_id);
});

test("Esc closes the drawer and gives the table the focus back", async () => {
  await at("#/users");
  show(<App />);
  await userEvent.click((await rows())[2] as HTMLElement);
  await screen.findByTestId("drawer");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("drawer")).toBeNull());
  expect(document.activeElement).toBe(screen.getByTestId("users-grid"));
});

test("Ctrl-A says the rows in view, pressed again all matches, and Esc lets go", async () => {
  await at("#/users");
  show(<App />);
  await rows();
  screen.getByTestId("users-grid").focus();
  await userEvent.keyboard("{Control>}a{/Control}");
  expect(screen.getByTestId("selection").textContent).toContain("the rows in view");
  await userEvent.keyboard("{Control>}a{/Control}");
  expect(screen.getByTestId("selection").textContent).toContain("All 4\u202f207 matches selected");
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByTestId("selection")).toBeNull();
});

test("the table names its size and the absolute place of its rows", async () => {
  await at("#/users");
  show(<App />);
  await rows();
  const grid = screen.getByTestId("users-grid");
  expect(grid.getAttribute("aria-rowcount")).toBe("4208");
  await userEvent.click(grid);
  await userEvent.keyboard("{End}");
  await waitFor(() => {
    const named = grid.getAttribute("aria-activedescendant");
    expect(document.getElementById(named ?? "")?.getAttribute("aria-rowindex")).toBe("4208");
  });
});

test("a partial read is said everywhere and calls nobody removed", async () => {
  await partial();
  window.location.hash = "#/users";
  show(<App />);
  await rows();
  const banner = await screen.findByTestId("partial-banner");
  await waitFor(() => expect(banner.textContent).toContain("Show 421 older"));
  expect(banner.textContent).toContain("No one is marked as removed based on this sync.");
  expect(screen.getByTestId("header-sub").textContent).toContain("Zapier partial");
  expect(screen.getByTestId("header-sub").textContent).not.toContain("complete");
  expect(screen.getByTestId("nav-connection-Zapier").dataset.health).toBe("partial");
  await userEvent.click(screen.getByTestId("partial-why"));
  expect((await screen.findByTestId("read-drawer")).querySelectorAll(".four dt").length).toBe(4);
  expect(await axeFindings()).toEqual([]);
});

test("members that were not read are unknown, not none", async () => {
  await neverWhole();
  const vip = await groupOf("airtable", "Deal desk");
  window.location.hash = `#/group/${vip.connection_id}/${vip.group_id}`;
  show(<App />);
  const unknown = await screen.findByTestId("members-unknown");
  expect(unknown.textContent).toContain("Members unknown, not none");
  expect(screen.getByTestId("header-sub").textContent).toContain("members unknown");
  expect(await axeFindings()).toEqual([]);
});

test("nothing matching and nothing existing are different words", async () => {
  await at("#/users");
  show(<App />);
  await rows();
  await userEvent.type(screen.getByTestId("users-search"), "nobody is called this");
  expect((await screen.findByTestId("users-none-match")).textContent).toContain(
    "No accounts match these filters.",
  );
  await userEvent.click(screen.getByTestId("clear-filters"));
  await rows();
});

test("rows that cannot be read say why and can be tried again", async () => {
  await at("#/users");
  const users = vi.spyOn(host, "users").mockRejectedValue(await someProblem());
  show(<App />);
  const failed = await screen.findByTestId("users-unreadable");
  users.mockRestore();
  await userEvent.click(within(failed).getByText("Try again"));
  await rows();
});

test("a store that cannot be opened shows the four parts and nothing else", async () => {
  await open("wrong-key");
  show(<App />);
  const page = await screen.findByTestId("store-problem");
  expect(page.querySelectorAll("dt").length).toBe(4);
  expect(screen.queryByTestId("nav-settings")).toBeNull();
  expect(await axeFindings()).toEqual([]);
});

test("without a keychain no form is offered, only what to do", async () => {
  await open("no-keychain");
  window.location.hash = "#/connect";
  show(<App />);
  expect(await screen.findByTestId("keychain-problem")).toBeDefined();
  expect(screen.queryByTestId("connect-token")).toBeNull();
});

test("what was in flight at the last stop is named at the start", async () => {
  await stopped();
  window.location.hash = "#/users";
  show(<App />);
  const notice = await screen.findByTestId("settled-notice");
  expect(notice.textContent).toContain("checked the results by reading them back");
  expect(notice.textContent).toContain("Nothing was sent again");
  expect(notice.textContent).toContain("while syncing Airtable");
  await userEvent.click(screen.getByTestId("settled-dismiss"));
  expect(screen.queryByTestId("settled-notice")).toBeNull();
});

test("the other screens have no accessibility findings", async () => {
  await open();
  const { id } = await connected("notion");
  for (const hash of [`#/connection/${id}`, "#/groups", "#/settings"]) {
    window.location.hash = hash;
    const { unmount } = show(<App />);
    await screen.findByTestId("main");
    await waitFor(() => expect(document.querySelector("h1")).not.toBeNull());
    expect(await axeFindings()).toEqual([]);
    unmount();
    forgetLive();
  }
});

test("the theme follows the choice in the settings", async () => {
  await at("#/settings");
  show(<App />);
  await userEvent.click(await screen.findByTestId("theme-dark"));
  expect(document.documentElement.dataset.theme).toBe("dark");
  await userEvent.click(screen.getByTestId("theme-light"));
  expect(document.documentElement.dataset.theme).toBe("light");
});
