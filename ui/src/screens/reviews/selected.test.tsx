// Keys act on the selected items, as the buttons of the bar do.
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { forgetLive } from "../../data/live";
import { forgetStage } from "../../data/stage";
import { host } from "../../host";
import { openReview, review, row, select } from "../../test/review";

beforeEach(async () => {
  forgetLive();
  forgetStage();
  sessionStorage.clear();
  await openReview();
  window.location.hash = `#/reviews/${(await host.reviews())[0]?.id}`;
});

const bar = () => screen.getByTestId("review-selection");
const itemsOf = (decided: { mock: { calls: Parameters<typeof host.decideReview>[] } }) =>
  decided.mock.calls.map(([, wanted]) => wanted.items);

test("K keeps the selected items in bulk, wherever the cursor is, and says so", async () => {
  await review();
  const decided = vi.spyOn(host, "decideReview");
  await select([0, 1]);
  await userEvent.keyboard("{ArrowDown}{ArrowDown}{ArrowDown}k");
  await waitFor(() => expect(row(1).dataset.decision).toBe("keep"));
  expect(itemsOf(decided)).toEqual([[1, 2]]);
  expect((await screen.findByTestId("review-bulk")).textContent).toContain("2 items are kept");
  expect(screen.queryByTestId("review-selection")).toBeNull();
});

test("K keeps them with the focus outside of the table too", async () => {
  await review();
  const decided = vi.spyOn(host, "decideReview");
  await select([0, 1]);
  screen.getByRole("heading", { level: 1 }).focus();
  await userEvent.keyboard("k");
  await waitFor(() => expect(itemsOf(decided)).toEqual([[1, 2]]));
});

test("what is not decided in bulk decides about none of the selected items, and says why", async () => {
  await review();
  const decided = vi.spyOn(host, "decideReview");
  await select([0, 1]);
  for (const key of ["r", "c", "n"]) {
    await userEvent.keyboard(key);
    expect(screen.queryByTestId("decide-dialog")).toBeNull();
    expect((await screen.findByTestId("review-said")).textContent).toContain(
      "Nothing was decided: 2 items are selected",
    );
  }
  expect(decided).not.toHaveBeenCalled();
  expect(bar().dataset.count).toBe("2");
});

test("with one selected item, a key is about that one and not about the focused one", async () => {
  await review();
  const decided = vi.spyOn(host, "decideReview");
  await select([1]);
  await userEvent.keyboard("{Home}r");
  await screen.findByTestId("decide-dialog");
  await userEvent.keyboard("left{Enter}");
  await waitFor(() => expect(row(2).dataset.decision).toBe("revoke"));
  expect(itemsOf(decided)).toEqual([[2]]);
  await waitFor(() => expect(screen.queryByTestId("review-selection")).toBeNull());
});

test("the first press of Ctrl A selects the rows in view, the second every match", async () => {
  await review();
  const total = Number(screen.getByTestId("review-grid").dataset.count);
  await userEvent.keyboard("{Control>}a{/Control}");
  expect(bar().textContent).toContain(`the rows in view, of ${total} matches`);
  await userEvent.keyboard("{Control>}a{/Control}");
  await waitFor(() => expect(bar().textContent).toContain(`All ${total} matches selected`));
  expect(bar().dataset.count).toBe(String(total));
  await userEvent.keyboard("{Home} ");
  expect(bar().textContent).toContain("except 1");
  expect(bar().dataset.count).toBe(String(total - 1));
  const handed = vi.spyOn(host, "handOver");
  await userEvent.keyboard("h");
  const dialog = await screen.findByTestId("hand-over-dialog");
  expect(dialog.textContent).toContain(`Hand over ${total - 1} items`);
  expect(handed).not.toHaveBeenCalled();
});

test("Ctrl A twice selects the matches of the search alone", async () => {
  await review();
  const first = row(1).dataset.user as string;
  await userEvent.type(screen.getByTestId("review-search"), first);
  await waitFor(() => expect(screen.getByTestId("review-grid").dataset.count).toBe("1"));
  screen.getByTestId("review-grid").focus();
  await userEvent.keyboard("{Control>}a{/Control}{Control>}a{/Control}");
  await waitFor(() => expect(bar().textContent).toContain("All 1 match selected"));
});
