import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { forgetLive } from "../../data/live";
import { type CaseBrief, host } from "../../host";
import { CaseBanner } from "../../parts/case-banner";
import { QuarantineDialog } from "../../parts/quarantine-dialog";
import { personOf } from "../../test/acts";
import { faults, open, scene } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { atRest } from "../../test/scenes";
import { CasesScreen } from "./cases";
import { Receipt } from "./receipt";

async function lockdown(name: string): Promise<string> {
  const { id } = await personOf(name);
  const planned = await host.planLockdown({ people: [id], groups: false });
  await host.startCase(planned.case_id, planned.plan?.confirmation.type_this ?? null);
  await atRest(planned.case_id);
  return planned.case_id;
}

/** Stopped, closed and open: in this order they were confirmed. */
const threeCases = scene("three-cases", async () => {
  await faults("zapier", "502");
  await host.stopCase(await lockdown("mei.tanaka"));
  await faults("zapier");
  await lockdown("carla.mendes");
  await faults("zapier", "502");
  await lockdown("oskar.lind");
});

beforeEach(async () => {
  forgetLive();
  await open();
});

test("every confirmed case is listed; closed alone is green, overdue is a word", async () => {
  await threeCases();
  const { id: ada } = await personOf("ada.okafor");
  const planned = await host.planQuarantine({ people: [ada], leave_out: [], due: "2031-01-01" });
  const { brief } = await host.case(planned.case_id);
  const all = await host.cases();
  expect(all.map((one) => one.state)).toEqual(["open", "closed", "stopped"]);
  const late: CaseBrief = { ...brief, state: "open", open: 1, due: "2026-11-21", overdue: true };
  vi.spyOn(host, "cases").mockResolvedValue([...all.slice(0, 2), late, ...all.slice(2)]);
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
  ).toBe(`#/cases/${all[0]?.id}`);
  expect(await axeFindings()).toEqual([]);
});

test("an open lockdown is named on every screen but its own", async () => {
  await threeCases();
  const { open_cases: cases } = await host.state();
  window.location.hash = "/users";
  const { unmount } = show(<CaseBanner cases={cases} />);
  const banner = screen.getByTestId("case-banner");
  expect(banner.textContent).toContain(
    "Lockdown of Oskar Lind: 1 of 5 open. Rollcall keeps retrying.",
  );
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(screen.getAllByTestId("case-banner-open")[0] as HTMLElement);
  unmount();
  window.location.hash = `/cases/${cases[0]?.id}`;
  show(<CaseBanner cases={cases.slice(0, 1)} />);
  expect(screen.queryByTestId("case-banner")).toBeNull();
});

test("what a later read found active again is said everywhere, and can be let be", async () => {
  await threeCases();
  const { open_cases: cases } = await host.state();
  const [first] = cases;
  if (!first) throw new Error("a case");
  const again: CaseBrief = {
    ...first,
    state: "closed",
    open: 0,
    trying: false,
    active_again: ["Airtable"],
    came_back: ["in team Sales again in Loomwork"],
  };
  window.location.hash = "/users";
  const { unmount } = show(<CaseBanner cases={[again]} />);
  expect(screen.getByTestId("case-banner").textContent).toContain(
    "Lockdown of Oskar Lind: active again in Airtable; in team Sales again in Loomwork. A later sync shows it.",
  );
  unmount();
  const view = await host.case(first.id);
  const stop = vi.spyOn(host, "stopCase");
  show(<Receipt view={{ ...view, brief: again }} />);
  expect(screen.getByTestId("case-active-again").textContent).toContain(
    "Active again in Airtable; in team Sales again in Loomwork.",
  );
  await userEvent.click(screen.getByTestId("case-let-be"));
  expect(stop).toHaveBeenCalledWith(again.id);
  expect(await axeFindings()).toEqual([]);
});

test("a quarantine leaves an app out, has a day, and leads to its plan", async () => {
  const oskar = await personOf("oskar.lind");
  const plan = vi.spyOn(host, "planQuarantine");
  const done = vi.fn();
  show(
    <QuarantineDialog
      people={[{ id: oskar.id, name: "Oskar Lind" }]}
      onDone={done}
      onClose={vi.fn()}
    />,
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
  expect(plan.mock.calls).toEqual([
    [{ people: [oskar.id], leave_out: [apps[1]?.dataset.app], due: "2099-12-01" }],
  ]);
  expect(window.location.hash).toBe(`#/cases/${done.mock.calls[0]?.[0]}`);
});

test("the group that people are moved to is chosen in the dialog", async () => {
  const oskar = await personOf("oskar.lind");
  const set = vi.spyOn(host, "setHoldingGroup");
  vi.spyOn(window.HTMLElement.prototype, "scrollIntoView").mockImplementation(() => undefined);
  show(
    <QuarantineDialog
      people={[{ id: oskar.id, name: "Oskar Lind" }]}
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
