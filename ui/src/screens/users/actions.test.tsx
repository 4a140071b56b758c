import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { people } from "../../host/fake/people";
import type { UserDetail } from "../../host/types";
import { show } from "../../test/render";

vi.mock("../../host", async () => {
  const { fakeHost } = await import("../../host/fake");
  return { host: fakeHost(""), asProblem: (thrown: unknown) => thrown };
});
const { host } = await import("../../host");
const { AccountActions } = await import("./actions");

const detailOf = async (app: string, status: UserDetail["row"]["status"]) => {
  const row = people(null).find((r) => r.connection_id === app && r.status === status);
  return host.user(app, row?.account_id ?? "");
};

test("an active account has no Activate", async () => {
  show(<AccountActions detail={await detailOf("board", "active")} />);
  expect(screen.queryByTestId("drawer-activate")).toBeNull();
  expect(screen.getByTestId("drawer-deactivate").getAttribute("aria-disabled")).toBe("false");
});

test("an inactive account can be activated: a plan is made and opened", async () => {
  const detail = await detailOf("board", "inactive");
  const asked = vi.spyOn(host, "planActivate");
  show(<AccountActions detail={detail} />);
  expect(screen.getByTestId("drawer-blocked").textContent).toBe("Already inactive.");
  await userEvent.click(screen.getByTestId("drawer-activate"));
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/plan-activate/));
  expect(asked.mock.calls).toEqual([["board", detail.row.account_id]]);
  asked.mockRestore();
});

test("a disabled Activate says why and sends nothing", async () => {
  const asked = vi.spyOn(host, "planActivate");
  show(<AccountActions detail={await detailOf("quill", "no-longer-listed")} />);
  const button = screen.getByTestId("drawer-activate");
  expect(button.getAttribute("aria-disabled")).toBe("true");
  const why = document.getElementById(button.getAttribute("aria-describedby") ?? "");
  expect(why?.textContent).toContain("cannot restore the same id");
  await userEvent.click(button);
  expect(asked).not.toHaveBeenCalled();
  asked.mockRestore();
});
