import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { App } from "../../app";
import { forgetLive } from "../../data/live";
import { clearPeopleFilters } from "../../data/people-view";
import { forgetStage } from "../../data/stage";
import { type CaseBrief, host } from "../../host";
import { personOf, planOf, runNow } from "../../test/acts";
import { faults, someProblem } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { listed, partial } from "../../test/scenes";

beforeEach(async () => {
  forgetLive();
  forgetStage();
  clearPeopleFilters();
  sessionStorage.clear();
  await listed();
  window.location.hash = "#/overview";
});

/** A quarantine as it was planned, some days later. */
const later = (brief: CaseBrief, id: string, overdue: boolean): CaseBrief => ({
  ...brief,
  id,
  state: "open",
  sent: true,
  open: 1,
  due: overdue ? "2026-11-21" : "2031-01-01",
  overdue,
});

test("tiles, bars and the latest entries, each leading on", async () => {
  await runNow(await planOf("monday", "ada.okafor"));
  await faults("zscaler-zpa", "patch:403");
  await runNow(await planOf("zscaler-zpa", "ada.okafor"));
  const { seats_cost: cost, record_entries: entries } = await host.overview();
  show(<App />);
  const tile = await screen.findByTestId("tile-not-in-list");
  expect(tile.textContent).toMatch(/Not in HR\d+HR list hr-export.csv/);
  const seats = screen.getByTestId("tile-seats").textContent ?? "";
  expect(seats).toMatch(/\d\u202f\d{3}\.\d\d EUR a month/);
  expect(seats.replace(/\D/g, "")).toContain(cost.replace(/\D/g, ""));
  expect(screen.getByTestId("tile-changes").textContent).toContain("1 verified · 1 not verified");
  expect(screen.getAllByTestId("overview-app").length).toBe(5);
  expect(screen.queryByTestId("overview-attention")).toBeNull();
  expect(screen.getAllByTestId("overview-entry").length).toBe(8);
  expect(screen.getByTestId("overview-activity").textContent).toBe(`All ${entries} entries`);
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
  await partial();
  show(<App />);
  const tile = await screen.findByTestId("tile-not-in-list");
  expect(tile.textContent).toContain("–unknown, no HR list imported yet");
  expect(within(tile).getByRole("link").getAttribute("href")).toBe("#/truth");
  expect(screen.getByTestId("overview-attention").textContent).toContain("partial");
  expect(await axeFindings()).toEqual([]);
});

test("open lockdowns and quarantines stand above, what is overdue first", async () => {
  const { id } = await personOf("oskar.lind");
  const planned = await host.planQuarantine({ people: [id], leave_out: [], due: "2031-01-01" });
  const { brief } = await host.case(planned.case_id);
  const view = await host.overview();
  vi.spyOn(host, "overview").mockResolvedValue({
    ...view,
    cases: [later(brief, "later", false), later(brief, "late", true)],
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
  const overview = vi.spyOn(host, "overview").mockRejectedValue(await someProblem());
  show(<App />);
  const problem = await screen.findByTestId("problem");
  expect(problem.querySelectorAll(".four dt").length).toBe(4);
  overview.mockRestore();
  await userEvent.click(within(problem).getByText("Try again"));
  await waitFor(() => expect(screen.getByTestId("tile-seats")).toBeDefined());
});
