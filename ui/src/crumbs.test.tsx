import { screen, waitFor } from "@testing-library/react";
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
