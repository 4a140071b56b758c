import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { type AccountState, host } from "../../host";
import { accounts } from "../../test/acts";
import { open } from "../../test/engine";
import { show } from "../../test/render";
import { sealed } from "../../test/scenes";
import { AccountActions } from "./actions";

const detailOf = async (provider: string, status: AccountState) => {
  const [row] = await accounts(provider, "", [status]);
  return host.user(row.connection_id, row.account_id);
};

test("an active account has no Activate", async () => {
  await open();
  show(<AccountActions detail={await detailOf("monday", "active")} />);
  expect(screen.queryByTestId("drawer-activate")).toBeNull();
  expect(screen.getByTestId("drawer-deactivate").getAttribute("aria-disabled")).toBe("false");
});

test("an inactive account can be activated: a plan is made and opened", async () => {
  await open();
  const detail = await detailOf("monday", "inactive");
  const asked = vi.spyOn(host, "planActivate");
  show(<AccountActions detail={detail} />);
  expect(screen.getByTestId("drawer-blocked").textContent).toBe("Already deactivated.");
  await userEvent.click(screen.getByTestId("drawer-activate"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/./));
  expect(asked.mock.calls).toEqual([[detail.row.connection_id, detail.row.account_id]]);
  const plan = await host.plan(window.location.hash.replace("#/plan/", ""));
  expect(plan.items.map((item) => [item.change, item.account_id])).toEqual([
    ["Activate", detail.row.account_id],
  ]);
});

test("a disabled Activate says why and sends nothing", async () => {
  await sealed();
  const asked = vi.spyOn(host, "planActivate");
  show(<AccountActions detail={await detailOf("sealed", "inactive")} />);
  const button = screen.getByTestId("drawer-activate");
  expect(button.getAttribute("aria-disabled")).toBe("true");
  const why = document.getElementById(button.getAttribute("aria-describedby") ?? "");
  expect(why?.textContent).toContain("Sealed cannot activate it again under the same id");
  await userEvent.click(button);
  expect(asked).not.toHaveBeenCalled();
});
