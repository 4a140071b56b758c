import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { forgetLive } from "../../data/live";
import { type CasePlan, host, type ReceiptLine } from "../../host";
import { personOf } from "../../test/acts";
import { open as begin, faults, someProblem } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { alike, closedCase, openCase } from "../../test/scenes";
import { CaseScreen } from "./case";

beforeEach(async () => {
  forgetLive();
  await begin();
});

/** A lockdown of Oskar Lind, planned while these apps are down. */
async function plan(...down: string[]): Promise<CasePlan> {
  for (const app of down) await faults(app, "502");
  const { id } = await personOf("oskar.lind@example.com");
  return host.planLockdown({ people: [id], groups: false });
}
const EVERY_APP = ["airtable", "monday", "notion", "zapier", "zscaler-zpa"];

const open = async (id: string) => {
  window.location.hash = `/cases/${id}`;
  show(<CaseScreen id={id} />);
  return screen.findByTestId("case-screen");
};
const lines = () => screen.getAllByTestId("case-line");
const marked = (mark: string) => lines().find((line) => line.dataset.mark === mark) as HTMLElement;

test("what is planned is confirmed with the asked text, and its receipt follows", async () => {
  await alike();
  const { case_id: id, plan: of } = await plan("zapier");
  const start = vi.spyOn(host, "startCase");
  await open(id);
  expect(document.querySelector("h1")?.textContent).toBe("Lock down Oskar Lind");
  expect(screen.getByTestId("header-sub").textContent).toBe("4 changes in 4 apps");
  expect(screen.getByTestId("case-unplanned").textContent).toContain(
    "retried until the app answers",
  );
  expect(screen.getByTestId("case-notes").textContent).toContain(
    "Oskar Lind (oskar.lind@partner.example) in monday.com may be the same person",
  );
  expect(screen.getByTestId("residual-ahead").textContent).toContain("16 items");
  expect(await axeFindings()).toEqual([]);
  const confirm = screen.getByTestId("plan-confirm") as HTMLButtonElement;
  expect(confirm.textContent).toBe("Make 4 changes");
  expect(confirm.disabled).toBe(true);
  const typed = of?.confirmation.type_this ?? "";
  await userEvent.type(screen.getByTestId("plan-type"), typed);
  await userEvent.click(confirm);
  await screen.findByTestId("case-lines");
  expect(start.mock.calls).toEqual([[id, typed]]);
  expect(document.querySelector("h1")?.textContent).toBe("Lockdown receipt");
  // Asked again while something is under way, until it has ended.
  await waitFor(() =>
    expect(screen.getByTestId("case-counts").textContent).toContain("4 of 5 changes verified"),
  );
});

