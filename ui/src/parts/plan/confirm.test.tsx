import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { planFor } from "../../host/fake/details";
import { people } from "../../host/fake/people";
import { show } from "../../test/render";
import { Confirm } from "./confirm";

const rows = people(null);
const row = rows[0] as (typeof rows)[number];
const plan = planFor(row);
const now = new Date(plan.made_at);
const reversible = { ...plan, confirmation: { ...plan.confirmation, type_this: null } };
const button = () => screen.getByTestId("plan-confirm") as HTMLButtonElement;

test("one reversible change needs one press", async () => {
  const run = vi.fn();
  show(<Confirm plan={reversible} now={now} closed={false} running={false} onRun={run} />);
  expect(screen.queryByTestId("plan-type")).toBeNull();
  await userEvent.click(button());
  expect(run).toHaveBeenCalledExactlyOnceWith(null);
});

test("what cannot be undone needs the asked text, exactly", async () => {
  const run = vi.fn();
  show(<Confirm plan={plan} now={now} closed={false} running={false} onRun={run} />);
  expect(button().disabled).toBe(true);
  const field = screen.getByTestId("plan-type");
  await userEvent.type(field, "somebody else{Enter}");
  expect(run).not.toHaveBeenCalled();
  await userEvent.clear(field);
  await userEvent.type(field, row.name);
  expect(button().disabled).toBe(false);
  await userEvent.keyboard("{Enter}");
  expect(run).toHaveBeenCalledExactlyOnceWith(row.name);
});

test("the button says verb and number", () => {
  show(<Confirm plan={plan} now={now} closed={false} running={false} onRun={vi.fn()} />);
  expect(button().textContent).toBe(plan.confirmation.button);
});

test("a closed or running plan cannot be started", () => {
  const { unmount } = show(
    <Confirm plan={reversible} now={now} closed running={false} onRun={vi.fn()} />,
  );
  expect(button().disabled).toBe(true);
  unmount();
  show(<Confirm plan={reversible} now={now} closed={false} running onRun={vi.fn()} />);
  expect(button().disabled).toBe(true);
});
