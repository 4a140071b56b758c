import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { dismissLeftOut } from "../../data/left-out";
import { forgetStage } from "../../data/stage";
import { host } from "../../host";
import { accounts } from "../../test/acts";
import { elsewhere, open, readAgain, scene } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { EditDialog } from "./edit";
import { LeftOutNotice } from "./left-out";
import { targetOf, targetOfAccounts } from "./target";

/** Two accounts are gone from the app that keeps titles. */
const twoGone = scene("two-gone", async () => {
  for (const row of await of("notion", 2)) {
    await elsewhere("notion", "DELETE", `Users/${row.account_id}`);
  }
  await readAgain("notion");
});

const of = async (provider: string, n: number) =>
  (await accounts(provider, "example.com", ["active"])).slice(0, n);
const DEPARTMENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

beforeEach(async () => {
  forgetStage();
  dismissLeftOut();
  await open();
});

function dialog(target: ReturnType<typeof targetOf>) {
  const closed = vi.fn();
  show(
    <>
      <LeftOutNotice onDismiss={() => undefined} />
      <EditDialog target={target} onClose={closed} />
    </>,
  );
  return closed;
}
const options = async () => {
  const select = screen.getByTestId<HTMLSelectElement>("edit-attribute");
  await waitFor(() => expect(select.options.length).toBeGreaterThan(5));
  return select;
};

test("several people get one title, with nothing but the keyboard", async () => {
  const staged = vi.spyOn(host, "stageUsers");
  const closed = dialog(targetOfAccounts(await of("monday", 3)));
  const select = await options();
  await waitFor(() => expect(document.activeElement).toBe(select));
  screen.getByRole("dialog").focus();
  expect(document.activeElement).toBe(select);
  expect(screen.getByTestId("edit-stage").textContent).toBe("Stage edit of 3 people");
  expect(screen.getByTestId("edit-stage").getAttribute("aria-disabled")).toBe("true");
  expect(await axeFindings()).toEqual([]);
  await userEvent.selectOptions(select, "title");
  await userEvent.tab();
  expect(document.activeElement).toBe(screen.getByTestId("edit-value"));
  await userEvent.keyboard("Counsel X{Enter}");
  await waitFor(() => expect(closed).toHaveBeenCalledTimes(1));
  expect(staged.mock.calls[0]?.[0]).toMatchObject({
    kind: "set",
    all_of: null,
    values: [{ path: "title", value: "Counsel X" }],
  });
  expect((await host.stage()).changes.length).toBe(3);
  expect(screen.queryByTestId("left-out")).toBeNull();
});

test("an attribute that no app here accepts is disabled with its reason", async () => {
  dialog(targetOfAccounts(await of("monday", 2)));
  const select = await options();
  const department = [...select.options].find((o) => o.value === DEPARTMENT);
  expect(department?.disabled).toBe(true);
  expect(department?.textContent).toContain("monday.com does not keep department.");
  expect(screen.getByTestId("edit-refused").textContent).toContain("does not keep department");
});

test("where only some apps refuse it, those are named before and after", async () => {
  const two = await of("monday", 2);
  const closed = dialog(targetOfAccounts([...two, ...(await of("airtable", 1))]));
  await userEvent.selectOptions(await options(), DEPARTMENT);
  expect(screen.getByTestId("edit-partly-refused").textContent).toBe(
    "Left out: monday.com. monday.com does not keep department.",
  );
  await userEvent.type(screen.getByTestId("edit-value"), "Nowhere{Enter}");
  await waitFor(() => expect(closed).toHaveBeenCalled());
  const notice = await screen.findByTestId("left-out");
  expect(notice.textContent).toContain("Staged: edit of 1 person.");
  expect(notice.textContent).toContain(
    `2 left out: monday.com does not keep department (${two.map((r) => r.name).join(", ")})`,
  );
});

test("what cannot be read back is said before it is staged", async () => {
  dialog(targetOfAccounts(await of("airtable", 1)));
  await userEvent.selectOptions(await options(), "title");
  expect((await screen.findByTestId("edit-write-only")).textContent).toMatch(
    /can’t read this back in .+, so it ends as accepted, not verified/,
  );
});

test("one account starts with what it is; nothing left is not the same as taken away", async () => {
  const row = (await of("monday", 20)).find((one) => one.title !== "");
  if (!row) throw new Error("nobody");
  const closed = dialog(targetOf(row));
  await userEvent.selectOptions(await options(), "title");
  const value = screen.getByTestId<HTMLInputElement>("edit-value");
  expect(value.value).toBe(row.title);
  await userEvent.clear(value);
  expect(screen.getByTestId("edit-stage").getAttribute("aria-disabled")).toBe("true");
  expect(screen.getByTestId("edit-dialog").textContent).toContain("An empty field changes nothing");
  await userEvent.click(screen.getByTestId("edit-away"));
  expect(value.disabled).toBe(true);
  await userEvent.click(screen.getByTestId("edit-stage"));
  await waitFor(() => expect(closed).toHaveBeenCalled());
  expect((await host.stage()).changes[0]?.values).toMatchObject([
    { path: "title", before: row.title, after: null },
  ]);
});

test("several attributes are set together, none twice", async () => {
  const closed = dialog(targetOfAccounts(await of("monday", 2)));
  await userEvent.selectOptions(await options(), "title");
  await userEvent.type(screen.getByTestId("edit-value"), "Counsel X");
  await userEvent.click(screen.getByTestId("edit-add-attribute"));
  const second = screen.getAllByTestId<HTMLSelectElement>("edit-attribute")[1] as HTMLSelectElement;
  expect(document.activeElement).toBe(second);
  expect([...second.options].find((o) => o.value === "title")?.disabled).toBe(true);
  await userEvent.selectOptions(second, "locale");
  await userEvent.type(screen.getAllByTestId("edit-value")[1] as HTMLElement, "de-DE{Enter}");
  await waitFor(() => expect(closed).toHaveBeenCalled());
  expect((await host.stage()).changes[0]?.values.map((v) => v.path)).toEqual(["title", "locale"]);
});

test("when nobody is left to stage it for, the dialog stays and says why", async () => {
  await twoGone();
  const closed = dialog(targetOfAccounts(await accounts("notion", "", ["no-longer-listed"])));
  await userEvent.selectOptions(await options(), "title");
  await userEvent.type(screen.getByTestId("edit-value"), "X{Enter}");
  expect((await screen.findByTestId("edit-nobody")).textContent).toContain("2 left out");
  expect(closed).not.toHaveBeenCalled();
});

test("a contradiction is said in four parts and the dialog stays; Esc cancels", async () => {
  const rows = await of("monday", 1);
  const them = rows.map(({ connection_id, account_id }) => ({ connection_id, account_id }));
  await host.stageUsers({ kind: "deactivate", accounts: them, all_of: null, values: [] });
  const closed = dialog(targetOfAccounts(rows));
  await userEvent.selectOptions(await options(), "title");
  await userEvent.type(screen.getByTestId("edit-value"), "X{Enter}");
  const problem = await within(screen.getByTestId("edit-dialog")).findByTestId("problem");
  expect(problem.querySelectorAll(".four dt").length).toBe(4);
  expect(closed).not.toHaveBeenCalled();
  await userEvent.keyboard("{Escape}");
  expect(closed).toHaveBeenCalled();
});