test("with groups it is planned again in its place", async () => {
  const { case_id: id } = await plan();
  const person = await personOf("oskar.lind");
  const discard = vi.spyOn(host, "discardCase");
  const planned = vi.spyOn(host, "planLockdown");
  await open(id);
  await userEvent.click(screen.getByTestId("case-groups"));
  await waitFor(() =>
    expect(planned.mock.calls).toEqual([[{ people: [person.id], groups: true }]]),
  );
  await waitFor(() => expect(window.location.hash).not.toContain(id));
  expect(window.location.hash).toMatch(/^#\/cases\/./);
  await waitFor(() => expect(discard.mock.calls).toEqual([[id]]));
});

test("where no app answers, trying begins with the confirmation", async () => {
  const { case_id: id, plan: none } = await plan(...EVERY_APP);
  expect(none).toBeNull();
  const start = vi.spyOn(host, "startCase");
  await open(id);
  expect(screen.queryByTestId("plan-items")).toBeNull();
  expect(await axeFindings()).toEqual([]);
  const confirm = screen.getByTestId("plan-confirm");
  expect(confirm.textContent).toBe("Start retrying");
  await userEvent.click(confirm);
  expect(start.mock.calls).toEqual([[id, null]]);
  await screen.findByTestId("case-lines");
});

test("discarding leads back to the person", async () => {
  const { case_id: id } = await plan();
  const person = await personOf("oskar.lind");
  const discard = vi.spyOn(host, "discardCase");
  await open(id);
  await userEvent.click(screen.getByTestId("case-discard"));
  await waitFor(() => expect(window.location.hash).toBe(`#/people/${person.id}`));
  expect(discard.mock.calls).toEqual([[id]]);
});

test("only what was read back as wanted is green, and it comes last", async () => {
  const id = await openCase();
  const view = await host.case(id);
  const [first] = view.lines as [ReceiptLine];
  // The states that pass quickly, beside those that were brought about.
  const passing = (["running", "waiting", "stopped"] as const).map((state, n) => ({
    ...first,
    number: view.lines.length + n + 1,
    state,
    outcome: null,
    problem: null,
    checks: [],
  }));
  vi.spyOn(host, "case").mockResolvedValue({ ...view, lines: [...view.lines, ...passing] });
  await open(id);
  const counts = screen.getByTestId("case-counts").textContent;
  expect(counts).toContain("1 of 8 changes verified");
  for (const words of ["1 refused", "1 accepted, not verified", "1 open", "1 no longer in effect"])
    expect(counts).toContain(words);
  for (const line of lines()) {
    const green = line.querySelector('.outcome[data-kind="verified"]') !== null;
    expect(green).toBe(line.dataset.mark === "verified");
  }
  const order = lines().map((line) => line.dataset.mark);
  expect(order.indexOf("verified")).toBe(order.length - 1);
  expect(new Set(order).size).toBe(8);
  expect(await axeFindings()).toEqual([]);
});

test("an open line says why, when it is tried again, and shows the whole of it", async () => {
  await open(await openCase());
  const line = marked("open");
  expect(line.textContent).toContain("502");
  expect(within(line).getByTestId("line-next").textContent).toMatch(
    /^retrying in \d+ (s|min), \d+ (try|tries) so far$/,
  );
  const button = within(line).getByTestId("case-line-open");
  button.focus();
  await userEvent.keyboard("{Enter}");
  expect(button.getAttribute("aria-expanded")).toBe("true");
  const more = screen.getByTestId("case-line-more");
  expect(more.querySelectorAll(".four dt").length).toBe(4);
  await userEvent.keyboard("{Enter}");
  expect(screen.queryByTestId("case-line-more")).toBeNull();
  await userEvent.click(within(marked("undone")).getByTestId("case-line-open"));
  expect(screen.getByTestId("case-check").textContent).toContain("not as expected");
  expect(screen.getByTestId("exchange").textContent).toContain(
    "Authorization: Bearer (token left out)",
  );
  expect(await axeFindings()).toEqual([]);
});

test("what is closed by hand is ticked with a note", async () => {
  const id = await openCase();
  const { residual } = await host.case(id);
  for (const number of [2, 3, 4]) await host.tickResidual(id, number, true, "");
  const tick = vi.spyOn(host, "tickResidual");
  await open(id);
  const all = residual.length;
  expect(screen.getByTestId("residual-done").textContent).toBe(`3 of ${all} done`);
  const [first] = screen.getAllByTestId("residual-line") as [HTMLElement];
  await userEvent.click(within(first).getByTestId("residual-tick"));
  await waitFor(() =>
    expect(screen.getByTestId("residual-done").textContent).toBe(`4 of ${all} done`),
  );
  const { done_by: by } = (await host.case(id)).residual[0] ?? {};
  expect(by).not.toBe("");
  expect(first.textContent).toContain(by);
  await userEvent.type(within(first).getByTestId("residual-note"), "given to Mei{Enter}");
  await waitFor(() =>
    expect(tick.mock.calls).toEqual([
      [id, 1, true, ""],
      [id, 1, true, "given to Mei"],
    ]),
  );
});

test("a note is not lost when it could not be kept", async () => {
  const id = await openCase();
  vi.spyOn(host, "tickResidual").mockRejectedValue(await someProblem());
  await open(id);
  const [note] = screen.getAllByTestId("residual-note") as [HTMLInputElement];
  await userEvent.type(note, "given to Mei{Enter}");
  expect((await screen.findByTestId("problem")).textContent).toContain("The tick was not saved");
  expect(note.value).toBe("given to Mei");
});

test("“Check again” adds the result below each line", async () => {
  await open(await closedCase());
  expect(screen.queryByTestId("line-check")).toBeNull();
  expect(screen.queryByTestId("case-stop")).toBeNull();
  expect(screen.queryByTestId("case-again")).toBeNull();
  await userEvent.click(screen.getByTestId("case-recheck"));
  const checks = await screen.findAllByTestId("line-check");
  expect(checks.length).toBe(5);
  for (const check of checks)
    expect(check.textContent).toMatch(
      /^Checked \d\d:\d\d: (inactive|not found by its id or by its user name), as expected$/,
    );
});

test("sending again and stopping each ask once", async () => {
  const id = await openCase();
  const again = vi.spyOn(host, "tryCaseAgain");
  const stop = vi.spyOn(host, "stopCase");
  await open(id);
  await userEvent.click(screen.getByTestId("case-again"));
  const asked = await screen.findByTestId("case-again-ask");
  expect(within(asked).getAllByRole("listitem").length).toBe(4);
  expect(await axeFindings(asked)).toEqual([]);
  expect(again).not.toHaveBeenCalled();
  await userEvent.click(screen.getByTestId("case-again-ask-confirm"));
  await waitFor(() => expect(screen.queryByTestId("case-again-ask")).toBeNull());
  expect(again.mock.calls).toEqual([[id]]);
  await userEvent.click(screen.getByTestId("case-stop"));
  await userEvent.click(await screen.findByTestId("case-stop-ask-confirm"));
  await waitFor(() => expect(screen.getByTestId("case-screen").dataset.state).toBe("stopped"));
  expect(stop.mock.calls).toEqual([[id]]);
  expect(screen.queryByTestId("case-stop")).toBeNull();
});

test("what was never confirmed is planned, not sent", async () => {
  const id = await openCase();
  const send = vi.spyOn(host, "tryCaseAgain");
  const view = await host.case(id);
  const stopped = view.lines.map((line) =>
    line.state === "open" ? { ...line, state: "yours" as const, run_id: null } : line,
  );
  vi.spyOn(host, "case").mockResolvedValue({ ...view, lines: stopped });
  const planned = vi.spyOn(host, "planCaseAgain");
  planned.mockResolvedValueOnce({
    case_id: id,
    plan: null,
    lines: stopped,
    notes: ["Deactivate Oskar Lind: protected."],
  });
  await open(id);
  expect(screen.queryByTestId("case-again")).toBeNull();
  await userEvent.click(screen.getByTestId("case-plan-again"));
  const nothing = await screen.findByTestId("case-nothing");
  expect(nothing.textContent).toContain(
    "None of these changes can be sent now. Deactivate Oskar Lind",
  );
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(screen.getByTestId("case-plan-again"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/./));
  expect(send).not.toHaveBeenCalled();
});

test("the restore is a separate plan", async () => {
  await open(await closedCase());
  await userEvent.click(screen.getByTestId("case-release"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/./));
});

test("a saved receipt says where it is, and one that was not says why", async () => {
  const id = await closedCase();
  const write = vi.spyOn(host, "exportCase");
  await open(id);
  await userEvent.click(screen.getByTestId("case-export-html"));
  expect((await screen.findByTestId("case-exported")).textContent).toMatch(
    /rollcall-receipt(-\d+)?\.html/,
  );
  expect(write.mock.calls).toEqual([[id, "html"]]);
  write.mockRejectedValue(await someProblem());
  await userEvent.click(screen.getByTestId("case-export-json"));
  expect((await screen.findByTestId("problem")).textContent).toContain("The receipt was not saved");
});

test("one that is not there says so", async () => {
  show(<CaseScreen id="case-nowhere" />);
  const problem = await screen.findByTestId("problem");
  expect(problem.dataset.code).toBe("not-found");
  expect(problem.textContent).toContain("case-nowhere");
});
