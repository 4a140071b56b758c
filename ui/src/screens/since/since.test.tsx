import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { forgetLive } from "../../data/live";
import { host } from "../../host";
import { accounts, groupOf, membersOf, outsidersOf } from "../../test/acts";
import { connected, elsewhere, readAgain, scene } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { SinceScreen } from "./since";

const patch = (op: string, path: string, value: unknown) => ({
  schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
  Operations: [{ op, path, value }],
});

/** Somebody came, went and changed in an app, one joined a group and one left it. */
const moved = scene("moved", async () => {
  const [carla] = await accounts("notion", "carla.mendes");
  await elsewhere(
    "notion",
    "PATCH",
    `Users/${carla.account_id}`,
    patch("replace", "title", "Lead"),
  );
  await elsewhere("notion", "POST", "Users", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
    userName: "new.face@example.com",
    name: { formatted: "New Face" },
    emails: [{ value: "new.face@example.com", primary: true }],
    active: true,
  });
  const [ada] = await accounts("notion", "ada.okafor");
  await elsewhere("notion", "DELETE", `Users/${ada.account_id}`);
  const desk = await groupOf("notion", "Deal desk");
  const [leaver] = await membersOf(desk);
  const [joiner] = await outsidersOf("notion", desk);
  const path = `Groups/${desk.group_id}`;
  await elsewhere(
    "notion",
    "PATCH",
    path,
    patch("add", "members", [{ value: joiner?.account_id }]),
  );
  const left = `members[value eq "${leaver?.member_id}"]`;
  await elsewhere("notion", "PATCH", path, patch("remove", left, undefined));
  await readAgain("notion");
});

let id = "";

beforeEach(async () => {
  forgetLive();
  await moved();
  id = (await connected("notion")).id;
});

test("who came, went, changed, joined and left is counted and can be narrowed", async () => {
  show(<SinceScreen connectionId={id} groupId={null} />);
  const grid = await screen.findByTestId("since-grid");
  await waitFor(() => expect(Number(grid.dataset.count)).toBeGreaterThan(4));
  for (const kind of ["went", "changed", "joined"]) {
    expect(screen.getByTestId(`since-${kind}`).textContent).toMatch(/ 1$/);
  }
  expect(screen.getByTestId("since-came").textContent).toBe("New 1");
  await userEvent.click(screen.getByTestId("since-changed"));
  expect(screen.getByTestId("since-grid").dataset.count).toBe("1");
  expect(
    within(screen.getByTestId("since-grid")).getByText(/title Sales engineer → Lead/),
  ).toBeTruthy();
  await userEvent.click(screen.getByTestId("since-joined"));
  await userEvent.type(screen.getByTestId("since-search"), "lead");
  await waitFor(() => expect(screen.getByTestId("since-grid").dataset.count).toBe("1"));
  expect(await axeFindings()).toEqual([]);
});

test("a read or the end of a day is chosen, and nothing moved is said", async () => {
  const [newest] = (await host.connection(id)).reads;
  const since = vi.spyOn(host, "since");
  show(<SinceScreen connectionId={id} groupId={null} />);
  await screen.findByTestId("since-grid");
  await userEvent.selectOptions(screen.getByTestId("since-from"), newest?.ended_at ?? "");
  await waitFor(() => expect(since.mock.calls.at(-1)?.[1]).toBe(newest?.ended_at));
  await userEvent.selectOptions(screen.getByTestId("since-to"), "the end of a day…");
  const day = screen.getByTestId("since-to-day") as HTMLInputElement;
  expect(day.value).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(await screen.findByTestId("since-nothing")).toBeTruthy();
  await waitFor(() => expect(since.mock.calls.at(-1)?.[2]).toBe(day.value));
  expect(await axeFindings()).toEqual([]);
});

test("for one group, only its members are shown", async () => {
  const since = vi.spyOn(host, "since");
  const desk = await groupOf("notion", "Deal desk");
  show(<SinceScreen connectionId={id} groupId={desk.group_id} />);
  const grid = await screen.findByTestId("since-grid");
  expect(grid.dataset.count).toBe("2");
  expect(screen.queryByTestId("since-came")).toBeNull();
  expect(since.mock.calls.at(-1)?.[3]).toBe(desk.group_id);
});
