import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { axeFindings, show } from "../../test/render";

vi.mock("../../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../../host");
const { fakeHost } = await import("../../host/fake");
const { PAGE_PROBLEM } = await import("../../host/fake/people");
const { forgetLive } = await import("../../data/live");
const { forgetStage } = await import("../../data/stage");
const { closePalette } = await import("../../data/palette");
const { App } = await import("../../app");

beforeEach(() => {
  closePalette();
  forgetLive();
  forgetStage();
  sessionStorage.clear();
  Object.assign(host, fakeHost("?scene=real"));
  window.location.hash = "#/overview";
});

async function palette(text = "") {
  show(<App />);
  await screen.findByTestId("main");
  await userEvent.keyboard("{Control>}k{/Control}");
  await screen.findByTestId("palette");
  // happy-dom has no window.Document, and so the dialog believes that nothing in it has the focus.
  screen.getByTestId("palette-input").focus();
  if (text !== "") await userEvent.keyboard(text);
}
const labels = () => screen.getAllByTestId("palette-item").map((one) => one.textContent);
const item = (id: string) =>
  screen.getAllByTestId("palette-item").find((one) => one.dataset.id === id) as HTMLElement;

test("Ctrl-K offers screens and actions with their keys, and Esc gives the focus back", async () => {
  await palette();
  expect(labels()).toEqual([
    "OverviewG O",
    "PeopleG P",
    "AccountsG U",
    "GroupsG G",
    "Lockdowns and quarantinesG L",
    "Access reviewsG R",
    "ActivityG A",
    "SettingsG S",
    "Connect an appG C",
    "Import an HR listG I",
    "Sync all",
  ]);
  expect(await axeFindings(screen.getByTestId("palette"))).toEqual([]);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("palette")).toBeNull());
});

test("a person is found, asked for once after the last key, and opened with Enter", async () => {
  const find = vi.spyOn(host, "find");
  await palette("oskar lind");
  await waitFor(() => expect(labels()[0]).toContain("Oskar Lind"));
  expect(find.mock.calls.length).toBeLessThan(5);
  expect(find.mock.lastCall).toEqual(["oskar lind"]);
  expect(await axeFindings(screen.getByTestId("palette"))).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(window.location.hash).toBe("#/people/15"));
  expect(screen.queryByTestId("palette")).toBeNull();
});

test("groups, connections and screens are found by a part of their name", async () => {
  await palette("design");
  await waitFor(() => expect(labels()[0]).toContain("Design"));
  await userEvent.clear(screen.getByTestId("palette-input"));
  await userEvent.keyboard("gridb");
  await waitFor(() => expect(labels()[0]).toContain("Gridbase"));
  await userEvent.click(item("connection grid grid"));
  await waitFor(() => expect(window.location.hash).toBe("#/connection/grid"));
});

test("a lockdown opens its plan and sends nothing; one that cannot be planned says why", async () => {
  const run = vi.spyOn(host, "startCase");
  await palette("oskar lind");
  await waitFor(() => expect(item("lock 15")).toBeDefined());
  const planned = vi.spyOn(host, "planLockdown").mockRejectedValueOnce(PAGE_PROBLEM);
  await userEvent.click(item("lock 15"));
  expect((await screen.findByTestId("problem")).querySelectorAll(".four dt").length).toBe(4);
  expect(screen.getByTestId("palette")).toBeDefined();
  await userEvent.click(item("lock 15"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/cases\/./));
  expect(planned.mock.lastCall).toEqual([{ people: [15], groups: false }]);
  await waitFor(() => expect(screen.queryByTestId("palette")).toBeNull());
  expect(run).not.toHaveBeenCalled();
});

test("nothing found is said in words", async () => {
  await palette("xyzzy of nowhere");
  await waitFor(() => expect(screen.getByText("No matches.")).toBeDefined());
});

test("G and a letter go to a screen, but not while somebody types", async () => {
  show(<App />);
  await screen.findByTestId("overview");
  await userEvent.keyboard("gp");
  await waitFor(() => expect(window.location.hash).toBe("#/people"));
  await screen.findAllByTestId("people-row");
  await userEvent.keyboard("/ga");
  expect(window.location.hash).toBe("#/people");
});

test("before anything is connected there are two places", async () => {
  Object.assign(host, fakeHost("?scene=start"));
  window.location.hash = "";
  await palette();
  expect(labels()).toEqual(["SettingsG S", "Connect an appG C"]);
});
