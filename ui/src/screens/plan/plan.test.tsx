import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { host, type PlanView } from "../../host";
import { planOf } from "../../test/acts";
import { open } from "../../test/engine";
import { show } from "../../test/render";
import { Plan, PlanScreen } from "./plan";

test("an admin who leaves while a plan is being discarded is not moved back", async () => {
  await open();
  const plan = await planOf("monday");
  let end: (discarded: PlanView) => void = () => {};
  const discarding = new Promise<PlanView>((resolve) => {
    end = resolve;
  });
  vi.spyOn(host, "discardPlan").mockReturnValue(discarding);
  const back = vi.spyOn(window.history, "back").mockImplementation(() => {});
  window.location.hash = `/plan/${plan.id}`;
  show(<Plan plan={plan} />);
  await userEvent.click(screen.getByTestId("plan-discard"));
  window.location.hash = "/users";
  end({ ...plan, state: "discarded" });
  await waitFor(() => expect(host.discardPlan).toHaveBeenCalled());
  await new Promise((later) => setTimeout(later, 20));
  expect(back).not.toHaveBeenCalled();

  window.location.hash = `/plan/${plan.id}`;
  await userEvent.click(screen.getByTestId("plan-discard"));
  await waitFor(() => expect(back).toHaveBeenCalledOnce());
});

test.each([
  ["notion", /^only in part: add to the workspace again/],
  ["airtable", /^activate$/],
])("a deactivation in %s says once what an undo does", async (provider, words) => {
  await open();
  const plan = await planOf(provider);
  show(<Plan plan={plan} />);
  expect(screen.getByTestId("plan-undo").textContent).toMatch(words);
  expect(document.body.textContent).not.toMatch(/can(’|no)t be undone/i);
});

test("a plan that was refused says that nothing was sent, and takes the focus", async () => {
  await open();
  const plan = await planOf("airtable");
  show(<PlanScreen id={plan.id} />);
  await screen.findByText(/1 will be sent/);
  await host.setGuard(plan.items[0]?.connection_id ?? "", 4, "4");
  await userEvent.click(screen.getByTestId("plan-confirm"));
  const closed = await screen.findByTestId("plan-closed");
  expect(closed.textContent).toMatch(/no longer valid.*Nothing was sent.*Create the plan again/);
  expect(document.body.textContent).not.toContain("will be sent");
  expect(document.activeElement).toBe(screen.getByTestId("plan-refusal"));
});

test("a plan that expires while it is open says that nothing was sent", async () => {
  await open();
  const plan = await planOf("airtable");
  show(<Plan plan={{ ...plan, expires_at: plan.made_at }} />);
  expect(screen.getByTestId("plan-closed").textContent).toContain("Nothing was sent.");
  expect(document.body.textContent).not.toContain("will be sent");
});
