import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { App } from "../../app";
import { forgetLive } from "../../data/live";
import { closePalette } from "../../data/palette";
import { forgetStage } from "../../data/stage";
import { host } from "../../host";
import { personOf } from "../../test/acts";
import { connected, open, someProblem } from "../../test/engine";
import { axeFindings, show } from "../../test/render";

let oskar = 0;

beforeEach(async () => {
  closePalette();
  forgetLive();
  forgetStage();
  sessionStorage.clear();
  await open();
  oskar = (await personOf("oskar.lind")).id;
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
    "Reconcile with the HR listG E",
    "ActivityG A",
    "SettingsG S",
    "Connect an appG C",
    "Import an HR listG I",
    "Sync all",
    "Lock down a person…asks for the person",
    "Deactivate an account…asks for the person, shows their accounts",
  ]);
  expect(await axeFindings(screen.getByTestId("palette"))).toEqual([]);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("palette")).toBeNull());
});

test("a person is found, asked for once after the last key, and opened with Enter", async () => {
  const find = vi.spyOn(host, "find");
  await palette();
  // Without a pause between keys: a slow computer is not a slow typist.
  await userEvent.setup({ delay: null }).keyboard("oskar lind");
  await waitFor(() => expect(labels()[0]).toContain("Oskar Lind"));
  expect(find.mock.calls.length).toBeLessThan(5);
  expect(find.mock.lastCall).toEqual(["oskar lind"]);
  expect(await axeFindings(screen.getByTestId("palette"))).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(window.location.hash).toBe(`#/people/${oskar}`));
  expect(screen.queryByTestId("palette")).toBeNull();
});

test("groups, connections and screens are found by a part of their name", async () => {
  await palette("deal de");
  await waitFor(() => expect(labels()[0]).toContain("Deal desk"));
  await userEvent.clear(screen.getByTestId("palette-input"));
  await userEvent.keyboard("airta");
  await waitFor(() => expect(labels()[0]).toMatch(/^Airtable/));
  const { id } = await connected("airtable");
  await userEvent.click(item(`connection ${id} ${id}`));
  await waitFor(() => expect(window.location.hash).toBe(`#/connection/${id}`));
});

test("a lockdown opens its plan and sends nothing; one that cannot be planned says why", async () => {
  const run = vi.spyOn(host, "startCase");
  await palette("oskar lind");
  await waitFor(() => expect(item(`lock ${oskar}`)).toBeDefined());
  const planned = vi.spyOn(host, "planLockdown").mockRejectedValueOnce(await someProblem());
  await userEvent.click(item(`lock ${oskar}`));
  expect((await screen.findByTestId("problem")).querySelectorAll(".four dt").length).toBe(4);
  expect(screen.getByTestId("palette")).toBeDefined();
  await userEvent.click(item(`lock ${oskar}`));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/cases\/./));
  expect(planned.mock.lastCall).toEqual([{ people: [oskar], groups: false }]);
  await waitFor(() => expect(screen.queryByTestId("palette")).toBeNull());
  expect(run).not.toHaveBeenCalled();
});

test("an action without a name asks for the person", async () => {
  await palette("lock down");
  await userEvent.click(item("lock-down"));
  expect(screen.getByText("Type the person’s name.")).toBeDefined();
  await userEvent.keyboard("oskar lind");
  await waitFor(() => expect(labels()).toEqual(["Lock down Oskar Lind…shows the plan first"]));
  await userEvent.clear(screen.getByTestId("palette-input"));
  await userEvent.keyboard("deactivate oskar lind");
  await waitFor(() => expect(labels()[0]).toContain("Oskar Lind"));
  await userEvent.click(item(`person  ${oskar}`));
  await waitFor(() => expect(window.location.hash).toBe(`#/people/${oskar}`));
});

test("after G and a letter an arrow goes into the table", async () => {
  show(<App />);
  await screen.findByTestId("overview");
  screen.getByTestId("nav-groups").focus();
  await userEvent.keyboard("gp");
  await screen.findAllByTestId("people-row");
  await userEvent.keyboard("{ArrowDown}");
  expect(document.activeElement?.getAttribute("role")).toBe("grid");
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
  await open("nothing");
  window.location.hash = "";
  await palette();
  expect(labels()).toEqual(["SettingsG S", "Connect an appG C"]);
});
