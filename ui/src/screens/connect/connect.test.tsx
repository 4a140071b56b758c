import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { ConnectView } from "../../host";
import { axeFindings, show } from "../../test/render";

vi.mock("../../host", async () => {
  const { fakeHost } = await import("../../host/fake");
  return { host: fakeHost("?scene=start"), asProblem: (thrown: unknown) => thrown };
});
const { host } = await import("../../host");
const { ConnectScreen } = await import("./connect");

const TOKEN = "tok_4f1d2c_secret";

/** What the host answers when a connection was made. */
async function connected(): Promise<ConnectView> {
  const { rungs } = await import("../../host/fake/details");
  const { APPS, connectionOf } = await import("../../host/fake/people");
  return {
    test: { rungs: rungs(8), passed: true },
    connection: connectionOf(APPS[0] as (typeof APPS)[number], false),
  };
}

/** The words tied to an element by aria-describedby. */
function described(element: HTMLElement | undefined): string {
  const ids = element?.getAttribute("aria-describedby")?.split(" ") ?? [];
  return ids.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
}

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
  await userEvent.clear(await screen.findByTestId("connect-name"));
  await userEvent.click(screen.getByTestId("connect-submit"));
  expect(sent).not.toHaveBeenCalled();
  const [name, address, token] = ["name", "address", "token"].map((field) =>
    screen.getByTestId(`connect-${field}`),
  );
  expect(described(name)).toContain("Enter a name.");
  expect(described(token)).toContain("Enter the token.");
  expect(name?.getAttribute("aria-invalid")).toBe("true");
  expect(address?.hasAttribute("aria-invalid")).toBe(false);
  expect(document.activeElement).toBe(name);
  expect(await axeFindings()).toEqual([]);

  await userEvent.type(name as HTMLElement, "Q");
  expect(name?.hasAttribute("aria-invalid")).toBe(false);
  expect(screen.queryByText("Enter a name.")).toBeNull();
  expect(document.activeElement).toBe(name);
  await userEvent.click(screen.getByTestId("connect-submit"));
  expect(document.activeElement).toBe(token);
  sent.mockRestore();
});

test("after a connection was made the keyboard goes on at what comes next", async () => {
  const sent = vi.spyOn(host, "testAndConnect").mockResolvedValue(await connected());
  show(<ConnectScreen />);
  await userEvent.type(await screen.findByTestId("connect-token"), `${TOKEN}{Enter}`);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("connect-to-users")));
  expect(described(screen.getByTestId("connect-to-users"))).toContain("is connected.");
  sent.mockRestore();
});

test("who has gone elsewhere in the meantime is not pulled back", async () => {
  let finish: (value: ConnectView) => void = () => undefined;
  const sent = vi.spyOn(host, "testAndConnect").mockReturnValue(
    new Promise((done) => {
      finish = done;
    }),
  );
  show(<ConnectScreen />);
  await userEvent.type(await screen.findByTestId("connect-token"), `${TOKEN}{Enter}`);
  await userEvent.click(screen.getByTestId("connect-seat-price"));
  finish(await connected());
  await screen.findByTestId("connect-made");
  expect(document.activeElement).toBe(screen.getByTestId("connect-seat-price"));
  sent.mockRestore();
});

test("typing again takes back what was said of the connection just made", async () => {
  const sent = vi.spyOn(host, "testAndConnect").mockResolvedValue(await connected());
  show(<ConnectScreen />);
  await userEvent.type(await screen.findByTestId("connect-token"), `${TOKEN}{Enter}`);
  await screen.findByTestId("connect-made");
  expect(screen.getByTestId("connect-submit").textContent).toBe("Test and connect another");
  await userEvent.type(screen.getByTestId("connect-token"), "n");
  expect(screen.queryByTestId("connect-made")).toBeNull();
  expect(screen.getByTestId("connect-submit").textContent).toBe("Test and connect");
  sent.mockRestore();
});

test("what a failed rung says is said once, and stays while the token is mended", async () => {
  const { rungs } = await import("../../host/fake/details");
  const { PAGE_PROBLEM } = await import("../../host/fake/people");
  const failed = rungs(2).map((rung, i) =>
    i === 2
      ? {
          ...rung,
          state: "failed" as const,
          detail: PAGE_PROBLEM.side_words,
          problem: PAGE_PROBLEM,
        }
      : rung,
  );
  const sent = vi.spyOn(host, "testAndConnect").mockResolvedValue({
    test: { rungs: failed, passed: false },
    connection: null,
  });
  show(<ConnectScreen />);
  await userEvent.type(await screen.findByTestId("connect-token"), `${TOKEN}{Enter}`);
  await screen.findByTestId("problem");
  expect(screen.getAllByText(PAGE_PROBLEM.side_words).length).toBe(1);
  await userEvent.type(screen.getByTestId("connect-token"), "n");
  expect(screen.getByTestId("problem")).toBeDefined();
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
