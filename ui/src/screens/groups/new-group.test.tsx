import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { host } from "../../host";
import { groupOf } from "../../test/acts";
import { connected, open, someProblem } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { sealed } from "../../test/scenes";
import { GroupActions } from "./group-actions";
import { NewGroupButton } from "./new-group";

const app = (name: string) =>
  screen
    .getAllByTestId("new-group-app")
    .find((radio) => radio.dataset.connection === name) as HTMLInputElement;

beforeEach(() => open());

test("a new group is staged in an app that creates groups; the others say why not", async () => {
  await sealed();
  const { id } = await connected("monday");
  const stage = vi.spyOn(host, "stageGroup");
  show(<NewGroupButton />);
  await userEvent.click(screen.getByTestId("new-group"));
  await screen.findAllByTestId("new-group-app");
  await waitFor(() => expect(app("Sealed").disabled).toBe(true));
  expect(app("Sealed").closest("label")?.textContent).toContain("does not create groups over SCIM");
  const button = screen.getByTestId("new-group-stage") as HTMLButtonElement;
  await userEvent.type(screen.getByTestId("new-group-name"), "  Night shift ");
  expect(button.disabled).toBe(true);
  await userEvent.click(app("monday.com"));
  expect(button.textContent).toBe("Stage the new team");
  expect(await axeFindings()).toEqual([]);
  await userEvent.click(button);
  await waitFor(() => expect(screen.queryByTestId("new-group-name")).toBeNull());
  expect(stage.mock.calls).toEqual([
    [{ kind: "create", connection_id: id, group_id: "", name: "Night shift" }],
  ]);
});

test("a group that cannot be staged is said in four parts and stays typed", async () => {
  vi.spyOn(host, "stageGroup").mockRejectedValue(await someProblem());
  show(<NewGroupButton />);
  await userEvent.click(screen.getByTestId("new-group"));
  await screen.findAllByTestId("new-group-app");
  await userEvent.click(app("monday.com"));
  await userEvent.type(screen.getByTestId("new-group-name"), "Night shift{Enter}");
  expect((await screen.findByTestId("problem")).querySelectorAll(".four dt").length).toBe(4);
  expect((screen.getByTestId("new-group-name") as HTMLInputElement).value).toBe("Night shift");
});

test("a group is renamed from its menu; the same name is no change", async () => {
  const stage = vi.spyOn(host, "stageGroup");
  const group = await groupOf("monday", "Deal desk");
  show(<GroupActions group={group} />);
  await userEvent.click(screen.getByTestId("group-menu"));
  await userEvent.click(await screen.findByTestId("group-rename"));
  const name = await screen.findByTestId("group-rename-name");
  expect((screen.getByTestId("group-rename-stage") as HTMLButtonElement).disabled).toBe(true);
  expect(await axeFindings()).toEqual([]);
  await userEvent.clear(name);
  await userEvent.type(name, "EMEA{Enter}");
  await waitFor(() => expect(screen.queryByTestId("group-rename-name")).toBeNull());
  const { connection_id, group_id } = group;
  const wish = { kind: "rename", connection_id, group_id, name: "EMEA" };
  expect(stage.mock.calls).toEqual([[wish]]);
});

test("a deletion says who loses what, and is only staged", async () => {
  const group = await groupOf("monday", "Deal desk");
  const stage = vi.spyOn(host, "stageGroup");
  show(<GroupActions group={group} />);
  await userEvent.click(screen.getByTestId("group-menu"));
  await userEvent.click(await screen.findByTestId("group-delete"));
  const confirm = await screen.findByTestId("group-delete-stage");
  expect(document.body.textContent).toContain(`${group.members} members lose this team`);
  await userEvent.click(confirm);
  await waitFor(() => expect(screen.queryByTestId("group-delete-stage")).toBeNull());
  expect(stage.mock.calls[0]?.[0].kind).toBe("delete");
});

test("an action that the app refuses is disabled with its reason", async () => {
  await sealed();
  show(<GroupActions group={await groupOf("sealed", "Deal desk")} />);
  await userEvent.click(screen.getByTestId("group-menu"));
  const entry = await screen.findByTestId("group-delete");
  await waitFor(() => expect(entry.getAttribute("aria-disabled")).toBe("true"));
  expect(entry.textContent).toContain("does not delete groups over SCIM");
});
