import { readFileSync } from "node:fs";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { App } from "../../app";
import { forgetLive } from "../../data/live";
import { forgetStage } from "../../data/stage";
import { host } from "../../host";
import { connected, faults, open, someProblem, until } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import {
  above,
  decideAll,
  everyRow,
  imported,
  left,
  openReview,
  review,
  row,
  select,
} from "../../test/review";
import { atRest } from "../../test/scenes";

/** The one review. */
let id = "";

beforeEach(async () => {
  forgetLive();
  forgetStage();
  sessionStorage.clear();
  await openReview();
  id = (await host.reviews())[0]?.id ?? "";
  window.location.hash = `#/reviews/${id}`;
});

/** Leaves all apps but one out of the review that is being started. */
async function onlyIn(dialog: HTMLElement, provider: string) {
  const { name } = await connected(provider);
  for (const box of within(dialog).getAllByTestId("review-app"))
    if (box.dataset.app !== name) await userEvent.click(box);
}
const DOWN = "{ArrowDown}";

test("one key an item: kept, and the next one is at hand", async () => {
  await review();
  expect(await axeFindings()).toEqual([]);
  const all = left();
  await userEvent.keyboard("kk");
  await waitFor(() => expect(row(1).dataset.decision).toBe("keep"));
  await waitFor(() => expect(row(2).dataset.decision).toBe("keep"));
  await waitFor(() => expect(left()).toBe(all - 2));
});

test("a key decides about nothing while no row is marked: it goes to the table first", async () => {
  await review();
  const decided = vi.spyOn(host, "decideReview");
  const heading = screen.getByRole("heading", { level: 1 });
  heading.focus();
  await userEvent.keyboard("k");
  expect(decided).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(screen.getByTestId("review-grid"));
});

test("a revoke asks for its reason, offers it again, and a problem stays in the dialog", async () => {
  await review();
  const refused = await someProblem();
  const decided = vi.spyOn(host, "decideReview");
  decided.mockRejectedValueOnce(refused);
  await userEvent.keyboard("r");
  const dialog = await screen.findByTestId("decide-dialog");
  await userEvent.keyboard("left in November{Enter}");
  expect((await within(dialog).findByTestId("problem")).textContent).toContain(refused.what);
  within(dialog).getByTestId("decide-reason").focus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByTestId("decide-dialog")).toBeNull());
  expect(row(1).dataset.decision).toBe("revoke");
  await userEvent.keyboard("r");
  await screen.findByTestId("decide-dialog");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(row(2).dataset.decision).toBe("revoke"));
  expect(decided.mock.lastCall?.[1]).toMatchObject({ items: [2], reason: "left in November" });
});

test("a change names the groups that are dropped", async () => {
  await review();
  await userEvent.keyboard(`${DOWN.repeat(above(3))}c`);
  const dialog = await screen.findByTestId("decide-dialog");
  expect(await axeFindings(dialog)).toEqual([]);
  const save = () => within(dialog).getByTestId<HTMLButtonElement>("decide-save");
  expect(save().disabled).toBe(true);
  await userEvent.click(within(dialog).getAllByTestId("decide-group")[0] as HTMLElement);
  within(dialog).getByTestId("decide-reason").focus();
  await userEvent.keyboard("left that team{Enter}");
  await waitFor(() => expect(row(3).dataset.decision).toBe("change"));
});

test("where each account in a group is an item, it is kept or revoked", async () => {
  window.location.hash = "#/reviews";
  show(<App />);
  await userEvent.click(await screen.findByTestId("review-start"));
  const dialog = await screen.findByTestId("review-dialog");
  await onlyIn(dialog, "airtable");
  await userEvent.selectOptions(within(dialog).getByTestId("review-granularity"), "membership");
  await userEvent.type(within(dialog).getByTestId("review-you"), "Robin Vale");
  await userEvent.type(within(dialog).getByTestId("review-you-email"), "robin.vale@example.com");
  const started = vi.spyOn(host, "startReview");
  await userEvent.click(within(dialog).getByTestId("review-freeze"));
  await waitFor(() => expect(started.mock.lastCall?.[0].granularity).toBe("membership"));
  const member = await waitFor(() => {
    const rows = screen.getAllByTestId("review-row");
    const found = rows.find((one) => one.dataset.group !== undefined);
    return found as HTMLElement;
  });
  const inReview = window.location.hash.replace("#/reviews/", "");
  const items = await everyRow(inReview);
  const groupOfItem = (item: string | undefined) =>
    items.find((one) => String(one.item) === item)?.group?.name ?? "no group";
  expect(member.textContent).toContain(groupOfItem(member.dataset.item));
  expect(member.textContent).not.toContain("Change");
  expect(row(1).textContent).toContain("account only");
  expect(await axeFindings()).toEqual([]);
  screen.getByTestId("review-grid").focus();
  await userEvent.keyboard("c");
  expect(screen.queryByTestId("decide-dialog")).toBeNull();
  const third = screen.getAllByTestId("review-row")[2]?.dataset.item;
  await userEvent.keyboard("{ArrowDown}{ArrowDown}r");
  expect((await screen.findByTestId("decide-dialog")).textContent).toContain(
    `in ${groupOfItem(third)}, `,
  );
});

