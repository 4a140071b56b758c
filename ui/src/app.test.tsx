import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { Host } from "./host";
import { axeFindings, show } from "./test/render";

// One host object for the modules that import it; each test fills it with a scene of its own.
vi.mock("./host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("./host");
const { fakeHost } = await import("./host/fake");
const { forgetLive } = await import("./data/live");
const { forgetStage } = await import("./data/stage");
const { clearUserFilters } = await import("./data/users-view");
const { App } = await import("./app");

function scene(search: string, hash = ""): Host {
  Object.assign(host, fakeHost(search));
  window.location.hash = hash;
  return host;
}

beforeEach(() => {
  forgetLive();
  forgetStage();
  clearUserFilters();
  sessionStorage.clear();
});

const rows = () => screen.findAllByTestId("users-row");

test("first start offers two ways on, and sample data ends on the filled Users screen", async () => {
  scene("?scene=start");
  show(<App />);
  expect(await screen.findByTestId("connect-app")).toBeDefined();
  await userEvent.click(screen.getByTestId("start-sample"));
  expect((await rows()).length).toBeGreaterThan(10);
  expect(screen.getByTestId("sample-banner").textContent).toContain("fictional");
  expect(await axeFindings()).toEqual([]);
});

test("a person is found, opened, planned, and the run ends verified", async () => {
  scene("?scene=real", "#/users");
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
  await waitFor(() => expect(screen.getByTestId("run-outcome").dataset.outcome).toBe("verified"), {
    timeout: 4000,
  });
  expect(await axeFindings()).toEqual([]);
});

test("members are staged, planned and run, and the run can be undone", async () => {
  scene("?scene=real", "#/group/board/board-g1");
  show(<App />);
  await screen.findAllByTestId("members-row");
  screen.getByTestId("members-grid").focus();
  await userEvent.keyboard("{Delete}{ArrowDown}{Delete}");
  await waitFor(() => expect(screen.getByTestId("tray").dataset.count).toBe("2"));
  await userEvent.click(screen.getByTestId("tray-review"));
  const confirm = await screen.findByTestId("plan-confirm");
  expect(screen.getAllByTestId("plan-item").length).toBe(2);
  expect((await host.stage()).changes[0]?.members.length).toBe(2);
  expect(screen.queryByTestId("tray")).toBeNull();
  await userEvent.click(confirm);
  const undo = await screen.findByTestId("run-undo");
  expect((await host.stage()).changes).toEqual([]);
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(undo);
  const way = await screen.findByTestId("plan-screen");
  expect(way.dataset.state).toBe("open");
  expect(screen.getAllByTestId("plan-item").length).toBe(2);
});

test("Esc closes the drawer and gives the table the focus back", async () => {
  scene("?scene=real", "#/users");
  show(<App />);
  await userEvent.click((await rows())[2] as HTMLElement);
  await screen.findByTestId("drawer");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("drawer")).toBeNull());
  expect(document.activeElement).toBe(screen.getByTestId("users-grid"));
});

test("Ctrl-A says the rows in view, pressed again all matches, and Esc lets go", async () => {
  scene("?scene=real", "#/users");
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
  scene("?scene=real", "#/users");
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
  scene("?scene=partial", "#/users");
  show(<App />);
  await rows();
  const banner = await screen.findByTestId("partial-banner");
  await waitFor(() => expect(banner.textContent).toContain("Show 416 older"));
  expect(banner.textContent).toContain("No one is marked as removed based on this sync.");
  expect(screen.getByTestId("header-sub").textContent).toContain("Flowtap partial");
  expect(screen.getByTestId("header-sub").textContent).not.toContain("complete");
  expect(screen.getByTestId("nav-connection-Flowtap").dataset.health).toBe("partial");
  await userEvent.click(screen.getByTestId("partial-why"));
  expect((await screen.findByTestId("read-drawer")).querySelectorAll(".four dt").length).toBe(4);
  expect(await axeFindings()).toEqual([]);
});

test("members that were not read are unknown, not none", async () => {
  scene("?scene=partial", "#/group/flow/flow-g1");
  show(<App />);
  const unknown = await screen.findByTestId("members-unknown");
  expect(unknown.textContent).toContain("Members unknown, not none");
  expect(screen.getByTestId("header-sub").textContent).toContain("members unknown");
  expect(await axeFindings()).toEqual([]);
});

test("nothing matching and nothing existing are different words", async () => {
  scene("?scene=real", "#/users");
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
  const { PAGE_PROBLEM } = await import("./host/fake/people");
  const fake = scene("?scene=real", "#/users");
  const { users } = fake;
  fake.users = () => Promise.reject(PAGE_PROBLEM);
  show(<App />);
  const failed = await screen.findByTestId("users-unreadable");
  fake.users = users;
  await userEvent.click(within(failed).getByText("Try again"));
  await rows();
});

test("a store that cannot be opened shows the four parts and nothing else", async () => {
  scene("?scene=store");
  show(<App />);
  const page = await screen.findByTestId("store-problem");
  expect(page.querySelectorAll("dt").length).toBe(4);
  expect(screen.queryByTestId("nav-settings")).toBeNull();
  expect(await axeFindings()).toEqual([]);
});

test("without a keychain no form is offered, only what to do", async () => {
  scene("?scene=keychain", "#/connect");
  show(<App />);
  expect(await screen.findByTestId("keychain-problem")).toBeDefined();
  expect(screen.queryByTestId("connect-token")).toBeNull();
});

test("what was in flight at the last stop is named at the start", async () => {
  scene("?scene=settled", "#/users");
  show(<App />);
  const notice = await screen.findByTestId("settled-notice");
  expect(notice.textContent).toContain("checked the results by reading them back");
  expect(notice.textContent).toContain("Nothing was sent again");
  expect(notice.textContent).toContain("while syncing Gridbase");
  await userEvent.click(screen.getByTestId("settled-dismiss"));
  expect(screen.queryByTestId("settled-notice")).toBeNull();
});

test("the other screens have no accessibility findings", async () => {
  for (const hash of ["#/connection/quill", "#/groups", "#/settings"]) {
    scene("?scene=real", hash);
    const { unmount } = show(<App />);
    await screen.findByTestId("main");
    await waitFor(() => expect(document.querySelector("h1")).not.toBeNull());
    expect(await axeFindings()).toEqual([]);
    unmount();
    forgetLive();
  }
});

test("the theme follows the choice in the settings", async () => {
  scene("?scene=real", "#/settings");
  show(<App />);
  await userEvent.click(await screen.findByTestId("theme-dark"));
  expect(document.documentElement.dataset.theme).toBe("dark");
  await userEvent.click(screen.getByTestId("theme-light"));
  expect(document.documentElement.dataset.theme).toBe("light");
});
