import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { App } from "../../app";
import { forgetLive } from "../../data/live";
import { clearPeopleFilters } from "../../data/people-view";
import { DEFAULTS, prefer } from "../../data/preferences";
import { forgetStage } from "../../data/stage";
import { host } from "../../host";
import { personOf } from "../../test/acts";
import { connected, open, someProblem } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { listed, neverWhole, oskarLind } from "../../test/scenes";

let oskar = 0;
let monday = "";

beforeEach(async () => {
  forgetLive();
  forgetStage();
  clearPeopleFilters();
  await listed();
  prefer(() => DEFAULTS);
  oskar = (await personOf("oskar.lind")).id;
  monday = (await connected("monday")).id;
  window.location.hash = "#/people";
});

async function people() {
  show(<App />);
  const rows = await screen.findAllByTestId("people-row");
  await waitFor(() => expect(rows[0]?.dataset.person).toBeDefined());
  screen.getByTestId("people-grid").focus();
}
const shown = () => Number(screen.getByTestId("people-grid").dataset.count);
const row = (text: string) =>
  screen.getAllByTestId("people-row").find((one) => one.textContent?.includes(text)) as HTMLElement;
const filter = (value: string) =>
  screen.getAllByTestId("people-filter").find((one) => one.dataset.value === value) as HTMLElement;
const search = async (text: string) => {
  await userEvent.click(screen.getByTestId("people-search"));
  await userEvent.keyboard(text);
  await waitFor(() => expect(shown()).toBeLessThan(100));
};

test("one row a person, one column an app, and the title says list, size and freshness", async () => {
  await people();
  const sub = screen.getByTestId("header-sub").textContent;
  expect(sub).toMatch(/in 5 apps, synced .*complete/);
  expect(sub).toContain("HR list hr-export.csv, ");
  expect(screen.getByTestId("nav-people").textContent).toMatch(/People\d/);
  expect(screen.getByTestId(`sort-app:${monday}`).textContent).toBe("monday.com");
  await search("oskar.lind@");
  const leaver = row("oskar.lind@example.com");
  expect(leaver.dataset.list).toBe("left");
  expect(leaver.textContent).toContain("Left ");
  const cells = leaver.querySelectorAll<HTMLElement>(".app-state");
  expect(cells.length).toBe(5);
  expect([...cells].some((c) => c.dataset.leaver === "" && c.textContent === "active")).toBe(true);
  expect(await axeFindings()).toEqual([]);
});

test("search and chips narrow it, say how many, and can be cleared", async () => {
  await people();
  const all = shown();
  const asked = vi.spyOn(host, "people");
  await userEvent.click(filter("left-active"));
  expect(filter("left-active").getAttribute("aria-pressed")).toBe("true");
  await waitFor(() => expect(shown()).toBeLessThan(all));
  expect(filter("left-active").textContent).toContain(String(shown()));
  await userEvent.keyboard("/mei tanaka of nowhere");
  const none = await screen.findByTestId("people-none-match");
  expect(asked.mock.lastCall?.[0]).toMatchObject({
    text: "mei tanaka of nowhere",
    filters: ["left-active"],
    offset: 0,
  });
  await userEvent.click(within(none).getByTestId("people-clear-filters"));
  await waitFor(() => expect(shown()).toBe(all));
});

test("a column sorts, and pressed again the other way round", async () => {
  await people();
  const asked = vi.spyOn(host, "people");
  await userEvent.click(screen.getByTestId("sort-seats"));
  await waitFor(() => expect(asked.mock.lastCall?.[0]).toMatchObject({ sort: "seats" }));
  await userEvent.click(screen.getByTestId("sort-seats"));
  await waitFor(() => expect(asked.mock.lastCall?.[0].descending).toBe(true));
  await userEvent.click(screen.getByTestId(`sort-app:${monday}`));
  expect(asked.mock.lastCall?.[0].sort).toBe("seats");
});

test("one selected person can be opened, locked down and put in quarantine", async () => {
  await people();
  await search("oskar.lind@");
  await userEvent.keyboard("{Enter} ");
  const bar = await screen.findByTestId("people-selection");
  expect(bar.textContent).toContain("Oskar Lind · active in Airtable");
  const lock = within(bar).getByTestId("people-selection-lockdown");
  expect(lock.textContent).toMatch(/^Lock down \d apps?$/);
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(within(bar).getByTestId("people-selection-quarantine"));
  expect((await screen.findByTestId("quarantine-dialog")).textContent).toContain("Oskar Lind");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("quarantine-dialog")).toBeNull());
  const planned = vi.spyOn(host, "planLockdown");
  await userEvent.click(screen.getByTestId("people-selection-lockdown"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/cases\/./));
  expect(planned.mock.calls).toEqual([[{ people: [oskar], groups: false }]]);
});

