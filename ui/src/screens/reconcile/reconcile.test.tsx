import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "../../app";
import { forgetLive } from "../../data/live";
import { forgetReconcile } from "../../data/reconcile-view";
import { forgetStage } from "../../data/stage";
import { host } from "../../host";
import { open } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { listed } from "../../test/scenes";

beforeEach(async () => {
  forgetLive();
  forgetStage();
  forgetReconcile();
  window.location.hash = "#/reconcile";
});

async function reconcile() {
  await listed();
  show(<App />);
  await loaded();
}
const loaded = async () => {
  const rows = await screen.findAllByTestId("reconcile-row");
  await waitFor(() => expect(rows[0]?.dataset.person).toBeDefined());
};
const bucket = (name: string) =>
  screen
    .getAllByTestId("reconcile-bucket")
    .find((one) => one.dataset.bucket === name) as HTMLElement;
const choose = async (name: string) => {
  await userEvent.click(bucket(name));
  await waitFor(() => expect(bucket(name).getAttribute("aria-pressed")).toBe("true"));
};
const number = (name: string) => Number(bucket(name).dataset.count);
const shown = () => Number(screen.getByTestId("reconcile-grid").dataset.count);

test("every bucket with its number, and nothing is selected beforehand", async () => {
  await reconcile();
  expect(screen.getByTestId("header-sub").textContent).toMatch(/against 5 apps, .* complete$/);
  expect(shown()).toBe(number("left-active"));
  expect(screen.queryByTestId("reconcile-selection")).toBeNull();
  expect(screen.getByTestId("reconcile-notes").textContent).toContain(
    "Airtable: Title: Airtable never returns it.",
  );
  const view = await host.reconcile({
    bucket: "differs",
    text: "",
    connection_id: null,
    path: null,
    offset: 0,
    limit: 1,
  });
  const accounts = view.buckets.reduce((sum, one) => sum + one.accounts, 0);
  expect(accounts).toBe(view.accounts);
  await choose("differs");
  await waitFor(() => expect(shown()).toBe(view.total));
  expect(await axeFindings()).toEqual([]);
});

test("values of the list are staged by the keyboard, and what is no proposal is not", async () => {
  await reconcile();
  await choose("differs");
  await loaded();
  await userEvent.click(await screen.findByTestId("reconcile-field"));
  const fields = await screen.findAllByTestId("reconcile-field-option");
  const full = fields.find((one) => one.dataset.value === "name.formatted") as HTMLElement;
  await userEvent.click(full);
  await userEvent.keyboard("{Escape}");
  const rows = await waitFor(() => {
    const found = screen.getAllByTestId("reconcile-row");
    expect(found.every((row) => row.dataset.path === "name.formatted")).toBe(true);
    return found;
  });
  expect(rows[0]?.textContent).toContain("Set full name");
  screen.getByTestId("reconcile-grid").focus();
  await userEvent.keyboard("{ArrowDown} ");
  const bar = await screen.findByTestId("reconcile-selection");
  expect(within(bar).getByTestId("reconcile-accept").textContent).toBe("Take the list’s value");
  await userEvent.click(within(bar).getByTestId("reconcile-accept"));
  const answer = await screen.findByTestId("reconcile-answer");
  expect(answer.textContent).toContain("Staged: 1 change.");
  const stage = await host.stage();
  expect(stage.changes).toMatchObject([{ kind: "set", values: [{ path: "name.formatted" }] }]);
  expect(screen.queryByTestId("reconcile-selection")).toBeNull();
  await waitFor(() =>
    expect(
      screen.getAllByTestId("reconcile-row").filter((row) => row.textContent?.endsWith("Staged")),
    ).toHaveLength(1),
  );
});

test("rows are ignored until a day with a reason, and shown again", async () => {
  await reconcile();
  await choose("not-in-list");
  await loaded();
  const before = number("not-in-list");
  screen.getByTestId("reconcile-grid").focus();
  await userEvent.keyboard("{ArrowDown} ");
  await userEvent.click(await screen.findByTestId("reconcile-ignore"));
  const dialog = await screen.findByTestId("ignore-dialog");
  expect(within(dialog).getByTestId<HTMLButtonElement>("ignore-save").disabled).toBe(true);
  await userEvent.type(within(dialog).getByTestId("ignore-until"), "2020-01-01");
  await userEvent.type(
    within(dialog).getByTestId("ignore-reason"),
    "Partner until the end of 2026",
  );
  await userEvent.click(within(dialog).getByTestId("ignore-save"));
  await waitFor(() => expect(dialog.textContent).toContain("2020-01-01 is past."));
  const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  await userEvent.clear(within(dialog).getByTestId("ignore-until"));
  await userEvent.type(within(dialog).getByTestId("ignore-until"), day);
  await userEvent.click(within(dialog).getByTestId("ignore-save"));
  await waitFor(() => expect(number("not-in-list")).toBe(before - 1));
  await choose("ignored");
  await waitFor(() =>
    expect(screen.getAllByTestId("reconcile-row")[0]?.textContent).toContain(
      `Ignored until ${day}: Partner until the end of 2026`,
    ),
  );
  screen.getByTestId("reconcile-grid").focus();
  await userEvent.keyboard("{ArrowDown} ");
  await userEvent.click(await screen.findByTestId("reconcile-show-again"));
  await waitFor(() => expect(number("not-in-list")).toBe(before));
});

test("those who left are locked down everywhere from here", async () => {
  await reconcile();
  await userEvent.type(screen.getByTestId("reconcile-search"), "oskar lind");
  await waitFor(() => expect(shown()).toBe(5));
  screen.getByTestId("reconcile-grid").focus();
  await userEvent.keyboard("{ArrowDown} ");
  const press = await screen.findByTestId("reconcile-lockdown");
  expect(press.textContent).toBe("Lock down 1 person everywhere…");
  await userEvent.click(press);
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/cases\//));
});

test("without a list it says so, and offers the import", async () => {
  await open();
  show(<App />);
  const none = await screen.findByTestId("reconcile-no-list");
  expect(none.textContent).toContain("No HR list yet.");
  expect(await axeFindings()).toEqual([]);
  expect(screen.getByTestId("reconcile-import").textContent).toBe("Import HR list…");
});
