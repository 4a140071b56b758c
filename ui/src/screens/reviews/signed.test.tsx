// A signature is not lost without a question.
import { readFileSync } from "node:fs";
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { forgetLive } from "../../data/live";
import { forgetStage } from "../../data/stage";
import { host } from "../../host";
import { scene } from "../../test/engine";
import { axeFindings } from "../../test/render";
import { everyRow, openReview, review, row, signPart } from "../../test/review";

let id = "";

/** The first two items are kept in bulk, the rest one by one, and the first reviewer has signed. */
const signedOnce = scene("signed-once", async () => {
  await openReview();
  const review = (await host.reviews())[0]?.id ?? "";
  const decide = (items: number[], by: number, reason: string) =>
    host.decideReview(review, { items, decision: "keep", drop: [], reason, by, ms: 0 });
  await decide([1, 2], 1, "");
  for (const one of await everyRow(review))
    if (one.item > 2) await decide([one.item], one.reviewer, "as agreed");
  await signPart(review, 1, "Priya Nair");
});

const signers = async () => (await host.review(id)).sign_offs.map((one) => one.name);

beforeEach(async () => {
  forgetLive();
  forgetStage();
  sessionStorage.clear();
  await signedOnce();
  id = (await host.reviews())[0]?.id ?? "";
  window.location.hash = `#/reviews/${id}`;
});

test("undoing a bulk decision under a signature asks first, and names what is lost", async () => {
  await review();
  const undone = vi.spyOn(host, "undoBulk");
  await userEvent.keyboard("u");
  const dialog = await screen.findByTestId("unsign-dialog");
  expect(dialog.textContent).toContain("Undo the decision on 2 items?");
  expect(dialog.textContent).toContain("Priya Nair’s signature goes with it");
  expect(await axeFindings(dialog)).toEqual([]);
  // A key of the items is none of the dialog's.
  await userEvent.keyboard("uk");
  await userEvent.click(within(dialog).getByTestId("unsign-keep"));
  await waitFor(() => expect(screen.queryByTestId("unsign-dialog")).toBeNull());
  expect(undone).not.toHaveBeenCalled();
  expect(await signers()).toEqual(["Priya Nair"]);
  expect(document.activeElement).toBe(screen.getByTestId("review-grid"));
  await userEvent.click(screen.getByTestId("review-undo"));
  await userEvent.click(
    within(await screen.findByTestId("unsign-dialog")).getByTestId("unsign-go"),
  );
  await waitFor(() => expect(row(1).dataset.decision).toBe("none"));
  expect(await signers()).toEqual([]);
  const said = await screen.findByTestId("review-said");
  await waitFor(() => expect(said.textContent).toContain("Priya Nair no longer holds"));
});

test("another decision under a signature asks first, by key and by button", async () => {
  await review();
  const decided = vi.spyOn(host, "decideReview");
  // The first item is kept in bulk: kept alone it is another decision.
  await userEvent.keyboard("k");
  expect((await screen.findByTestId("unsign-dialog")).textContent).toContain("Priya Nair");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("unsign-dialog")).toBeNull());
  await userEvent.click(within(row(1)).getByText("Keep"));
  await screen.findByTestId("unsign-dialog");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("unsign-dialog")).toBeNull());
  expect(decided).not.toHaveBeenCalled();
  screen.getByTestId("review-grid").focus();
  await userEvent.keyboard("r");
  const dialog = await screen.findByTestId("decide-dialog");
  expect(within(dialog).getByTestId("unsign-note").textContent).toContain("Priya Nair");
  expect(within(dialog).getByTestId("decide-save").textContent).toBe(
    "Revoke and remove the signature",
  );
  await userEvent.keyboard("left{Enter}");
  await waitFor(() => expect(row(1).dataset.decision).toBe("revoke"));
  expect(await signers()).toEqual([]);
});

test("a hand-over says whose signature it takes off", async () => {
  await review();
  await userEvent.keyboard("h");
  const dialog = await screen.findByTestId("hand-over-dialog");
  expect(within(dialog).getByTestId("unsign-note").textContent).toContain("Priya Nair");
  expect(within(dialog).getByTestId("hand-over-save").textContent).toContain("the signature");
});

test("imported answers say whose signature they take off", async () => {
  const text = readFileSync(await host.exportReview(id, 1), "utf8");
  const file = new File([text.replace(/^([^,]+,1),keep,,/m, "$1,revoke,,left")], "answers-1.csv");
  await review();
  await userEvent.click(screen.getByTestId("review-handout"));
  const dialog = await screen.findByTestId("handout-dialog");
  await userEvent.selectOptions(within(dialog).getByTestId("answers-of"), "1");
  await userEvent.upload(within(dialog).getByTestId("answers-file"), file);
  await within(dialog).findByTestId("answers-look");
  expect(within(dialog).getByTestId("unsign-note").textContent).toContain("Priya Nair");
  const take = within(dialog).getByTestId("answers-take");
  expect(take.textContent).toBe("Set 1 decision and remove the signature");
  await userEvent.click(take);
  await within(dialog).findByTestId("answers-set");
  expect(await signers()).toEqual([]);
});

test("a part that nobody signed is decided without a question", async () => {
  await review();
  await userEvent.selectOptions(screen.getByTestId("review-as"), "2");
  const mine = (await everyRow(id)).find((one) => one.reviewer === 2)?.item as number;
  await userEvent.click(within(row(mine)).getByText("Revoke"));
  const dialog = await screen.findByTestId("decide-dialog");
  expect(within(dialog).queryByTestId("unsign-note")).toBeNull();
  expect(within(dialog).getByTestId("decide-save").textContent).toBe("Revoke");
  await userEvent.type(within(dialog).getByTestId("decide-reason"), "{Control>}a{/Control}left");
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(row(mine).dataset.decision).toBe("revoke"));
  expect(await signers()).toEqual(["Priya Nair"]);
});
