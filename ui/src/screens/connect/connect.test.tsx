import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { type ConnectView, host } from "../../host";
import { acceptToken, appOf, faults, open } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { ConnectScreen } from "./connect";

const TOKEN = "tok_4f1d2c_secret";

beforeEach(async () => {
  await open("nothing");
  await acceptToken("airtable", TOKEN);
});

/** The form of an app, filled in but for its token. */
async function form(): Promise<HTMLInputElement> {
  show(<ConnectScreen />);
  await userEvent.click(await screen.findByTestId("connect-provider-airtable"));
  const address = screen.getByTestId("connect-address");
  await userEvent.clear(address);
  await userEvent.type(address, appOf("airtable").address);
  return screen.getByTestId("connect-token");
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
  const field = await form();
  const container = document.body;
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
});

test("after a connection was made the keyboard goes on at what comes next", async () => {
  await userEvent.type(await form(), `${TOKEN}{Enter}`);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId("connect-to-users")));
  expect(described(screen.getByTestId("connect-to-users"))).toContain("is connected.");
});

test("who has gone elsewhere in the meantime is not pulled back", async () => {
  const connect = host.testAndConnect;
  let finish: () => void = () => undefined;
  const held = new Promise<void>((done) => {
    finish = done;
  });
  vi.spyOn(host, "testAndConnect").mockImplementation(async (request): Promise<ConnectView> => {
    const made = await connect(request);
    await held;
    return made;
  });
  await userEvent.type(await form(), `${TOKEN}{Enter}`);
  await userEvent.click(screen.getByTestId("connect-seat-price"));
  finish();
  await screen.findByTestId("connect-made");
  expect(document.activeElement).toBe(screen.getByTestId("connect-seat-price"));
});

test("typing again takes back what was said of the connection just made", async () => {
  await userEvent.type(await form(), `${TOKEN}{Enter}`);
  await screen.findByTestId("connect-made");
  expect(screen.getByTestId("connect-submit").textContent).toBe("Test and connect another");
  await userEvent.type(screen.getByTestId("connect-token"), "n");
  expect(screen.queryByTestId("connect-made")).toBeNull();
  expect(screen.getByTestId("connect-submit").textContent).toBe("Test and connect");
});

test("what a failed rung says is said once, and stays while the token is mended", async () => {
  await faults("airtable", "users:403");
  await userEvent.type(await form(), `${TOKEN}{Enter}`);
  await screen.findByTestId("problem");
  const side = document.querySelectorAll(".four dd")[1]?.textContent ?? "";
  expect(side).toContain("403");
  expect(screen.getAllByText(side).length).toBe(1);
  await userEvent.type(screen.getByTestId("connect-token"), "n");
  expect(screen.getByTestId("problem")).toBeDefined();
});

test("a refused connection shows its four parts", async () => {
  const field = await form();
  await userEvent.clear(screen.getByTestId("connect-address"));
  await userEvent.type(screen.getByTestId("connect-address"), "http://example.com/scim");
  await userEvent.type(field, TOKEN);
  await userEvent.click(screen.getByTestId("connect-submit"));
  const problem = await screen.findByTestId("problem");
  expect(problem.querySelectorAll("dt").length).toBe(4);
});

test("a card changes the form’s labels and starting address", async () => {
  show(<ConnectScreen />);
  await userEvent.click(await screen.findByTestId("connect-provider-scim"));
  expect((screen.getByTestId("connect-address") as HTMLInputElement).value).toBe("");
  expect(screen.getByLabelText("SCIM token")).toBeDefined();
});
