import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { host } from "../../host";
import { connected, open } from "../../test/engine";
import { show } from "../../test/render";
import { ConfirmNumber } from "./confirm-number";

test("only the number itself reads the app again", async () => {
  await open();
  const { id, name } = await connected("monday");
  const asked = vi.spyOn(host, "confirmRead");
  show(<ConfirmNumber connectionId={id} name={name} number={40} />);
  await userEvent.click(screen.getByTestId("confirm-number"));
  const button = screen.getByTestId("confirm-number-read") as HTMLButtonElement;
  await userEvent.type(screen.getByTestId("confirm-number-typed"), "41{Enter}");
  expect(button.disabled).toBe(true);
  expect(asked).not.toHaveBeenCalled();
  await userEvent.clear(screen.getByTestId("confirm-number-typed"));
  await userEvent.type(screen.getByTestId("confirm-number-typed"), "40");
  await userEvent.click(button);
  expect(asked.mock.calls).toEqual([[id, 40]]);
  expect(screen.queryByTestId("confirm-number-typed")).toBeNull();
});
