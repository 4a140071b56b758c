import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import type { AttributeView } from "../../../host";
import { axeFindings, show } from "../../../test/render";

vi.mock("../../../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../../../host");
const { fakeHost } = await import("../../../host/fake");
const { offered } = await import("./fields");
const { NewUserButton } = await import("./new-user");

beforeEach(() => {
  Object.assign(host, fakeHost("?scene=real"));
});

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
  await userEvent.click(app("Quillnote"));
  await screen.findAllByTestId("new-user-field");
  expect(screen.getAllByTestId("new-user-field")[0]?.dataset.path).toBe("userName");
  expect(field("title")).toBeUndefined();
  const button = screen.getByTestId("new-user-stage") as HTMLButtonElement;
  await userEvent.type(field("displayName"), "Ada Lind");
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
  expect(user?.connection_id).toBe("quill");
  expect(user?.groups).toEqual([group.dataset.group]);
  expect(user?.values).toContainEqual({ path: "userName", value: "ada.lind@example.com" });
  expect(user?.values).toContainEqual({ path: "displayName", value: "Ada Lind" });
  expect(user?.values.length).toBe(2);
});

test("another app asks for other fields and forgets the groups of the first", async () => {
  show(<NewUserButton />);
  await userEvent.click(screen.getByTestId("new-user"));
  await screen.findAllByTestId("new-user-app");
  await userEvent.click(app("Quillnote"));
  await screen.findAllByTestId("new-user-field");
  await userEvent.type(screen.getByTestId("new-user-groups"), "EMEA");
  await screen.findAllByTestId("new-user-group-option");
  await userEvent.keyboard("{Enter}");
  await screen.findByTestId("new-user-group");
  await userEvent.click(app("Boardwise"));
  await waitFor(() => expect(field("title")).toBeDefined());
  expect(screen.queryByTestId("new-user-group")).toBeNull();
});