test("a press keeps what is ordinary, says what it left out, and is taken back by a key", async () => {
  await review();
  const all = left();
  const undone = vi.spyOn(host, "undoBulk");
  // The third has left, the fourth is privileged, the fifth is not on the list.
  await select([0, 1, 2, 3, 4]);
  const bar = await screen.findByTestId("review-selection");
  await waitFor(() => expect(bar.textContent).toContain("3 can’t be kept in bulk"));
  expect(screen.getByTestId("review-keep-all").textContent).toBe("Keep 2 in bulk");
  await userEvent.click(screen.getByTestId("review-keep-all"));
  await waitFor(() => expect(row(1).dataset.decision).toBe("keep"));
  expect(row(1).textContent).toContain("in bulk");
  for (const item of [3, 4, 5]) expect(row(item).dataset.decision).toBe("none");
  const said = await screen.findByTestId("review-bulk");
  expect(said.textContent).toContain("2 items are kept in bulk. Left out: 1 ");
  expect(await axeFindings()).toEqual([]);
  await waitFor(() => expect(left()).toBe(all - 2));
  screen.getByTestId("review-grid").focus();
  await userEvent.keyboard("u");
  await waitFor(() => expect(row(1).dataset.decision).toBe("none"));
  expect(undone).toHaveBeenCalledOnce();
  await waitFor(() => expect(screen.queryByTestId("review-bulk")).toBeNull());
  expect(screen.getByTestId("review-said").textContent).toContain("2 items are undecided again");
  await waitFor(() => expect(left()).toBe(all));
});

test("a press that keeps nothing says so, and has nothing to take back", async () => {
  await review();
  await select([above(3), above(4)]);
  await userEvent.click(await screen.findByTestId("review-keep-all"));
  expect((await screen.findByTestId("review-said")).textContent).toContain(
    "Nothing is kept in bulk",
  );
  expect(screen.queryByTestId("review-bulk")).toBeNull();
});

test("keeping a leaver asks for the reason and is flagged", async () => {
  await review();
  await userEvent.keyboard(`${DOWN.repeat(above(3))}k`);
  const dialog = await screen.findByTestId("decide-dialog");
  expect(dialog.textContent).toContain("left on 2026-11-03");
  expect(await axeFindings(dialog)).toEqual([]);
  const save = () => within(dialog).getByTestId<HTMLButtonElement>("decide-save");
  expect(save().disabled).toBe(true);
  await userEvent.keyboard("works on as a freelancer{Enter}");
  await waitFor(() => expect(row(3).dataset.decision).toBe("keep"));
  expect(row(3).textContent).toContain("leaver kept");
  // Revoked instead, it is no longer flagged.
  await waitFor(() => expect(screen.queryByTestId("decide-dialog")).toBeNull());
  screen.getByTestId("review-grid").focus();
  await userEvent.keyboard("{ArrowUp}r");
  const again = await screen.findByTestId("decide-dialog");
  await waitFor(() => expect(again.contains(document.activeElement)).toBe(true));
  await userEvent.keyboard("left{Enter}");
  await waitFor(() => expect(row(3).dataset.decision).toBe("revoke"));
  expect(row(3).textContent).not.toContain("leaver kept");
});

