import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { host } from "../../host";
import { planOf, runNow } from "../../test/acts";
import { connected, scene, someProblem } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { ActivityScreen, clearActivityFilters } from "./activity";
import { readBody } from "./body";

const commands = host;

/** Entries of every kind that the tests look for: a verified run, and more settings than a screen shows. */
const SETTINGS = 60;
const longRecord = scene("long-record", async () => {
  for (const provider of ["monday", "notion"]) {
    const one = await connected(provider);
    for (let n = 0; n < SETTINGS; n++)
      await host.setGuard(one.id, 2 + (n % 2), String(2 + (n % 2)));
  }
  await runNow(await planOf("monday", "ada.okafor"));
});

let all = 0;

beforeEach(async () => {
  clearActivityFilters();
  await longRecord();
  all = (await host.recordPage(query)).all;
});

const query = {
  text: "",
  kinds: [],
  connections: [],
  newest_first: true,
  offset: 0,
  limit: 1,
};
const rows = () => screen.findAllByTestId("activity-row");
const shown = () => screen.getByTestId("activity-grid").dataset.count;

test("the record is shown newest first, and only what is near the screen", async () => {
  show(<ActivityScreen />);
  const shownRows = await rows();
  await waitFor(() => expect(shownRows[0]?.dataset.seq).toBe(String(all)));
  expect(shownRows[1]?.dataset.seq).toBe(String(all - 1));
  expect(shownRows.length).toBeLessThan(100);
  expect(screen.getByTestId("header-sub").textContent).toContain(`${all} entries`);
  expect(await axeFindings()).toEqual([]);
});

test("text, kind and app narrow it, and can be cleared", async () => {
  const notion = await connected("notion");
  const asked = vi.spyOn(commands, "recordPage");
  show(<ActivityScreen />);
  await rows();
  await userEvent.keyboard("/guard");
  await waitFor(() => expect(shown()).toBe(String(2 * SETTINGS)));
  await userEvent.click(screen.getByTestId("activity-kind"));
  const kinds = await screen.findAllByTestId("activity-kind-option");
  await userEvent.click(kinds.find((k) => k.dataset.value === "setting-changed") as HTMLElement);
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByTestId("activity-app"));
  const apps = await screen.findAllByTestId("activity-app-option");
  await userEvent.click(apps.find((a) => a.dataset.value === notion.id) as HTMLElement);
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(shown()).toBe(String(SETTINGS)));
  expect(asked.mock.lastCall?.[0]).toMatchObject({
    text: "guard",
    kinds: ["setting-changed"],
    connections: [notion.id],
    newest_first: true,
    offset: 0,
  });
  await userEvent.type(screen.getByTestId("activity-search"), " of nobody");
  const none = await screen.findByTestId("activity-none-match");
  await userEvent.click(within(none).getByRole("button"));
  await waitFor(() => expect(shown()).toBe(String(all)));
});

test("an opened entry shows what was written, the exchange folded, and its run", async () => {
  show(<ActivityScreen />);
  await waitFor(async () => expect((await rows())[0]?.dataset.seq).toBe(String(all)));
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
  expect(chain.textContent).toContain(`${all} entries, chain intact`);
  vi.spyOn(commands, "verifyRecord").mockResolvedValue({
    ...(await host.verifyRecord()),
    intact: false,
    first_bad: 17,
    words: "Entry 17 does not fit: its hash is another.",
  });
  await userEvent.click(screen.getByTestId("activity-verify"));
  await waitFor(() => expect(chain.dataset.state).toBe("broken"));
  expect(chain.dataset.firstBad).toBe("17");
  expect(chain.textContent).toContain("Broken at entry 17.");
});

test("an export says where the file is, and a failed one why", async () => {
  show(<ActivityScreen />);
  await rows();
  await userEvent.click(screen.getByTestId("activity-export"));
  expect((await screen.findByTestId("activity-exported")).textContent).toContain(".jsonl");
  vi.spyOn(commands, "exportRecord").mockRejectedValue(await someProblem());
  await userEvent.click(screen.getByTestId("activity-export"));
  expect((await screen.findByTestId("problem")).querySelectorAll(".four dt").length).toBe(4);
  expect(screen.queryByTestId("activity-exported")).toBeNull();
});

test("a body that is no object is shown as it stands", () => {
  expect(readBody("not json").json).toBe("not json");
  expect(readBody("[1]")).toMatchObject({ run: null, plan: null, exchange: null });
  expect(readBody('{"run":"r","plan":7}')).toMatchObject({ run: "r", plan: null });
});
