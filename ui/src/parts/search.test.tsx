import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { show } from "../test/render";
import { ChoiceList, FilterChip } from "./filter-chip";
import { SearchField } from "./search-field";

function Field({ onLeave }: { onLeave: () => void }) {
  const [text, setText] = useState("");
  return (
    <SearchField
      label="Search"
      placeholder=""
      testId="search"
      value={text}
      onChange={setText}
      onLeave={onLeave}
    />
  );
}

test("Esc clears the search first and leaves it only when it is empty", async () => {
  const leave = vi.fn();
  const above = vi.fn();
  document.addEventListener("keydown", above);
  show(<Field onLeave={leave} />);
  const field = screen.getByTestId<HTMLInputElement>("search");
  await userEvent.type(field, "lind");
  above.mockClear();
  await userEvent.keyboard("{Escape}");
  expect(field.value).toBe("");
  expect(leave).not.toHaveBeenCalled();
  await userEvent.keyboard("{Escape}");
  expect(leave).toHaveBeenCalledTimes(1);
  expect(above).not.toHaveBeenCalled();
  document.removeEventListener("keydown", above);
});

test("Esc in the search of a filter clears it, and pressed again closes the filter", async () => {
  show(
    <FilterChip name="App" testId="chip" summary={null} onClear={() => undefined}>
      <ChoiceList
        label="Apps"
        testId="chip"
        choices={Array.from({ length: 12 }, (_, i) => ({ value: `${i}`, label: `App ${i}` }))}
        chosen={[]}
        onChange={() => undefined}
      />
    </FilterChip>,
  );
  await userEvent.click(screen.getByTestId("chip"));
  const field = await screen.findByTestId<HTMLInputElement>("chip-search");
  await userEvent.type(field, "App 7");
  expect(screen.getAllByTestId("chip-option").length).toBe(1);
  await userEvent.keyboard("{Escape}");
  expect(field.value).toBe("");
  expect(screen.getAllByTestId("chip-option").length).toBe(12);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("chip-search")).toBeNull());
});