test("all matches are locked down by their numbers, also those that were never loaded", async () => {
  await people();
  await userEvent.click(filter("left-active"));
  await waitFor(() => expect(shown()).toBeLessThan(200));
  const matches = shown();
  screen.getByTestId("people-grid").focus();
  await userEvent.keyboard("{Control>}aa{/Control}");
  const bar = await screen.findByTestId("people-selection");
  expect(bar.textContent).toContain(`All ${matches} matches selected`);
  const planned = vi.spyOn(host, "planLockdown").mockRejectedValue(await someProblem());
  await userEvent.click(within(bar).getByTestId("people-selection-lockdown"));
  const problem = await screen.findByTestId("people-problem");
  expect(problem.querySelectorAll(".four dt").length).toBe(4);
  expect(planned.mock.calls[0]?.[0].people.length).toBe(matches);
  expect(window.location.hash).toBe("#/people");
});

test("Enter opens the person, and the row's menu offers the same by keyboard", async () => {
  await people();
  await search("oskar.lind@");
  await userEvent.keyboard("{Enter}{Shift>}{F10}{/Shift}");
  expect((await screen.findByTestId("person-menu-lockdown")).textContent).toMatch(/Lock down \d/);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("people-grid")));
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(window.location.hash).toBe(`#/people/${oskar}`));
});

test("without a list it says so and leads to the import", async () => {
  await open();
  await people();
  expect(screen.getByTestId("people-no-list").textContent).toContain("No HR list yet.");
  const imports = screen.getAllByText("Import HR list…");
  expect(imports.map((link) => link.getAttribute("href"))).toEqual(["#/truth"]);
  expect(screen.queryByTestId("people-list")).toBeNull();
  expect(await axeFindings()).toEqual([]);
});

test("where not all was read an absent account is unknown, not none", async () => {
  await neverWhole();
  await people();
  await screen.findByText("Zapier partial", { exact: false });
  await userEvent.click(filter("no-app"));
  await waitFor(() => expect(shown()).toBeLessThan(10));
  const states = [...document.querySelectorAll<HTMLElement>(".app-state")];
  expect(states.some((s) => s.dataset.state === "unknown")).toBe(true);
  expect(states.find((s) => s.dataset.state === "unknown")?.textContent).toContain("unknown");
});

test("two who are selected can be tied as one person, and it is said why not", async () => {
  await oskarLind();
  await people();
  const refused = await someProblem();
  const linked = vi.spyOn(host, "linkPeople").mockRejectedValueOnce(refused);
  await search("oskar.lind@");
  await waitFor(() => expect(shown()).toBe(2));
  const two = screen.getAllByTestId("people-row");
  await userEvent.keyboard("{Enter} ");
  await screen.findByTestId("people-selection");
  expect(screen.queryByTestId("people-selection-tie")).toBeNull();
  await userEvent.keyboard("{ArrowDown} ");
  await userEvent.click(await screen.findByTestId("people-selection-tie"));
  const dialog = await screen.findByTestId("tie-dialog");
  expect(dialog.textContent).toContain("Nothing is sent to any app");
  const named = within(dialog).getAllByRole("listitem");
  expect(named.length).toBe(2);
  for (const [i, one] of named.entries())
    expect(one.textContent).toMatch(new RegExp(`${two[i]?.dataset.email}, in \\w+`));
  expect(await axeFindings(dialog)).toEqual([]);
  await userEvent.click(within(dialog).getByTestId("tie-confirm"));
  expect((await within(dialog).findByTestId("problem")).textContent).toContain(refused.what);
  await waitFor(() => expect(dialog.contains(document.activeElement)).toBe(true));
  await userEvent.click(within(dialog).getByTestId("tie-confirm"));
  await waitFor(() => expect(screen.queryByTestId("tie-dialog")).toBeNull());
  expect(screen.queryByTestId("people-selection")).toBeNull();
  const ids = two.map((one) => Number(one.dataset.person));
  expect(linked.mock.calls).toEqual([ids, ids]);
});

test("three are not tied at once, and Escape leaves two as they were selected", async () => {
  await people();
  const linked = vi.spyOn(host, "linkPeople");
  await userEvent.keyboard(" {ArrowDown} {ArrowDown} ");
  await waitFor(() => expect(screen.getByTestId("people-selection").dataset.count).toBe("3"));
  expect(screen.queryByTestId("people-selection-tie")).toBeNull();
  await userEvent.keyboard(" ");
  (await screen.findByTestId("people-selection-tie")).focus();
  await userEvent.keyboard("{Enter}");
  await screen.findByTestId("tie-dialog");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("tie-dialog")).toBeNull());
  expect(screen.getByTestId("people-selection").dataset.count).toBe("2");
  expect(linked).not.toHaveBeenCalled();
});
