import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { App } from "../../app";
import { forgetLive } from "../../data/live";
import { forgetStage } from "../../data/stage";
import { host, type Problem } from "../../host";
import { accounts, personOf } from "../../test/acts";
import { connected, someProblem } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { oskarLind } from "../../test/scenes";

let oskar = 0;
let refused: Problem;

beforeEach(async () => {
  forgetLive();
  forgetStage();
  sessionStorage.clear();
  await oskarLind();
  oskar = (await personOf("oskar.lind@example.com")).id;
  refused = await someProblem();
  window.location.hash = `#/people/${oskar}`;
});

async function person() {
  show(<App />);
  return screen.findByTestId("person");
}
const lockdown = () => screen.getByTestId("person-lockdown");

test("one column an app with state, tie, token and what SCIM does not reach", async () => {
  const page = await person();
  expect(document.querySelector("h1")?.textContent).toBe("Oskar Lind");
  expect(screen.getByTestId("header-sub").textContent).toMatch(/accounts in 5 apps, .*complete/);
  const says = screen.getByTestId("person-says").textContent;
  expect(says).toContain("HR statusLeft ");
  expect(says).toContain("Matched bysame email address oskar.lind@example.com; same employee");
  const heads = within(page).getAllByRole("columnheader");
  expect(heads.map((h) => h.textContent)).toContain("Notion");
  expect(page.textContent).toContain("same email address oskar.lind@example.com");
  expect(page.textContent).toContain("Not available via SCIM");
  expect(page.textContent).toMatch(/lists active users only/i);
  expect(page.textContent).toContain("An account on a private address that was invited to a base");
  expect(await axeFindings()).toEqual([]);
});

test("an account whose owner made the token cannot be deactivated, and it says why", async () => {
  await person();
  const buttons = screen.getAllByTestId("person-deactivate");
  const blocked = buttons.find((one) => one.getAttribute("aria-disabled") === "true");
  const why = document.getElementById(blocked?.getAttribute("aria-describedby") ?? "");
  expect(why?.textContent).toContain("the owner of the connection's token");
  const free = buttons.find((one) => one.getAttribute("aria-disabled") === "false");
  await userEvent.click(free as HTMLElement);
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\//));
});

test("who may be the same person is decided here", async () => {
  await person();
  const proposal = screen.getByTestId("proposal");
  const number = (await host.person(oskar)).proposals[0]?.id;
  expect(proposal.textContent).toContain("the same part before the @");
  const decided = vi.spyOn(host, "decideTie").mockRejectedValueOnce(refused);
  await userEvent.click(within(proposal).getByTestId("proposal-same"));
  expect((await screen.findByTestId("problem")).querySelectorAll(".four dt").length).toBe(4);
  await userEvent.click(within(screen.getByTestId("proposal")).getByTestId("proposal-other"));
  await waitFor(() => expect(screen.queryByTestId("proposal")).toBeNull());
  expect(decided.mock.calls).toEqual([
    [number, true],
    [number, false],
  ]);
});

test("an account is taken out of the person only after it is confirmed", async () => {
  await person();
  const cut = vi.spyOn(host, "cutTie");
  const before = screen.getAllByTestId("account-menu").length;
  await userEvent.click(screen.getAllByTestId("account-menu")[1] as HTMLElement);
  await userEvent.click(await screen.findByTestId("account-menu-cut"));
  const dialog = await screen.findByTestId("cut-dialog");
  expect(dialog.textContent).toContain("Later syncs won’t link it");
  expect(cut).not.toHaveBeenCalled();
  expect(await axeFindings(dialog)).toEqual([]);
  await userEvent.click(within(dialog).getByTestId("cut-confirm"));
  await waitFor(() => expect(screen.queryByTestId("cut-dialog")).toBeNull());
  const [account] = await accounts("monday", "oskar.lind@example.com");
  expect(cut.mock.calls[0]).toEqual([oskar, account.connection_id, account.account_id]);
  await waitFor(() => expect(screen.getAllByTestId("account-menu").length).toBe(before - 1));
});

test("an account can be marked as no person", async () => {
  await person();
  const before = screen.getAllByTestId("account-menu").length;
  await userEvent.click(screen.getAllByTestId("account-menu")[0] as HTMLElement);
  await userEvent.click(await screen.findByTestId("account-menu-service"));
  await waitFor(() => expect(screen.getAllByTestId("account-menu").length).toBe(before - 1));
  const { rows } = await host.people({
    text: "oskar.lind@example.com",
    filters: ["shared"],
    sort: "name",
    descending: false,
    offset: 0,
    limit: 10,
  });
  expect(rows.length).toBe(1);
  window.location.hash = `#/people/${rows[0]?.id}`;
  expect((await screen.findByTestId("person-shared")).textContent).toBe(
    "marked as a service account",
  );
});

