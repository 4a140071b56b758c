import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { type ConnectionView, host } from "../../host";
import { accounts } from "../../test/acts";
import { connected, scene, someProblem } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { guardWords } from "../../words/safeguards";
import { Safeguards } from "./safeguards";

/** Two accounts of an app are protected. */
const twoProtected = scene("two-protected", async () => {
  for (const name of ["farid.rahimi", "priya.nair"]) {
    const [row] = await accounts("notion", name);
    await host.protect(row.connection_id, row.account_id, "break-glass");
  }
});
let notion: ConnectionView;

beforeEach(async () => {
  await twoProtected();
  notion = await connected("notion");
});

const words = () => screen.getByTestId("guard-words");
const save = () => screen.getByTestId("guard-save") as HTMLButtonElement;

async function edit(number: string) {
  await userEvent.click(await screen.findByTestId("guard-edit"));
  await userEvent.clear(screen.getByTestId("guard-number"));
  await userEvent.type(screen.getByTestId("guard-number"), number);
}

test("the guard is a sentence with the number beside it that a tenth would be", () => {
  expect(guardWords({ people: 25, set: false, active: 612 })).toBe(
    "A single plan can remove access for up to 25 accounts (the default; a tenth of 612 active accounts would be 62)",
  );
  expect(guardWords({ people: 12, set: false, active: 120 })).toBe(
    "A single plan can remove access for up to 12 accounts (a tenth of 120 active accounts)",
  );
  expect(guardWords({ people: 1, set: true, active: 5 })).toBe(
    "A single plan can remove access for up to 1 account, as set here (a tenth of 5 active accounts would be 1)",
  );
});

test("raising the guard takes the number typed a second time", async () => {
  const set = vi.spyOn(host, "setGuard");
  show(<Safeguards connection={notion} />);
  await edit("60");
  expect(save().disabled).toBe(true);
  await userEvent.type(screen.getByTestId("guard-typed"), "61{Enter}");
  expect(set).not.toHaveBeenCalled();
  await userEvent.clear(screen.getByTestId("guard-typed"));
  await userEvent.type(screen.getByTestId("guard-typed"), "60");
  expect(save().textContent).toBe("Raise to 60 people");
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(save());
  await waitFor(() => expect(words().dataset.people).toBe("60"));
  expect(set.mock.calls).toEqual([[notion.id, 60, "60"]]);
  await userEvent.click(screen.getByTestId("guard-usual"));
  await waitFor(() => expect(words().dataset.people).toBe("25"));
  expect(screen.queryByTestId("guard-usual")).toBeNull();
});

test("lowering it needs only the press, and what is no number is refused", async () => {
  const set = vi.spyOn(host, "setGuard");
  show(<Safeguards connection={notion} />);
  await edit("none");
  expect(save().disabled).toBe(true);
  await userEvent.clear(screen.getByTestId("guard-number"));
  await userEvent.type(screen.getByTestId("guard-number"), "3");
  expect(screen.queryByTestId("guard-typed")).toBeNull();
  await userEvent.click(save());
  await waitFor(() => expect(words().dataset.people).toBe("3"));
  expect(set.mock.calls).toEqual([[notion.id, 3, null]]);
});

test("a guard that is not taken is said in four parts", async () => {
  vi.spyOn(host, "setGuard").mockRejectedValue(await someProblem());
  show(<Safeguards connection={notion} />);
  await edit("2");
  await userEvent.click(save());
  expect((await screen.findByTestId("problem")).querySelectorAll(".four dt").length).toBe(4);
});

test("lifting a protection takes a reason", async () => {
  const lift = vi.spyOn(host, "liftProtection");
  show(<Safeguards connection={notion} />);
  const [row] = await screen.findAllByTestId("protected-row");
  const account = row?.dataset.account ?? "";
  await userEvent.click(within(row as HTMLElement).getByTestId("lift-open"));
  const confirm = screen.getByTestId("lift-confirm") as HTMLButtonElement;
  expect(confirm.disabled).toBe(true);
  await userEvent.type(screen.getByTestId("lift-reason"), "   {Enter}");
  expect(confirm.disabled).toBe(true);
  expect(lift).not.toHaveBeenCalled();
  await userEvent.type(screen.getByTestId("lift-reason"), "left the company");
  await userEvent.click(confirm);
  await waitFor(() => expect(screen.getAllByTestId("protected-row").length).toBe(1));
  expect(lift.mock.calls).toEqual([[notion.id, account, "left the company"]]);
});

test("an account is found and protected as what was chosen", async () => {
  const protect = vi.spyOn(host, "protect");
  show(<Safeguards connection={notion} />);
  await screen.findAllByTestId("protected-row");
  await userEvent.selectOptions(screen.getByTestId("protect-kind"), "service");
  await userEvent.type(screen.getByTestId("protect-search"), "mei tanaka");
  const [option] = await screen.findAllByTestId("protect-option");
  const account = option?.dataset.key;
  expect(await axeFindings()).toEqual([]);
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(screen.getAllByTestId("protected-row").length).toBe(3));
  expect(protect.mock.calls).toEqual([[notion.id, account, "service"]]);
  const added = screen
    .getAllByTestId("protected-row")
    .find((row) => row.dataset.account === account);
  expect(added?.textContent).toContain("service account");
});
