// What is done about revokes after the signatures.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../app";
import { forgetLive } from "../../data/live";
import { forgetStage } from "../../data/stage";
import { host } from "../../host";
import { scene } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { decideAll, everyRow, openReview, signPart, signSecond } from "../../test/review";

let id = "";

/** The first account is protected and revoked with the second; all have signed. */
const protectedRevoke = scene("protected-revoke", async () => {
  await openReview();
  const review = (await host.reviews())[0]?.id ?? "";
  const [first] = await everyRow(review);
  await host.protect(first?.connection_id ?? "", first?.account_id ?? "", "break-glass");
  await decideAll(review, { 1: "revoke" });
  await signPart(review, 1, "Priya Nair");
  await signPart(review, 2, "Carla Mendes");
  await signSecond(review, "Carla Mendes");
});

beforeEach(async () => {
  forgetLive();
  forgetStage();
  sessionStorage.clear();
  await protectedRevoke();
  id = (await host.reviews())[0]?.id ?? "";
  window.location.hash = `#/reviews/${id}`;
});

test("a revoke of a protected account waits, and with an exception the review is closed", async () => {
  show(<App />);
  expect((await screen.findByTestId("review-line")).dataset.state).toBe("waiting");
  expect(screen.getByTestId("review-close").getAttribute("aria-disabled")).toBe("true");
  await userEvent.click(screen.getByTestId("review-except"));
  const dialog = await screen.findByTestId("except-dialog");
  expect(await axeFindings(dialog)).toEqual([]);
  await userEvent.type(within(dialog).getByTestId("except-owner"), "Jo");
  await userEvent.type(within(dialog).getByTestId("except-day"), "2099-12-31");
  await userEvent.type(within(dialog).getByTestId("except-note"), "the break-glass account");
  await userEvent.click(within(dialog).getByTestId("except-save"));
  await waitFor(() => expect(screen.getByTestId("review-line").dataset.state).toBe("excepted"));
  expect(screen.queryByTestId("review-plan")).toBeNull();
  await userEvent.click(screen.getByTestId("review-close"));
  await screen.findByTestId("review-pack");
  expect((await host.review(id)).brief.state).toBe("closed");
  // The button that closed it is gone.
  expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
});

test("a plan of revokes that is discarded leads back to the review", async () => {
  const [first] = await everyRow(id);
  const { connection_id, account_id } = first ?? { connection_id: "", account_id: "" };
  await host.liftProtection(connection_id, account_id, "no longer needed");
  show(<App />);
  await userEvent.click(await screen.findByTestId("review-plan"));
  await userEvent.click(await screen.findByTestId("case-discard"));
  await waitFor(() => expect(window.location.hash).toBe(`#/reviews/${id}`));
  expect((await screen.findByTestId("review-line")).dataset.state).toBe("waiting");
});
