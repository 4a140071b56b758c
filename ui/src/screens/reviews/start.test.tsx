// A review that is not started says why, where it is seen, and offers only what helps.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../app";
import { forgetLive } from "../../data/live";
import { forgetStage } from "../../data/stage";
import { host } from "../../host";
import { connected, faults, open } from "../../test/engine";
import { axeFindings, show } from "../../test/render";

beforeEach(async () => {
  forgetLive();
  forgetStage();
  sessionStorage.clear();
  await open();
  window.location.hash = "#/reviews";
});

/** The dialog, filled in for a review of one app by Priya Nair. */
async function filled(provider: string): Promise<HTMLElement> {
  const { name } = await connected(provider);
  show(<App />);
  await userEvent.click(await screen.findByTestId("review-start"));
  const dialog = await screen.findByTestId("review-dialog");
  for (const box of within(dialog).getAllByTestId("review-app"))
    if (box.dataset.app !== name) await userEvent.click(box);
  await userEvent.type(within(dialog).getByTestId("review-you"), "Priya Nair");
  await userEvent.type(within(dialog).getByTestId("review-you-email"), "priya.nair@example.com");
  return dialog;
}

/** Presses the button: the problem says this above the fields, and has the focus. */
async function refusedStart(dialog: HTMLElement, words: string): Promise<void> {
  await userEvent.click(within(dialog).getByTestId("review-freeze"));
  await waitFor(() => {
    const alert = within(dialog).getByRole("alert");
    expect(document.activeElement).toBe(alert);
    expect(alert.textContent).toContain(words);
    const first = within(dialog).getByTestId("review-name");
    expect(alert.compareDocumentPosition(first)).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  });
  expect(await axeFindings(dialog)).toEqual([]);
}

test("two reviewers who may be one person: it is seen, and is about the second one", async () => {
  const dialog = await filled("airtable");
  await userEvent.type(within(dialog).getByTestId("review-second"), "P. Nair");
  await userEvent.type(within(dialog).getByTestId("review-second-email"), "nair@example.com");
  await refusedStart(dialog, "reviewer of the first reviewer’s own accounts");
  expect(dialog.textContent).toContain("Priya Nair and P. Nair may be one person.");
  expect(within(dialog).queryByTestId("review-excluded")).toBeNull();
  // With another signer, that one is meant.
  await userEvent.type(within(dialog).getByTestId("review-signer"), "Nair, Priya");
  await userEvent.type(within(dialog).getByTestId("review-signer-email"), "p@example.com");
  await refusedStart(dialog, "sign second");
});

test("an app that cannot be read completely is left out with a reason", async () => {
  const dialog = await filled("airtable");
  await faults("airtable", "users:502");
  await refusedStart(dialog, "Not every app could be read completely.");
  await userEvent.type(within(dialog).getByTestId("review-excluded"), "down today");
  // Nothing is left to review then: the reason stays in sight.
  await refusedStart(dialog, "scope is empty");
  expect(within(dialog).getByTestId("review-excluded")).toHaveProperty("value", "down today");
  expect(await host.reviews()).toEqual([]);
});
