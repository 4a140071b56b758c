import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { PAGE_PROBLEM } from "../../host/fake/people";
import { axeFindings, show } from "../../test/render";

vi.mock("../../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../../host");
const { fakeHost } = await import("../../host/fake");
const { forgetLive } = await import("../../data/live");
const { CaseScreen } = await import("./case");

beforeEach(() => {
  vi.restoreAllMocks();
  forgetLive();
  Object.assign(host, fakeHost("?scene=real"));
});

const open = async (id: string) => {
  window.location.hash = `/cases/${id}`;
  show(<CaseScreen id={id} />);
  return screen.findByTestId("case-screen");
};
const lines = () => screen.getAllByTestId("case-line");
const marked = (mark: string) => lines().find((line) => line.dataset.mark === mark) as HTMLElement;

test("what is planned is confirmed with the asked text, and its receipt follows", async () => {
  const start = vi.spyOn(host, "startCase");
  await open("case-planned");
  expect(document.querySelector("h1")?.textContent).toBe("Lock down Oskar Lind");
  expect(screen.getByTestId("header-sub").textContent).toBe("4 changes in 4 apps");
  expect(screen.getByTestId("case-unplanned").textContent).toContain(
    "retried until the app answers",
  );
  expect(screen.getByTestId("case-notes").textContent).toContain("second account");
  expect(screen.getByTestId("residual-ahead").textContent).toContain("7 items");
  expect(await axeFindings()).toEqual([]);
  const confirm = screen.getByTestId("plan-confirm") as HTMLButtonElement;
  expect(confirm.textContent).toBe("Lock down 1 person");
  expect(confirm.disabled).toBe(true);
  await userEvent.type(screen.getByTestId("plan-type"), "Oskar Lind");
  await userEvent.click(confirm);
  await screen.findByTestId("case-lines");
  expect(start.mock.calls).toEqual([["case-planned", "Oskar Lind"]]);
  expect(document.querySelector("h1")?.textContent).toBe("Lockdown receipt");
  // Asked again while something is under way, until it has ended.
  await waitFor(() =>
    expect(screen.getByTestId("case-counts").textContent).toContain("4 of 5 changes verified"),
  );
});

test("with groups it is planned again in its place", async () => {
  const discard = vi.spyOn(host, "discardCase");
  const plan = vi.spyOn(host, "planLockdown");
  await open("case-planned");
  await userEvent.click(screen.getByTestId("case-groups"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/cases\/plan-case-/));
  expect(plan.mock.calls).toEqual([[{ people: [1], groups: true }]]);
  await waitFor(() => expect(discard.mock.calls).toEqual([["case-planned"]]));
});

test("where no app answers, trying begins with the confirmation", async () => {
  const start = vi.spyOn(host, "startCase");
  await open("case-silent");
  expect(screen.queryByTestId("plan-items")).toBeNull();
  expect(await axeFindings()).toEqual([]);
  const confirm = screen.getByTestId("plan-confirm");
  expect(confirm.textContent).toBe("Start retrying");
  await userEvent.click(confirm);
  expect(start.mock.calls).toEqual([["case-silent", null]]);
  await screen.findByTestId("case-lines");
});

test("discarding leads back to the person", async () => {
  const discard = vi.spyOn(host, "discardCase");
  await open("case-planned");
  await userEvent.click(screen.getByTestId("case-discard"));
  await waitFor(() => expect(window.location.hash).toBe("#/people/1"));
  expect(discard.mock.calls).toEqual([["case-planned"]]);
});

test("only what was read back as wanted is green, and it comes last", async () => {
  await open("case-open");
  const counts = screen.getByTestId("case-counts").textContent;
  expect(counts).toContain("5 of 12 changes verified");
  for (const words of ["1 refused", "1 accepted, not verified", "1 open", "1 no longer in effect"])
    expect(counts).toContain(words);
  for (const line of lines()) {
    const green = line.querySelector('.outcome[data-kind="verified"]') !== null;
    expect(green).toBe(line.dataset.mark === "verified");
  }
  const order = lines().map((line) => line.dataset.mark);
  expect(order.indexOf("verified")).toBe(order.length - 5);
  expect(new Set(order).size).toBe(8);
  expect(await axeFindings()).toEqual([]);
});

