import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { App } from "../../app";
import { dismissLeftOut } from "../../data/left-out";
import { forgetLive } from "../../data/live";
import { forgetStage } from "../../data/stage";
import { clearUserFilters } from "../../data/users-view";
import { host } from "../../host";
import { open } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { sealed } from "../../test/scenes";

beforeEach(async () => {
  forgetLive();
  forgetStage();
  dismissLeftOut();
  clearUserFilters();
  sessionStorage.clear();
  await open();
  window.location.hash = "#/users";
});

async function users() {
  const { users: all } = await host.state();
  expect(all).toBeGreaterThan(4000);
  show(<App />);
  await screen.findAllByTestId("users-row");
  await waitFor(() => expect(screen.getByTestId("users-grid").dataset.count).toBe(String(all)));
  screen.getByTestId("users-grid").focus();
}
const staged = (as: string) =>
  document.querySelectorAll<HTMLElement>(`[data-testid=users-row][data-staged=${as}]`);

test("three people are selected and edited by keyboard, and the focus is back in the table", async () => {
  await users();
  // Accounts with a title are in apps that keep titles.
  await userEvent.keyboard("/controller");
  await waitFor(() =>
    expect(Number(screen.getByTestId("users-grid").dataset.count)).toBeLessThan(1000),
  );
  screen.getByTestId("users-grid").focus();
  await userEvent.keyboard("{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
  await waitFor(() => expect(screen.getByTestId("selection").dataset.count).toBe("3"));
  await userEvent.keyboard("e");
  const select = await screen.findByTestId<HTMLSelectElement>("edit-attribute");
  await waitFor(() => expect(select.options.length).toBeGreaterThan(5));
  await userEvent.selectOptions(select, "title");
  await userEvent.tab();
  await userEvent.keyboard("Counsel X{Enter}");
  await waitFor(() => expect(screen.queryByTestId("edit-dialog")).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("users-grid")));
  await waitFor(() => expect(screen.getByTestId("tray").dataset.count).toBe("3"));
  expect(staged("set").length).toBe(3);
  expect(await axeFindings()).toEqual([]);
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  expect((await screen.findAllByTestId("plan-item")).length).toBe(3);
  expect(screen.queryByTestId("tray")).toBeNull();
});

test("all matches are staged by their question, and who is left out stays named", async () => {
  await users();
  const asked = vi.spyOn(host, "stageUsers");
  await userEvent.keyboard("{Control>}aa{/Control}");
  await userEvent.click(screen.getByTestId("selection-activate"));
  const notice = await screen.findByTestId("left-out");
  expect(asked.mock.calls[0]?.[0]).toMatchObject({ kind: "activate", accounts: [] });
  expect(asked.mock.calls[0]?.[0].all_of).toMatchObject({ text: "", connections: [] });
  expect(notice.textContent).toContain("left out: Active already (");
  await userEvent.click(screen.getByTestId("left-out-dismiss"));
  expect(screen.queryByTestId("left-out")).toBeNull();
});

test("a row's menu opens by keyboard, stages, and takes out again; Delete stages nothing", async () => {
  await users();
  await userEvent.keyboard("{ArrowDown}{Delete}{Shift>}{F10}{/Shift}");
  await userEvent.click(await screen.findByTestId("row-menu-deactivate"));
  await waitFor(() => expect(staged("deactivate").length).toBe(1));
  expect(staged("deactivate")[0]?.querySelector("del")).not.toBeNull();
  const app = staged("deactivate")[0]?.dataset.connection;
  const { deactivated } =
    (await host.state()).connections.find((one) => one.name === app)?.nouns ?? {};
  expect(staged("deactivate")[0]?.textContent?.toLowerCase()).toContain(deactivated);
  expect((await host.stage()).changes.map((c) => c.kind)).toEqual(["deactivate"]);
  screen.getByTestId("users-grid").focus();
  await userEvent.keyboard("{ContextMenu}");
  await userEvent.click(await screen.findByTestId("row-menu-take-out"));
  await waitFor(() => expect(screen.queryByTestId("tray")).toBeNull());
});

test("the drawer edits its account and greys a deletion that its app refuses", async () => {
  await sealed();
  await users();
  const row = document.querySelector<HTMLElement>(
    "[data-testid=users-row][data-connection=Sealed][data-status=active]",
  );
  await userEvent.click(row as HTMLElement);
  await userEvent.click(await screen.findByTestId("drawer-menu"));
  const entry = await screen.findByTestId("drawer-menu-delete");
  expect(entry.getAttribute("aria-disabled")).toBe("true");
  expect(entry.textContent).toContain("Sealed does not delete users over SCIM.");
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByTestId("drawer-edit"));
  expect(await screen.findByTestId("edit-dialog")).toBeDefined();
});
