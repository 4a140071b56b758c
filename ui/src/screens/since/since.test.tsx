import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { axeFindings, show } from "../../test/render";

vi.mock("../../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../../host");
const { fakeHost } = await import("../../host/fake");
const { forgetLive } = await import("../../data/live");
const { SinceScreen } = await import("./since");

beforeEach(() => {
  vi.restoreAllMocks();
  forgetLive();
  Object.assign(host, fakeHost("?scene=real"));
});

test("who came, went, changed, joined and left is counted and can be narrowed", async () => {
  show(<SinceScreen connectionId="quill" groupId={null} />);
  const grid = await screen.findByTestId("since-grid");
  expect(grid.dataset.count).toBe("5");
  expect(screen.getByTestId("since-came").textContent).toBe("New 1");
  await userEvent.click(screen.getByTestId("since-changed"));
  expect(screen.getByTestId("since-grid").dataset.count).toBe("1");
  expect(within(screen.getByTestId("since-grid")).getByText(/title Buyer → Lead/)).toBeTruthy();
  await userEvent.click(screen.getByTestId("since-joined"));
  await userEvent.type(screen.getByTestId("since-search"), "buyer");
  await waitFor(() => expect(screen.getByTestId("since-grid").dataset.count).toBe("1"));
  expect(await axeFindings()).toEqual([]);
});

test("a read or the end of a day is chosen, and nothing moved is said", async () => {
  const since = vi.spyOn(host, "since");
  show(<SinceScreen connectionId="quill" groupId={null} />);
  await screen.findByTestId("since-grid");
  await userEvent.selectOptions(screen.getByTestId("since-to"), "the end of a day…");
  const day = screen.getByTestId("since-to-day") as HTMLInputElement;
  expect(day.value).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(await screen.findByTestId("since-nothing")).toBeTruthy();
  expect(since.mock.calls.at(-1)?.[2]).toBe(day.value);
  expect(await axeFindings()).toEqual([]);
});

test("for one group, only its members are shown", async () => {
  const since = vi.spyOn(host, "since");
  show(<SinceScreen connectionId="quill" groupId="team-emea" />);
  const grid = await screen.findByTestId("since-grid");
  expect(grid.dataset.count).toBe("2");
  expect(screen.queryByTestId("since-came")).toBeNull();
  expect(since.mock.calls.at(-1)?.[3]).toBe("team-emea");
});
