import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { CaseBrief } from "../../host";
import { axeFindings, show } from "../../test/render";

vi.mock("../../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../../host");
const { fakeHost } = await import("../../host/fake");
const { PAGE_PROBLEM } = await import("../../host/fake/people");
const { forgetLive } = await import("../../data/live");
const { forgetStage } = await import("../../data/stage");
const { clearPeopleFilters } = await import("../../data/people-view");
const { App } = await import("../../app");

beforeEach(() => {
  forgetLive();
  forgetStage();
  clearPeopleFilters();
  sessionStorage.clear();
  Object.assign(host, fakeHost("?scene=real"));
  window.location.hash = "#/overview";
});

const brief = (id: string, overdue: boolean): CaseBrief => ({
  id,
  kind: "quarantine",
  state: "open",
  title: `Quarantine ${id}`,
  people: [],
  made_at: "2026-11-20T09:00:00Z",
  by: "Priya Nair",
  verified: 4,
  open: 1,
  lines: 5,
  trying: true,
  sent: true,
  active_again: [],
  due: overdue ? "2026-11-21" : "2031-01-01",
  overdue,
});

test("tiles, bars and the latest entries, each leading on", async () => {
  show(<App />);
  const tile = await screen.findByTestId("tile-not-in-list");
  expect(tile.textContent).toMatch(/Not in HR\d+HR list hr-export.csv/);
  expect(screen.getByTestId("tile-seats").textContent).toContain("1\u202f846.00 EUR a month");
  expect(screen.getByTestId("tile-changes").textContent).toContain("140 verified · 2 not verified");
  expect(screen.getAllByTestId("overview-app").length).toBe(5);
  expect(screen.queryByTestId("overview-attention")).toBeNull();
  expect(screen.getAllByTestId("overview-entry").length).toBe(6);
  expect(screen.getByTestId("overview-activity").textContent).toBe("All 1\u202f204 entries");
  expect(screen.getByTestId("nav-overview").getAttribute("aria-current")).toBe("page");
  expect(await axeFindings()).toEqual([]);
  const read = vi.spyOn(host, "read");
  expect(screen.getByTestId("read-now").textContent).toBe("Sync all");
  await userEvent.click(screen.getByTestId("read-now"));
  expect(read.mock.calls[0]).toEqual([[]]);
});

test("a tile opens the people behind its number", async () => {
  show(<App />);
  const tile = await screen.findByTestId("tile-left");
  await userEvent.click(within(tile).getByRole("link"));
  const chips = await screen.findAllByTestId("people-filter");
  const chip = chips.find((one) => one.dataset.value === "left-active");
  expect(chip?.getAttribute("aria-pressed")).toBe("true");
});

test("without a list the numbers are unknown, not none, and a partial read is said", async () => {
  Object.assign(host, fakeHost("?scene=partial&list=none"));
  show(<App />);
  const tile = await screen.findByTestId("tile-not-in-list");
  expect(tile.textContent).toContain("–unknown, no HR list imported yet");
  expect(within(tile).getByRole("link").getAttribute("href")).toBe("#/truth");
  expect(screen.getByTestId("overview-attention").textContent).toContain("partial");
  expect(await axeFindings()).toEqual([]);
});

test("open lockdowns and quarantines stand above, what is overdue first", async () => {
  const view = await host.overview();
  vi.spyOn(host, "overview").mockResolvedValue({
    ...view,
    cases: [brief("later", false), brief("late", true)],
  });
  show(<App />);
  const cases = await screen.findAllByTestId("overview-case");
  expect(cases.map((one) => one.dataset.overdue)).toEqual(["true", undefined]);
  expect(cases[0]?.textContent).toContain("overdue");
  expect(
    within(cases[0] as HTMLElement)
      .getByRole("link")
      .getAttribute("href"),
  ).toBe("#/cases/late");
});

test("an overview that cannot be read says why and is asked again", async () => {
  vi.spyOn(host, "overview").mockRejectedValueOnce(PAGE_PROBLEM);
  show(<App />);
  const problem = await screen.findByTestId("problem");
  expect(problem.querySelectorAll(".four dt").length).toBe(4);
  await userEvent.click(within(problem).getByText("Try again"));
  await waitFor(() => expect(screen.getByTestId("tile-seats")).toBeDefined());
});