test("the line of time is a drawing and the same as a table", async () => {
  await person();
  expect(screen.getAllByTestId("time-lane").length).toBe(5);
  const rows = within(screen.getByTestId("time-table")).getAllByRole("row");
  expect(rows.length).toBeGreaterThan(10);
  expect(screen.getByTestId("time-table").textContent).toContain("Department: Sales → Support");
});

test("lockdown opens its plan, quarantine asks first, and a read is of this person’s apps", async () => {
  await person();
  const read = vi.spyOn(host, "read");
  await userEvent.click(screen.getByTestId("person-read"));
  expect(read.mock.calls[0]?.[0]).toContain((await connected("notion")).id);
  await userEvent.click(screen.getByTestId("person-quarantine"));
  expect((await screen.findByTestId("quarantine-dialog")).textContent).toContain("Oskar Lind");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("quarantine-dialog")).toBeNull());
  await userEvent.click(lockdown());
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/cases\/./));
});

test("somebody in no app cannot be locked down, and is not among those who were read", async () => {
  const all = (
    await host.people({
      text: "",
      filters: ["no-app"],
      sort: "name",
      descending: false,
      offset: 0,
      limit: 1,
    })
  ).rows[0];
  window.location.hash = `#/people/${all?.id}`;
  const page = await person();
  expect(lockdown().getAttribute("aria-disabled")).toBe("true");
  expect(page.textContent).toMatch(/not among 1\u202f20[45] \w/);
  expect(await axeFindings()).toEqual([]);
});

test("a person who is gone leads back to the list", async () => {
  vi.spyOn(host, "person").mockRejectedValue(refused);
  show(<App />);
  const problem = await screen.findByTestId("problem");
  expect(within(problem).getByText("View all people").getAttribute("href")).toBe("#/people");
});

test("somebody else is found and tied to this person by keys", async () => {
  await person();
  const linked = vi.spyOn(host, "linkPeople");
  screen.getByTestId("person-tie").focus();
  await userEvent.keyboard("{Enter}");
  const dialog = await screen.findByTestId("tie-dialog");
  within(dialog).getByTestId("tie-search").focus();
  await userEvent.keyboard("oskar.lind@partner");
  await within(dialog).findAllByTestId("tie-option");
  await userEvent.keyboard("{Enter}");
  const confirm = await within(dialog).findByTestId("tie-confirm");
  expect(dialog.textContent).toContain("Oskar Lind");
  expect(await axeFindings(dialog)).toEqual([]);
  confirm.focus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByTestId("tie-dialog")).toBeNull());
  expect(linked.mock.calls[0]?.[0]).toBe(oskar);
  expect(window.location.hash).toBe(`#/people/${oskar}`);
});

test("the search leaves out this person; a refusal stays, and somebody else can be picked", async () => {
  await person();
  const linked = vi.spyOn(host, "linkPeople");
  await userEvent.click(screen.getByTestId("person-tie"));
  const dialog = await screen.findByTestId("tie-dialog");
  const look = async (text: string) => {
    within(dialog).getByTestId("tie-search").focus();
    await userEvent.keyboard(text);
  };
  await look("oskar.lind@example.com");
  await within(dialog).findByText("No other person matches.");
  await userEvent.keyboard("{Escape}");
  await look("mei");
  const [option] = await within(dialog).findAllByTestId("tie-option");
  expect(option?.textContent).toMatch(/@example\.com, in \w+/);
  await userEvent.click(option as HTMLElement);
  await userEvent.click(await within(dialog).findByTestId("tie-confirm"));
  const problem = await within(dialog).findByTestId("problem");
  expect(problem.textContent).toContain("each has a row of their own on the HR list");
  expect(linked.mock.calls).toEqual([[oskar, Number(option?.dataset.key)]]);
  await userEvent.click(within(dialog).getByTestId("tie-back"));
  await within(dialog).findByTestId("tie-search");
  expect(within(dialog).queryByTestId("problem")).toBeNull();
});

test("when the other’s number is kept, the page is the other’s", async () => {
  await person();
  await userEvent.click(screen.getByTestId("person-tie"));
  const dialog = await screen.findByTestId("tie-dialog");
  within(dialog).getByTestId("tie-search").focus();
  await userEvent.keyboard("mei");
  const [option] = await within(dialog).findAllByTestId("tie-option");
  const other = Number(option?.dataset.key);
  await userEvent.keyboard("{Enter}");
  const before = host.person;
  vi.spyOn(host, "linkPeople").mockImplementation(async () => {
    vi.spyOn(host, "person").mockImplementation((id) =>
      id === other ? before(id) : Promise.reject(refused),
    );
    return other;
  });
  await userEvent.click(await within(dialog).findByTestId("tie-confirm"));
  await waitFor(() => expect(window.location.hash).toBe(`#/people/${other}`));
  await waitFor(() => expect(document.querySelector("h1")?.textContent).toMatch(/^Mei /));
  expect(screen.queryByTestId("tie-dialog")).toBeNull();
});
