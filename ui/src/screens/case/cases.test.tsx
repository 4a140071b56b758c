import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { CaseBrief } from "../../host";
import { axeFindings, show } from "../../test/render";

vi.mock("../../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../../host");
const { fakeHost } = await import("../../host/fake");
const { forgetLive } = await import("../../data/live");
const { CasesScreen } = await import("./cases");
const { Receipt } = await import("./receipt");
const { CaseBanner } = await import("../../parts/case-banner");
const { QuarantineDialog } = await import("../../parts/quarantine-dialog");

beforeEach(() => {
  vi.restoreAllMocks();
  forgetLive();
  Object.assign(host, fakeHost("?scene=cases"));
});

test("every confirmed case is listed; closed alone is green, overdue is a word", async () => {
  show(<CasesScreen />);
  const rows = await screen.findAllByTestId("cases-row");
  expect(rows.map((row) => row.dataset.state)).toEqual(["open", "closed", "open", "stopped"]);
  for (const row of rows) {
    const green = row.querySelector('.outcome[data-kind="verified"]') !== null;
    expect(green).toBe(row.dataset.state === "closed");
  }
  expect(rows[2]?.textContent).toContain("overdue");
  expect(
    within(rows[0] as HTMLElement)
      .getByRole("link")
      .getAttribute("href"),
  ).toBe("#/cases/case-open");
  expect(await axeFindings()).toEqual([]);
});

test("an open lockdown is named on every screen but its own", async () => {
  const { open_cases: cases } = await host.state();
  window.location.hash = "/users";
  const { unmount } = show(<CaseBanner cases={cases} />);
  const banner = screen.getByTestId("case-banner");
  expect(banner.textContent).toContain(
    "Lockdown of Oskar Lind: 6 of 12 open. Rollcall keeps retrying.",
  );
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(screen.getAllByTestId("case-banner-open")[0] as HTMLElement);
  unmount();
  window.location.hash = "/cases/case-open";
  show(<CaseBanner cases={cases.slice(0, 1)} />);
  expect(screen.queryByTestId("case-banner")).toBeNull();
});

test("what a later read found active again is said everywhere, and can be let be", async () => {
  const { open_cases: cases } = await host.state();
  const [first] = cases;
  if (!first) throw new Error("a case");
  const again: CaseBrief = {
    ...first,
    state: "closed",
    open: 0,
    trying: false,
    active_again: ["Loomwork"],
  };
  window.location.hash = "/users";
  const { unmount } = show(<CaseBanner cases={[again]} />);
  expect(screen.getByTestId("case-banner").textContent).toContain(
    "Lockdown of Oskar Lind: active again in Loomwork. The last sync shows it.",
  );
  unmount();
  const view = await host.case("case-open");
  const stop = vi.spyOn(host, "stopCase");
  show(<Receipt view={{ ...view, brief: again }} />);
  expect(screen.getByTestId("case-active-again").textContent).toContain(
    "Active again in Loomwork.",
  );
  await userEvent.click(screen.getByTestId("case-let-be"));
  expect(stop).toHaveBeenCalledWith(again.id);
  expect(await axeFindings()).toEqual([]);
});

test("a quarantine leaves an app out, has a day, and leads to its plan", async () => {
  const plan = vi.spyOn(host, "planQuarantine");
  const done = vi.fn();
  show(
    <QuarantineDialog people={[{ id: 1, name: "Oskar Lind" }]} onDone={done} onClose={vi.fn()} />,
  );
  const dialog = await screen.findByTestId("quarantine-dialog");
  const apps = await within(dialog).findAllByTestId("quarantine-app");
  expect(apps.length).toBe(5);
  await userEvent.click(within(apps[1] as HTMLElement).getByRole("checkbox"));
  expect(apps[1]?.textContent).toContain("left out");
  await userEvent.type(screen.getByTestId("quarantine-due"), "2099-12-01");
  expect(await axeFindings(dialog)).toEqual([]);
  await userEvent.click(screen.getByTestId("quarantine-plan"));
  await waitFor(() => expect(done).toHaveBeenCalledOnce());
  expect(plan.mock.calls).toEqual([[{ people: [1], leave_out: ["board"], due: "2099-12-01" }]]);
  expect(window.location.hash).toBe(`#/cases/${done.mock.calls[0]?.[0]}`);
});

test("the group that people are moved to is chosen in the dialog", async () => {
  const set = vi.spyOn(host, "setHoldingGroup");
  vi.spyOn(window.HTMLElement.prototype, "scrollIntoView").mockImplementation(() => undefined);
  show(
    <QuarantineDialog
      people={[{ id: 1, name: "Oskar Lind" }]}
      onDone={vi.fn()}
      onClose={vi.fn()}
    />,
  );
  const [button] = await screen.findAllByTestId("quarantine-choose");
  await userEvent.click(button as HTMLElement);
  const app = (button as HTMLElement).closest<HTMLElement>("[data-app]")?.dataset.app;
  await userEvent.type(screen.getByTestId("holding-search"), "Deal");
  await userEvent.click((await screen.findAllByTestId("holding-option"))[0] as HTMLElement);
  await waitFor(() => expect(screen.queryByTestId("holding-search")).toBeNull());
  expect(set.mock.calls.map(([id]) => id)).toEqual([app]);
});
