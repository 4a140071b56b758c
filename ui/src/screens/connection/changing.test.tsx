import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { type ConnectionView, host } from "../../host";
import { ReplaceTokenButton, ReplacingToken } from "../../parts/replace-token";
import { accounts, personOf } from "../../test/acts";
import { acceptToken, appOf, connected, faults, open } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { EditConnection } from "./edit";
import { RemoveConnection } from "./remove";
import { TokenTrouble } from "./token-trouble";

let grid: ConnectionView;

beforeEach(async () => {
  await open();
  grid = await connected("airtable");
});

const field = () => screen.getByTestId("replace-token-field") as HTMLInputElement;

test("a rejected token is said with the button that replaces it, a good one is not", () => {
  const { unmount } = show(<TokenTrouble connection={grid} />);
  expect(screen.queryByTestId("token-trouble")).toBeNull();
  unmount();
  const rejected = show(<TokenTrouble connection={{ ...grid, health: "token-rejected" }} />);
  expect(screen.getByTestId("token-trouble").textContent).toContain("(401)");
  expect(screen.getByTestId("token-trouble-replace").textContent).toBe("Replace token…");
  rejected.unmount();
  show(<TokenTrouble connection={{ ...grid, health: "token-missing" }} />);
  expect(screen.getByTestId("token-trouble").textContent).toContain("The keychain has no token");
});

test("a token that is refused stays in the field with the rung that failed, the next one replaces", async () => {
  await acceptToken("airtable", "right");
  const replace = vi.spyOn(host, "replaceToken");
  show(
    <>
      <ReplaceTokenButton connection={grid} testId="open" />
      <ReplacingToken />
    </>,
  );
  await userEvent.click(screen.getByTestId("open"));
  await userEvent.click(screen.getByTestId("replace-token-submit"));
  expect(replace).not.toHaveBeenCalled();
  expect(field().getAttribute("aria-invalid")).toBe("true");

  await userEvent.type(field(), "wrong{Enter}");
  const [failed] = await screen.findAllByText(/\(401\)|status 401|answered 401/);
  expect(failed).toBeTruthy();
  expect(field().value).toBe("wrong");
  expect(await axeFindings()).toEqual([]);

  await userEvent.clear(field());
  await userEvent.type(field(), "right{Enter}");
  expect((await screen.findByTestId("replace-token-done")).textContent).toContain(
    "uses the new token",
  );
  expect(replace.mock.calls).toEqual([
    [grid.id, "wrong"],
    [grid.id, "right"],
  ]);
  expect(screen.queryByTestId("replace-token-field")).toBeNull();
  expect(document.body.innerHTML).not.toContain('right"');
});

test("only what was changed is saved", async () => {
  const rename = vi.spyOn(host, "renameConnection");
  const price = vi.spyOn(host, "setSeatPrice");
  const move = vi.spyOn(host, "changeAddress");
  const close = vi.fn();
  show(<EditConnection connection={grid} onClose={close} />);
  await userEvent.clear(screen.getByTestId("edit-connection-name"));
  await userEvent.type(screen.getByTestId("edit-connection-name"), "Tables");
  await userEvent.click(screen.getByTestId("edit-connection-save"));
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(rename.mock.calls).toEqual([[grid.id, "Tables"]]);
  expect(price).not.toHaveBeenCalled();
  expect(move).not.toHaveBeenCalled();
});

test("another host is asked before the token goes there", async () => {
  const move = vi.spyOn(host, "changeAddress");
  const close = vi.fn();
  show(<EditConnection connection={grid} onClose={close} />);
  // The same server by another name of this computer.
  const other = appOf("airtable").address.replace("127.0.0.1", "localhost");
  await userEvent.clear(screen.getByTestId("edit-connection-address"));
  await userEvent.type(screen.getByTestId("edit-connection-address"), other);
  await userEvent.click(screen.getByTestId("edit-connection-save"));
  await screen.findByText("The token would go to another host");
  expect(close).not.toHaveBeenCalled();
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(screen.getByTestId("edit-connection-other-host"));
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(move.mock.calls).toEqual([
    [grid.id, other, false],
    [grid.id, other, true],
  ]);
});

test("removing names what is open there", async () => {
  const { id } = await personOf("oskar.lind");
  const planned = await host.planLockdown({ people: [id], groups: false });
  await faults("airtable", "502");
  await host.startCase(planned.case_id, planned.plan?.confirmation.type_this ?? null);
  const [one, two, three] = await accounts("airtable", "example.com", ["active"]);
  await host.stageUsers({
    kind: "deactivate",
    accounts: [one, two].map((row) => ({
      connection_id: row?.connection_id ?? "",
      account_id: row?.account_id ?? "",
    })),
    all_of: null,
    values: [],
  });
  await host.protect(grid.id, three?.account_id ?? "", "break-glass");
  show(<RemoveConnection connection={grid} />);
  await userEvent.click(screen.getByTestId("connection-remove"));
  const ends = await screen.findByTestId("what-ends");
  expect(within(ends).getByText("Lockdown of Oskar Lind").getAttribute("href")).toBe(
    `#/cases/${planned.case_id}`,
  );
  expect(ends.textContent).toContain("2 staged changes are discarded");
  expect(ends.textContent).toContain("1 protection is discarded");
  expect(await axeFindings()).toEqual([]);
});