test("somebody who leaves the review and comes back sees what was decided", async () => {
  await review();
  const all = left();
  await userEvent.keyboard("kk");
  await waitFor(() => expect(left()).toBe(all - 2));
  window.location.hash = "#/reviews";
  await screen.findByTestId("reviews");
  window.location.hash = `#/reviews/${id}`;
  await screen.findByTestId("review-grid");
  await waitFor(() => expect(left()).toBe(all - 2));
  // Undecided ones are first; with that off, the two stand where they stood.
  await waitFor(() => {
    const first = screen.getAllByTestId("review-row")[0]?.dataset.item;
    expect(["1", "2", undefined]).not.toContain(first);
  });
  const chip = screen
    .getAllByTestId("review-chip")
    .find((one) => one.dataset.value === "undecided");
  await userEvent.click(chip as HTMLElement);
  await waitFor(() => expect(row(1)?.dataset.decision).toBe("keep"));
  expect(row(2).dataset.decision).toBe("keep");
});

test("an item is handed to another reviewer, with the reason", async () => {
  await review();
  const handed = vi.spyOn(host, "handOver");
  await userEvent.keyboard("h");
  const dialog = await screen.findByTestId("hand-over-dialog");
  expect(await axeFindings(dialog)).toEqual([]);
  expect(within(dialog).getByTestId("hand-over-save")).toHaveProperty("disabled", true);
  await userEvent.type(within(dialog).getByTestId("hand-over-reason"), "on leave");
  await userEvent.click(within(dialog).getByTestId("hand-over-save"));
  await waitFor(() => expect(screen.queryByTestId("hand-over-dialog")).toBeNull());
  expect(handed.mock.lastCall?.[1]).toMatchObject({ items: [1], reason: "on leave" });
});

test("a review is discarded once its name is typed, and says so from then on", async () => {
  await review();
  await userEvent.click(screen.getByTestId("review-discard"));
  const dialog = await screen.findByTestId("discard-dialog");
  expect(await axeFindings(dialog)).toEqual([]);
  const button = within(dialog).getByTestId("discard-save");
  await userEvent.type(within(dialog).getByTestId("discard-name"), "Of the Deal");
  expect(button).toHaveProperty("disabled", true);
  await userEvent.type(within(dialog).getByTestId("discard-name"), " desk{Enter}");
  await waitFor(() => expect(screen.queryByTestId("discard-dialog")).toBeNull());
  await screen.findByText("discarded", { exact: false });
  expect((await host.review(id)).brief.state).toBe("discarded");
  expect(screen.queryByTestId("review-discard")).toBeNull();
});

test("it is signed by two, excepted, closed, and the evidence is written", async () => {
  await review();
  await decideAll(id, { 1: "revoke" });
  await userEvent.keyboard("k");
  await waitFor(() => expect(left()).toBe(0));
  await userEvent.keyboard("{ArrowUp}r");
  await screen.findByTestId("decide-dialog");
  await userEvent.keyboard("left{Enter}");
  await waitFor(() => expect(screen.queryByTestId("decide-dialog")).toBeNull());
  const signs = vi.spyOn(host, "signReview");
  for (const name of ["Priya Nair", "Carla Mendes", "Farid Rahimi"]) {
    await userEvent.click(screen.getByTestId("review-finish"));
    const dialog = await screen.findByTestId("sign-dialog");
    const facts = (await within(dialog).findByTestId("sign-facts")).textContent;
    expect(facts).toMatch(/^\d+ decisions: /);
    expect(await axeFindings(dialog)).toEqual([]);
    const save = () => within(dialog).getByTestId<HTMLButtonElement>("sign-save");
    const field = within(dialog).getByTestId("sign-name");
    await userEvent.clear(field);
    await userEvent.type(field, name);
    expect(save().disabled).toBe(true);
    await userEvent.click(within(dialog).getByTestId("sign-confirm"));
    if (name === "Farid Rahimi") {
      // Carla was named to sign second: somebody else needs the reason.
      expect(save().disabled).toBe(true);
      await userEvent.type(within(dialog).getByTestId("sign-reason"), "Carla is on leave");
    }
    await userEvent.click(save());
    await waitFor(() => expect(screen.queryByTestId("sign-dialog")).toBeNull());
    expect(signs.mock.lastCall?.[1]).toMatchObject({ name, confirms: facts });
  }
  const roles = screen.getAllByTestId("review-signed").map((one) => one.dataset.role);
  expect(roles).toEqual(["reviewer", "reviewer", "second"]);
  // The button that asked for the signatures is gone.
  const heading = screen.getByRole("heading", { level: 1 });
  await waitFor(() => expect(document.activeElement).toBe(heading));
  // The app refuses the revoke.
  await faults("notion", "write:403");
  const planned = await host.planReview(id);
  await host.startCase(planned.case_id, planned.plan?.confirmation.type_this ?? null);
  await atRest(planned.case_id);
  await host.stopCase(planned.case_id);
  expect((await screen.findByTestId("review-close")).getAttribute("aria-disabled")).toBe("true");
  await userEvent.click((await screen.findAllByTestId("review-except"))[0] as HTMLElement);
  const dialog = await screen.findByTestId("except-dialog");
  expect(await axeFindings(dialog)).toEqual([]);
  await userEvent.type(within(dialog).getByTestId("except-owner"), "Jo");
  await userEvent.type(within(dialog).getByTestId("except-day"), "2099-12-31");
  await userEvent.type(within(dialog).getByTestId("except-note"), "in the console");
  await userEvent.click(within(dialog).getByTestId("except-save"));
  await waitFor(() =>
    expect(screen.getByTestId("review-close").getAttribute("aria-disabled")).toBe("false"),
  );
  await userEvent.click(screen.getByTestId("review-close"));
  await userEvent.click(await screen.findByTestId("review-pack"));
  expect((await screen.findByTestId("review-packed")).textContent).toContain("Hash of the record");
  expect(await axeFindings()).toEqual([]);
});

