import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, expect, test, vi } from "vitest";
import type { PlanView } from "../../host";
import { manyOf, planOf } from "../../test/acts";
import { open } from "../../test/engine";
import { show } from "../../test/render";
import { Confirm } from "./confirm";

let reversible: PlanView;
/** What has to be typed for it. */
let typed = "";
let plan: PlanView;
let now: Date;

beforeAll(async () => {
  await open();
  reversible = await planOf("airtable");
  expect(reversible.confirmation.type_this).toBeNull();
  plan = await manyOf("airtable", "delete", 1);
  typed = plan.confirmation.type_this ?? "";
  expect(typed).not.toBe("");
  now = new Date(plan.made_at);
});

const button = () => screen.getByTestId("plan-confirm") as HTMLButtonElement;

test("one reversible change needs one press", async () => {
  const run = vi.fn();
  show(<Confirm plan={reversible} now={now} closed={null} running={false} onRun={run} />);
  expect(screen.queryByTestId("plan-type")).toBeNull();
  await userEvent.click(button());
  expect(run).toHaveBeenCalledExactlyOnceWith(null);
});

test("what cannot be undone needs the asked text, exactly", async () => {
  const run = vi.fn();
  show(<Confirm plan={plan} now={now} closed={null} running={false} onRun={run} />);
  expect(button().disabled).toBe(true);
  expect(button().title).toBe(`Type “${typed}” first.`);
  const field = screen.getByTestId("plan-type");
  await userEvent.type(field, "somebody else{Enter}");
  expect(run).not.toHaveBeenCalled();
  await userEvent.clear(field);
  await userEvent.type(field, typed);
  expect(button().disabled).toBe(false);
  expect(button().title).toBe("");
  await userEvent.keyboard("{Enter}");
  expect(run).toHaveBeenCalledExactlyOnceWith(typed);
});

test("the button says verb and number", () => {
  show(<Confirm plan={plan} now={now} closed={null} running={false} onRun={vi.fn()} />);
  expect(button().textContent).toBe(plan.confirmation.button);
});

test("a closed or running plan cannot be started", () => {
  const { unmount } = show(
    <Confirm
      plan={reversible}
      now={now}
      closed="This plan has expired."
      running={false}
      onRun={vi.fn()}
    />,
  );
  expect(button().disabled).toBe(true);
  expect(button().getAttribute("aria-description")).toBe("This plan has expired.");
  unmount();
  show(<Confirm plan={reversible} now={now} closed={null} running onRun={vi.fn()} />);
  expect(button().disabled).toBe(true);
});
