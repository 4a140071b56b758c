import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "../../test/render";

vi.mock("../../host", async () => {
  const { fakeHost } = await import("../../host/fake");
  return { host: fakeHost("?scene=start"), asProblem: (thrown: unknown) => thrown };
});
const { host } = await import("../../host");
const { ConnectScreen } = await import("./connect");

const TOKEN = "tok_4f1d2c_secret";

test("the token goes to the host once and leaves the page at once", async () => {
  let finish: (value: never) => void = () => undefined;
  const sent = vi.spyOn(host, "testAndConnect").mockImplementation(
    () =>
      new Promise((done) => {
        finish = done as (value: never) => void;
      }),
  );
  const { container } = show(<ConnectScreen />);
  const field = (await screen.findByTestId("connect-token")) as HTMLInputElement;
  expect(field.type).toBe("password");
  await userEvent.type(field, TOKEN);
  await userEvent.click(screen.getByTestId("connect-submit"));
  expect(sent).toHaveBeenCalledTimes(1);
  expect(sent.mock.calls[0]?.[0].token).toBe(TOKEN);
  expect(field.value).toBe("");
  expect(container.innerHTML).not.toContain(TOKEN);
  expect(JSON.stringify({ ...window.localStorage, ...window.sessionStorage })).not.toContain(TOKEN);
  finish({ test: { rungs: [], passed: false }, connection: null } as never);
  await waitFor(() =>
    expect(screen.getByTestId("connect-submit").textContent).toBe("Test and connect"),
  );
  expect(container.innerHTML).not.toContain(TOKEN);
  sent.mockRestore();
});

test("what is missing is said instead of sent", async () => {
  const sent = vi.spyOn(host, "testAndConnect");
  show(<ConnectScreen />);
  await userEvent.click(await screen.findByTestId("connect-submit"));
  expect(sent).not.toHaveBeenCalled();
  expect(screen.getByText("Still needed: the token.")).toBeDefined();
  sent.mockRestore();
});

test("a refused connection shows its four parts", async () => {
  const { PAGE_PROBLEM } = await import("../../host/fake/people");
  const sent = vi.spyOn(host, "testAndConnect").mockRejectedValue(PAGE_PROBLEM);
  show(<ConnectScreen />);
  await userEvent.type(await screen.findByTestId("connect-token"), TOKEN);
  await userEvent.click(screen.getByTestId("connect-submit"));
  const problem = await screen.findByTestId("problem");
  expect(problem.querySelectorAll("dt").length).toBe(4);
  sent.mockRestore();
});

test("a card changes the form’s labels and starting address", async () => {
  show(<ConnectScreen />);
  await userEvent.click(await screen.findByTestId("connect-provider-generic"));
  expect((screen.getByTestId("connect-address") as HTMLInputElement).value).toBe("");
  expect(screen.getByLabelText("Bearer token")).toBeDefined();
});