test("a review is started from the list", async () => {
  window.location.hash = "#/reviews";
  show(<App />);
  await screen.findByTestId("reviews");
  const started = vi.spyOn(host, "startReview");
  await userEvent.click(screen.getByTestId("review-start"));
  const dialog = await screen.findByTestId("review-dialog");
  await onlyIn(dialog, "airtable");
  expect(await axeFindings(dialog)).toEqual([]);
  await userEvent.type(within(dialog).getByTestId("review-you"), "Robin Vale");
  await userEvent.type(within(dialog).getByTestId("review-you-email"), "robin.vale@example.com");
  await userEvent.click(within(dialog).getByTestId("review-freeze"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/reviews\/./));
  expect(window.location.hash).not.toBe(`#/reviews/${id}`);
  expect(started.mock.lastCall?.[0].reviewers).toEqual([
    { name: "Robin Vale", email: "robin.vale@example.com" },
  ]);
});

/** The file of the second reviewer, filled in. */
async function answers(): Promise<File> {
  const path = await host.exportReview(id, 2);
  const text = readFileSync(path, "utf8").replace(/^([^,]+,\d+),,/gm, "$1,keep,");
  return new File([text], "answers-2.csv", { type: "text/csv" });
}

test("a packet is written for a reviewer, and what comes back is shown before it is set", async () => {
  await review();
  await userEvent.click(screen.getByTestId("review-handout"));
  const dialog = await screen.findByTestId("handout-dialog");
  expect(await axeFindings(dialog)).toEqual([]);
  await userEvent.click(within(dialog).getAllByTestId("handout-packet")[1] as HTMLElement);
  expect((await within(dialog).findByTestId("handout-written")).textContent).toContain(".html");
  const before = left();
  const file = await answers();
  await userEvent.upload(within(dialog).getByTestId("answers-file"), file);
  const look = await within(dialog).findByTestId("answers-look");
  const lines = Number(look.dataset.lines);
  expect(left()).toBe(before);
  await userEvent.click(within(dialog).getByTestId("answers-take"));
  expect((await within(dialog).findByTestId("answers-set")).textContent).toContain("set");
  await waitFor(() => expect(left()).toBe(before - lines));
});

