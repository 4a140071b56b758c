import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { type AttributeView, host } from "../../../host";
import { connected, open } from "../../../test/engine";
import { axeFindings, show } from "../../../test/render";
import { offered } from "./fields";
import { NewUserButton } from "./new-user";

beforeEach(() => open());

const attribute = (path: string, refused: boolean, createOnly: boolean): AttributeView => ({
  path,
  label: path,
  refused: refused
    ? [{ connection_id: "gate", connection_name: "Gatehouse ZA", why: "It does not take it." }]
    : [],
  write_only: [],
  create_only: createOnly ? ["Gatehouse ZA"] : [],
});

const app = (name: string) =>
  screen
    .getAllByTestId("new-user-app")
    .find((radio) => radio.dataset.connection === name) as HTMLInputElement;
const field = (path: string) =>
  screen
    .getAllByTestId("new-user-field")
    .find((input) => input.dataset.path === path) as HTMLInputElement;

test("the user name comes first, what is taken at creation only is offered, the refused is not", () => {
  const shown = offered([
    attribute("title", true, false),
    attribute("locale", false, false),
    attribute("userName", true, true),
  ]);
  expect(shown.map((a) => a.path)).toEqual(["userName", "locale"]);
});

test("a new user is staged with its values and groups", async () => {
  const stage = vi.spyOn(host, "stageNewUser");
  show(<NewUserButton />);
  await userEvent.click(screen.getByTestId("new-user"));
  await screen.findAllByTestId("new-user-app");
  await userEvent.click(app("Zapier"));
  await screen.findAllByTestId("new-user-field");
  expect(screen.getAllByTestId("new-user-field")[0]?.dataset.path).toBe("userName");
  expect(field("title")).toBeUndefined();
  const button = screen.getByTestId("new-user-stage") as HTMLButtonElement;
  await userEvent.type(field("name.givenName"), "Ada");
  expect(button.disabled).toBe(true);
  await userEvent.type(field("userName"), "ada.lind@example.com");
  await userEvent.type(screen.getByTestId("new-user-groups"), "EMEA");
  await screen.findAllByTestId("new-user-group-option");
  expect(await axeFindings()).toEqual([]);
  await userEvent.keyboard("{Enter}");
  const group = await screen.findByTestId("new-user-group");
  expect(stage).not.toHaveBeenCalled();
  await userEvent.click(button);
  await waitFor(() => expect(screen.queryByTestId("new-user-stage")).toBeNull());
  const [user] = stage.mock.calls[0] ?? [];
  expect(user?.connection_id).toBe((await connected("zapier")).id);
  expect(user?.groups).toEqual([group.dataset.group]);
  expect(user?.values).toContainEqual({ path: "userName", value: "ada.lind@example.com" });
  expect(user?.values).toContainEqual({ path: "name.givenName", value: "Ada" });
  expect(user?.values.length).toBe(2);
});

test("another app asks for other fields and forgets the groups of the first", async () => {
  show(<NewUserButton />);
  await userEvent.click(screen.getByTestId("new-user"));
  await screen.findAllByTestId("new-user-app");
  await userEvent.click(app("Zapier"));
  await screen.findAllByTestId("new-user-field");
  await userEvent.type(screen.getByTestId("new-user-groups"), "EMEA");
  await screen.findAllByTestId("new-user-group-option");
  await userEvent.keyboard("{Enter}");
  await screen.findByTestId("new-user-group");
  await userEvent.click(app("monday.com"));
  await waitFor(() => expect(field("title")).toBeDefined());
  expect(screen.queryByTestId("new-user-group")).toBeNull();
});