test("an open line says why, when it is tried again, and shows the whole of it", async () => {
  await open("case-open");
  const line = marked("open");
  expect(line.textContent).toContain("Flowtap does not answer");
  expect(within(line).getByTestId("line-next").textContent).toBe(
    "retrying in 4 min, 4 tries so far",
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
  expect(screen.getByTestId("exchange").textContent).toContain("Authorization: Bearer (left out)");
  expect(await axeFindings()).toEqual([]);
});

test("what is closed by hand is ticked with a note", async () => {
  const tick = vi.spyOn(host, "tickResidual");
  await open("case-open");
  expect(screen.getByTestId("residual-done").textContent).toBe("3 of 7 done");
  const [first] = screen.getAllByTestId("residual-line") as [HTMLElement];
  await userEvent.click(within(first).getByTestId("residual-tick"));
  await waitFor(() => expect(screen.getByTestId("residual-done").textContent).toBe("4 of 7 done"));
  expect(first.textContent).toContain("Priya Nair");
  await userEvent.type(within(first).getByTestId("residual-note"), "given to Mei{Enter}");
  await waitFor(() =>
    expect(tick.mock.calls).toEqual([
      ["case-open", 1, true, ""],
      ["case-open", 1, true, "given to Mei"],
    ]),
  );
});

test("a note is not lost when it could not be kept", async () => {
  vi.spyOn(host, "tickResidual").mockRejectedValue(PAGE_PROBLEM);
  await open("case-open");
  const [note] = screen.getAllByTestId("residual-note") as [HTMLInputElement];
  await userEvent.type(note, "given to Mei{Enter}");
  expect((await screen.findByTestId("problem")).textContent).toContain("The tick was not saved");
  expect(note.value).toBe("given to Mei");
});

test("“Check again” adds the result below each line", async () => {
  await open("case-closed");
  expect(screen.queryByTestId("line-check")).toBeNull();
  expect(screen.queryByTestId("case-stop")).toBeNull();
  expect(screen.queryByTestId("case-again")).toBeNull();
  await userEvent.click(screen.getByTestId("case-recheck"));
  const checks = await screen.findAllByTestId("line-check");
  expect(checks.length).toBe(5);
  expect(checks[0]?.textContent).toMatch(/^Checked \d\d:\d\d: inactive, as expected$/);
});

test("sending again and stopping each ask once", async () => {
  const again = vi.spyOn(host, "tryCaseAgain");
  const stop = vi.spyOn(host, "stopCase");
  await open("case-open");
  await userEvent.click(screen.getByTestId("case-again"));
  const asked = await screen.findByTestId("case-again-ask");
  expect(within(asked).getAllByRole("listitem").length).toBe(3);
  expect(await axeFindings(asked)).toEqual([]);
  expect(again).not.toHaveBeenCalled();
  await userEvent.click(screen.getByTestId("case-again-ask-confirm"));
  await waitFor(() => expect(screen.queryByTestId("case-again-ask")).toBeNull());
  expect(again.mock.calls).toEqual([["case-open"]]);
  await userEvent.click(screen.getByTestId("case-stop"));
  await userEvent.click(await screen.findByTestId("case-stop-ask-confirm"));
  await waitFor(() => expect(screen.getByTestId("case-screen").dataset.state).toBe("stopped"));
  expect(stop.mock.calls).toEqual([["case-open"]]);
  expect(screen.queryByTestId("case-stop")).toBeNull();
});

test("what was never confirmed is planned, not sent", async () => {
  const send = vi.spyOn(host, "tryCaseAgain");
  const view = await host.case("case-open");
  const stopped = view.lines.map((line) =>
    line.state === "open" ? { ...line, state: "yours" as const, run_id: null } : line,
  );
  vi.spyOn(host, "case").mockResolvedValue({ ...view, lines: stopped });
  const plan = vi.spyOn(host, "planCaseAgain");
  plan.mockResolvedValueOnce({
    case_id: "case-open",
    plan: null,
    lines: stopped,
    notes: ["Deactivate Oskar Lind: protected."],
  });
  await open("case-open");
  expect(screen.queryByTestId("case-again")).toBeNull();
  await userEvent.click(screen.getByTestId("case-plan-again"));
  const nothing = await screen.findByTestId("case-nothing");
  expect(nothing.textContent).toContain(
    "None of these changes can be sent now. Deactivate Oskar Lind",
  );
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(screen.getByTestId("case-plan-again"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/plan-again-/));
  expect(send).not.toHaveBeenCalled();
});

test("the restore is a separate plan", async () => {
  await open("case-closed");
  await userEvent.click(screen.getByTestId("case-release"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/plan-release-/));
});

test("a saved receipt says where it is, and one that was not says why", async () => {
  const write = vi.spyOn(host, "exportCase");
  await open("case-closed");
  await userEvent.click(screen.getByTestId("case-export-html"));
  expect((await screen.findByTestId("case-exported")).textContent).toContain(
    "/home/priya/Downloads/lockdown-oskar-lind.html",
  );
  expect(write.mock.calls).toEqual([["case-closed", "html"]]);
  write.mockRejectedValue(PAGE_PROBLEM);
  await userEvent.click(screen.getByTestId("case-export-json"));
  expect((await screen.findByTestId("problem")).textContent).toContain("The receipt was not saved");
});

test("one that is not there says so", async () => {
  show(<CaseScreen id="case-nowhere" />);
  expect((await screen.findByTestId("problem")).textContent).toContain(
    "There is no such lockdown.",
  );
});
