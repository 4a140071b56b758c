import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test } from "vitest";
import { App } from "./app";
import { forgetLive } from "./data/live";
import { forgetPlace } from "./data/origin";
import { groupOf, planOf, runNow } from "./test/acts";
import { open } from "./test/engine";
import { show } from "./test/render";

beforeEach(async () => {
  forgetLive();
  forgetPlace();
  await open();
});

const crumb = () => document.querySelector<HTMLAnchorElement>(".crumb");

test("the crumb of a plan and of its run leads to the group that it came from", async () => {
  const desk = await groupOf("monday", "Deal desk");
  const at = `#/group/${desk.connection_id}/${desk.group_id}`;
  const plan = await planOf("monday");
  const run = await runNow(plan);
  window.location.hash = at;
  show(<App />);
  await waitFor(() => expect(document.querySelector("h1")?.textContent).toBe("Deal desk"));
  for (const place of [`#/plan/${plan.id}`, `#/run/${run.id}`]) {
    window.location.hash = place;
    await waitFor(() => expect(crumb()?.textContent).toBe("Deal desk"));
    expect(crumb()?.getAttribute("href")).toBe(at);
    expect(screen.getByTestId("nav-groups").getAttribute("aria-current")).toBe("page");
  }
});

test("a plan that is opened directly leads to the accounts", async () => {
  window.location.hash = `#/plan/${(await planOf("monday")).id}`;
  show(<App />);
  await screen.findByTestId("plan-screen");
  expect(crumb()?.textContent).toBe("Accounts");
  expect(crumb()?.getAttribute("href")).toBe("#/users");
});

test("Esc on a plan goes back to where it was opened, but not over typed text", async () => {
  const plan = await planOf("notion");
  window.location.hash = "#/people";
  show(<App />);
  await screen.findAllByTestId("people-row");
  window.location.hash = `#/plan/${plan.id}`;
  const field = await screen.findByTestId("plan-type");
  await userEvent.type(field, "os{Escape}");
  expect(window.location.hash).toBe(`#/plan/${plan.id}`);
  await userEvent.clear(field);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(window.location.hash).toBe("#/people"));
});
