import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { axeFindings, show } from "../../test/render";

vi.mock("../../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../../host");
const { fakeHost } = await import("../../host/fake");
const { forgetLive } = await import("../../data/live");
const { forgetStage } = await import("../../data/stage");
const { dismissLeftOut } = await import("../../data/left-out");
const { clearUserFilters } = await import("../../data/users-view");
const { App } = await import("../../app");

beforeEach(() => {
  forgetLive();
  forgetStage();
  dismissLeftOut();
  clearUserFilters();
  sessionStorage.clear();
  Object.assign(host, fakeHost("?scene=real"));
  window.location.hash = "#/users";
});

async function users() {
  show(<App />);
  await screen.findAllByTestId("users-row");
  await waitFor(() => expect(screen.getByTestId("users-grid").dataset.count).toBe("4207"));
  screen.getByTestId("users-grid").focus();
}
const staged = (as: string) =>
  document.querySelectorAll<HTMLElement>(`[data-testid=users-row][data-staged=${as}]`);

test("three people are selected and edited by keyboard, and the focus is back in the table", async () => {
  await users();
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
  expect(staged("deactivate")[0]?.textContent).toContain("Deactivated");
  expect((await host.stage()).changes.map((c) => c.kind)).toEqual(["deactivate"]);
  screen.getByTestId("users-grid").focus();
  await userEvent.keyboard("{ContextMenu}");
  await userEvent.click(await screen.findByTestId("row-menu-take-out"));
  await waitFor(() => expect(screen.queryByTestId("tray")).toBeNull());
});

test("the drawer edits its account and greys a deletion that its app refuses", async () => {
  await users();
  const quill = document.querySelector<HTMLElement>(
    "[data-testid=users-row][data-connection=Quillnote][data-status=active]",
  );
  await userEvent.click(quill as HTMLElement);
  await userEvent.click(await screen.findByTestId("drawer-menu"));
  const entry = await screen.findByTestId("drawer-menu-delete");
  expect(entry.getAttribute("aria-disabled")).toBe("true");
  expect(entry.textContent).toContain("Quillnote deletes nobody");
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByTestId("drawer-edit"));
  expect(await screen.findByTestId("edit-dialog")).toBeDefined();
});
