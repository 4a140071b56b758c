import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { show } from "../../test/render";

vi.mock("../../host", async () => {
  const { fakeHost } = await import("../../host/fake");
  return { host: fakeHost(""), asProblem: (thrown: unknown) => thrown };
});
const { host } = await import("../../host");
const { ConfirmNumber } = await import("./confirm-number");

test("only the number itself reads the app again", async () => {
  const asked = vi.spyOn(host, "confirmRead");
  show(<ConfirmNumber connectionId="board" name="Boardwise" number={40} />);
  await userEvent.click(screen.getByTestId("confirm-number"));
  const button = screen.getByTestId("confirm-number-read") as HTMLButtonElement;
  await userEvent.type(screen.getByTestId("confirm-number-typed"), "41{Enter}");
  expect(button.disabled).toBe(true);
  expect(asked).not.toHaveBeenCalled();
  await userEvent.clear(screen.getByTestId("confirm-number-typed"));
  await userEvent.type(screen.getByTestId("confirm-number-typed"), "40");
  await userEvent.click(button);
  expect(asked.mock.calls).toEqual([["board", 40]]);
  expect(screen.queryByTestId("confirm-number-typed")).toBeNull();
});
