import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { axeFindings, show } from "../../test/render";

vi.mock("../../host", () => ({ host: {}, asProblem: (thrown: unknown) => thrown }));
const { host } = await import("../../host");
const { fakeHost } = await import("../../host/fake");
const { PAGE_PROBLEM } = await import("../../host/fake/people");
const { ActivityScreen, clearActivityFilters } = await import("./activity");
const { readBody } = await import("./body");

const commands = host;

beforeEach(() => {
  clearActivityFilters();
  Object.assign(host, fakeHost("?scene=real"));
});

const rows = () => screen.findAllByTestId("activity-row");
const shown = () => screen.getByTestId("activity-grid").dataset.count;

test("the record is shown newest first, and only what is near the screen", async () => {
  show(<ActivityScreen />);
  const all = await rows();
  await waitFor(() => expect(all[0]?.dataset.seq).toBe("1204"));
  expect(all[1]?.dataset.seq).toBe("1203");
  expect(all.length).toBeLessThan(100);
  expect(screen.getByTestId("header-sub").textContent).toContain("1\u202f204 entries");
  expect(await axeFindings()).toEqual([]);
});

test("text, kind and app narrow it, and can be cleared", async () => {
  const asked = vi.spyOn(commands, "recordPage");
  show(<ActivityScreen />);
  await rows();
  await userEvent.keyboard("/guard");
  await waitFor(() => expect(shown()).toBe("200"));
  await userEvent.click(screen.getByTestId("activity-kind"));
  const kinds = await screen.findAllByTestId("activity-kind-option");
  await userEvent.click(kinds.find((k) => k.dataset.value === "setting-changed") as HTMLElement);
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByTestId("activity-app"));
  const apps = await screen.findAllByTestId("activity-app-option");
  await userEvent.click(apps.find((a) => a.dataset.value === "quill") as HTMLElement);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(shown()).toBe("40"));
  expect(asked.mock.lastCall?.[0]).toMatchObject({
    text: "guard",
    kinds: ["setting-changed"],
    connections: ["quill"],
    newest_first: true,
    offset: 0,
  });
  await userEvent.type(screen.getByTestId("activity-search"), " of nobody");
  const none = await screen.findByTestId("activity-none-match");
  await userEvent.click(within(none).getByRole("button"));
  await waitFor(() => expect(shown()).toBe("1204"));
});

test("an opened entry shows what was written, the exchange folded, and its run", async () => {
  show(<ActivityScreen />);
  await waitFor(async () => expect((await rows())[0]?.dataset.seq).toBe("1204"));
  const ended = (await rows()).find((row) => row.dataset.kind === "item-ended");
  await userEvent.click(ended as HTMLElement);
  const side = screen.getByTestId("activity-entry");
  expect(within(side).getByTestId("activity-body").textContent).toContain('"item": 1');
  expect(within(side).getByTestId("activity-body").textContent).not.toContain("Authorization");
  expect(within(side).getByTestId("exchange").hasAttribute("open")).toBe(false);
  expect(within(side).getByTestId("activity-run").getAttribute("href")).toMatch(/^#\/run\//);
  expect(await axeFindings()).toEqual([]);
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByTestId("activity-entry")).toBeNull();
});

test("the chain says nothing until it is verified, then how it is", async () => {
  show(<ActivityScreen />);
  await rows();
  const chain = screen.getByTestId("activity-chain");
  expect(chain.dataset.state).toBe("unchecked");
  await userEvent.click(screen.getByTestId("activity-verify"));
  await waitFor(() => expect(chain.dataset.state).toBe("intact"));
  expect(chain.textContent).toContain("1\u202f204 entries, chain intact");
  vi.spyOn(commands, "verifyRecord").mockResolvedValue({
    entries: 1204,
    intact: false,
    first_bad: 417,
    words: "Entry 417 does not fit: its hash is another.",
    head: "9f2c",
  });
  await userEvent.click(screen.getByTestId("activity-verify"));
  await waitFor(() => expect(chain.dataset.state).toBe("broken"));
  expect(chain.dataset.firstBad).toBe("417");
  expect(chain.textContent).toContain("Broken at entry 417.");
});

test("an export says where the file is, and a failed one why", async () => {
  show(<ActivityScreen />);
  await rows();
  await userEvent.click(screen.getByTestId("activity-export"));
  expect((await screen.findByTestId("activity-exported")).textContent).toContain(".jsonl");
  vi.spyOn(commands, "exportRecord").mockRejectedValue(PAGE_PROBLEM);
  await userEvent.click(screen.getByTestId("activity-export"));
  expect((await screen.findByTestId("problem")).querySelectorAll(".four dt").length).toBe(4);
  expect(screen.queryByTestId("activity-exported")).toBeNull();
});

test("a body that is no object is shown as it stands", () => {
  expect(readBody("not json").json).toBe("not json");
  expect(readBody("[1]")).toMatchObject({ run: null, plan: null, exchange: null });
  expect(readBody('{"run":"r","plan":7}')).toMatchObject({ run: "r", plan: null });
});
