import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { people } from "../../host/fake/people";
import { axeFindings, show } from "../../test/render";

vi.mock("../../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../../host");
const { fakeHost } = await import("../../host/fake");
const { forgetStage } = await import("../../data/stage");
const { dismissLeftOut } = await import("../../data/left-out");
const { EditDialog } = await import("./edit");
const { LeftOutNotice } = await import("./left-out");
const { targetOf, targetOfAccounts } = await import("./target");

const all = people(null);
const of = (app: string, n: number) =>
  all.filter((r) => r.connection_id === app && r.status === "active").slice(0, n);
const DEPARTMENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

beforeEach(() => {
  forgetStage();
  dismissLeftOut();
  Object.assign(host, fakeHost("?scene=real"));
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
  const closed = dialog(targetOfAccounts(of("board", 3)));
  const select = await options();
  await waitFor(() => expect(document.activeElement).toBe(select));
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
  dialog(targetOfAccounts(of("board", 2)));
  const select = await options();
  const department = [...select.options].find((o) => o.value === DEPARTMENT);
  expect(department?.disabled).toBe(true);
  expect(department?.textContent).toContain("Boardwise does not keep the department.");
  expect(screen.getByTestId("edit-refused").textContent).toContain("does not keep the department");
});

test("where only some apps refuse it, those are named before and after", async () => {
  const closed = dialog(targetOfAccounts([...of("board", 2), ...of("grid", 1)]));
  await userEvent.selectOptions(await options(), DEPARTMENT);
  expect(screen.getByTestId("edit-partly-refused").textContent).toBe(
    "Left out: Boardwise. Boardwise does not keep the department.",
  );
  await userEvent.type(screen.getByTestId("edit-value"), "Nowhere{Enter}");
  await waitFor(() => expect(closed).toHaveBeenCalled());
  const notice = await screen.findByTestId("left-out");
  expect(notice.textContent).toContain("Staged: edit of 1 person.");
  expect(notice.textContent).toContain(
    `2 left out: Boardwise does not keep the department (${of("board", 2)
      .map((r) => r.name)
      .join(", ")})`,
  );
});

test("what cannot be read back is said before it is staged", async () => {
  dialog(targetOfAccounts(of("quill", 1)));
  await userEvent.selectOptions(await options(), "timezone");
  expect((await screen.findByTestId("edit-write-only")).textContent).toMatch(
    /can’t read this back in .+, so it ends as accepted, not verified/,
  );
});

test("one account starts with what it is; nothing left is not the same as taken away", async () => {
  const [row] = of("board", 1);
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
  const closed = dialog(targetOfAccounts(of("board", 2)));
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
  const gone = all.filter((r) => r.connection_id === "board" && r.status === "no-longer-listed");
  const closed = dialog(targetOfAccounts(gone.slice(0, 2)));
  await userEvent.selectOptions(await options(), "title");
  await userEvent.type(screen.getByTestId("edit-value"), "X{Enter}");
  expect((await screen.findByTestId("edit-nobody")).textContent).toContain("2 left out");
  expect(closed).not.toHaveBeenCalled();
});

test("a contradiction is said in four parts and the dialog stays; Esc cancels", async () => {
  const rows = of("board", 1);
  const accounts = rows.map(({ connection_id, account_id }) => ({ connection_id, account_id }));
  await host.stageUsers({ kind: "deactivate", accounts, all_of: null, values: [] });
  const closed = dialog(targetOfAccounts(rows));
  await userEvent.selectOptions(await options(), "title");
  await userEvent.type(screen.getByTestId("edit-value"), "X{Enter}");
  const problem = await within(screen.getByTestId("edit-dialog")).findByTestId("problem");
  expect(problem.querySelectorAll(".four dt").length).toBe(4);
  expect(closed).not.toHaveBeenCalled();
  await userEvent.keyboard("{Escape}");
  expect(closed).toHaveBeenCalled();
});
