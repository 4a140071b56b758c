import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { show } from "./test/render";

vi.mock("./host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("./host");
const { fakeHost } = await import("./host/fake");
const { forgetLive } = await import("./data/live");
const { forgetPlace } = await import("./data/origin");
const { App } = await import("./app");

beforeEach(() => {
  forgetLive();
  forgetPlace();
  Object.assign(host, fakeHost("?scene=real"));
});

const crumb = () => document.querySelector<HTMLAnchorElement>(".crumb");

test("the crumb of a plan and of its run leads to the group that it came from", async () => {
  window.location.hash = "#/group/board/board-g1";
  show(<App />);
  await waitFor(() => expect(document.querySelector("h1")?.textContent).toBe("Deal desk"));
  for (const place of ["#/plan/plan-board-51883000", "#/run/run-plan-board-51883000"]) {
    window.location.hash = place;
    await waitFor(() => expect(crumb()?.textContent).toBe("Deal desk"));
    expect(crumb()?.getAttribute("href")).toBe("#/group/board/board-g1");
    expect(screen.getByTestId("nav-groups").getAttribute("aria-current")).toBe("page");
  }
});

test("a plan that is opened directly leads to the accounts", async () => {
  window.location.hash = "#/plan/plan-board-51883000";
  show(<App />);
  await screen.findByTestId("plan-screen");
  expect(crumb()?.textContent).toBe("Accounts");
  expect(crumb()?.getAttribute("href")).toBe("#/users");
});