test("answers that came from a file are stated as imported, not signed by the reviewer", async () => {
  await review();
  await userEvent.click(screen.getByTestId("review-handout"));
  const handing = await screen.findByTestId("handout-dialog");
  const file = await answers();
  await userEvent.upload(within(handing).getByTestId("answers-file"), file);
  expect((await within(handing).findByTestId("answers-look")).textContent).toContain(
    "These answers of Carla Mendes are recorded as imported by you",
  );
  await userEvent.click(within(handing).getByTestId("answers-take"));
  await within(handing).findByTestId("answers-set");
  await userEvent.click(within(handing).getByTestId("handout-close"));
  const signs = vi.spyOn(host, "signReview");
  await waitFor(() =>
    expect(screen.getByTestId("review-finish").getAttribute("aria-disabled")).toBe("false"),
  );
  await userEvent.click(screen.getByTestId("review-finish"));
  const dialog = await screen.findByTestId("sign-dialog");
  await userEvent.selectOptions(await within(dialog).findByTestId("sign-what"), "import-2");
  expect(within(dialog).getByTestId("sign-facts").textContent).toContain("were imported");
  expect(dialog.textContent).toContain("does not replace the reviewer’s signature");
  expect(await axeFindings(dialog)).toEqual([]);
  await userEvent.type(within(dialog).getByTestId("sign-name"), "Ann Admin");
  await userEvent.click(within(dialog).getByTestId("sign-confirm"));
  await userEvent.click(within(dialog).getByTestId("sign-save"));
  await waitFor(() => expect(screen.queryByTestId("sign-dialog")).toBeNull());
  expect(signs.mock.lastCall?.[1]).toMatchObject({ role: "import", reviewer: 2 });
});

test("items without a clear manager are counted and named before the review starts", async () => {
  await open();
  await imported([
    "E-mail,Name,Manager",
    "ada.okafor@example.com,Jo Twin,",
    "ben.halvorsen@example.com,Jo Twin,",
    "mei.tanaka@example.com,Mei Tanaka,Jo Twin",
  ]);
  const looked = vi.spyOn(host, "lookAtManagers");
  window.location.hash = "#/reviews";
  show(<App />);
  await userEvent.click(await screen.findByTestId("review-start"));
  const dialog = await screen.findByTestId("review-dialog");
  await onlyIn(dialog, "airtable");
  const started = vi.spyOn(host, "startReview");
  await userEvent.type(within(dialog).getByTestId("review-you"), "Robin Vale");
  await userEvent.type(within(dialog).getByTestId("review-you-email"), "robin.vale@example.com");
  await userEvent.type(within(dialog).getByTestId("review-signer"), "Farid Rahimi");
  await userEvent.type(within(dialog).getByTestId("review-signer-email"), "farid@example.com");
  await userEvent.selectOptions(within(dialog).getByTestId("review-assign"), "manager");
  const said = await within(dialog).findByTestId("review-managers");
  const { without } = await until(async () => looked.mock.results.at(-1)?.value);
  expect(without).toBeGreaterThan(0);
  await waitFor(() => expect(said.dataset.without).toBe(String(without)));
  expect(said.textContent).toContain("2 people have the name");
  expect(await axeFindings(dialog)).toEqual([]);
  await userEvent.click(within(dialog).getByTestId("review-freeze"));
  await waitFor(() => expect(started).toHaveBeenCalledOnce());
  expect(started.mock.lastCall?.[0]).toMatchObject({
    assign: "manager",
    without_manager: without,
    second: { name: "Farid Rahimi", email: "farid@example.com" },
  });
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/reviews\/./));
});

test("reviewers of apps are named a line each", async () => {
  window.location.hash = "#/reviews";
  show(<App />);
  await screen.findByTestId("reviews");
  await userEvent.click(screen.getByTestId("review-start"));
  const dialog = await screen.findByTestId("review-dialog");
  await onlyIn(dialog, "airtable");
  const started = vi.spyOn(host, "startReview");
  await userEvent.type(within(dialog).getByTestId("review-you"), "Robin Vale");
  await userEvent.type(within(dialog).getByTestId("review-you-email"), "robin.vale@example.com");
  await userEvent.type(within(dialog).getByTestId("review-departments"), "Sales, Legal");
  await userEvent.selectOptions(within(dialog).getByTestId("review-assign"), "app");
  const freeze = within(dialog).getByTestId("review-freeze");
  await userEvent.type(within(dialog).getByTestId("review-named"), "Airtable = Jo");
  expect(freeze).toHaveProperty("disabled", true);
  await userEvent.type(within(dialog).getByTestId("review-named"), " Doe <jo@example.com>");
  expect(await axeFindings(dialog)).toEqual([]);
  await userEvent.click(freeze);
  await waitFor(() => expect(started).toHaveBeenCalledOnce());
  expect(started.mock.lastCall?.[0]).toMatchObject({
    departments: ["Sales", "Legal"],
    assign: "app",
    named: [{ what: "Airtable", reviewer: { name: "Jo Doe", email: "jo@example.com" } }],
  });
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/reviews\/./));
});
