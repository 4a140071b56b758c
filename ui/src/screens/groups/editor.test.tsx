import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { forgetLines } from "../../data/open-lines";
import { forgetStage } from "../../data/stage";
import { forgetMembers } from "../../data/stage-members";
import { type GroupRow, host, type MemberRow, type UserRow } from "../../host";
import { Tray } from "../../parts/tray";
import { groupOf, membersOf, outsidersOf, runNow } from "../../test/acts";
import { connected, elsewhere, open, readAgain, scene, someProblem } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { neverWhole } from "../../test/scenes";
import { GroupScreen } from "./group";

/** Two people have one name, and neither is in the team. */
const twins = scene("twins", async () => {
  for (const n of [1, 2]) {
    await elsewhere("monday", "POST", "Users", {
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
      userName: `twin${n}@example.com`,
      name: { givenName: "Twin", familyName: "Marlow" },
      displayName: "Twin Marlow",
      emails: [{ value: `twin${n}@example.com`, primary: true }],
      active: true,
    });
  }
  await readAgain("monday");
});

let team: GroupRow;
let key = { connectionId: "", groupId: "" };
let members: MemberRow[] = [];
let outsiders: UserRow[] = [];
let first: { account_id: string; name: string };
const outside = (n: number) => outsiders[n] as UserRow;
/** The words of a change of the number of members. */
const from = (change: string, by: number) => {
  const before = members.length;
  return `${change}, ${before} → ${before + by}`;
};

async function look() {
  team = await groupOf("monday", "EMEA Sales");
  key = { connectionId: team.connection_id, groupId: team.group_id };
  members = await membersOf(team);
  outsiders = await outsidersOf("monday", team);
  const [one] = members as [MemberRow];
  first = { account_id: one.member_id, name: one.name };
}

// The tray stands below every screen, so that it is here as well.
const editor = () =>
  show(
    <main>
      <GroupScreen {...key} />
      <Tray />
    </main>,
  );
const rows = () => screen.findAllByTestId("members-row");
const rowOf = (id: string) => document.querySelector<HTMLElement>(`[data-member="${id}"]`);
const net = () => screen.getByTestId("staged-net").textContent;

beforeEach(async () => {
  forgetStage();
  forgetMembers();
  forgetLines();
  await open();
  await look();
});

async function paste(text: string) {
  fireEvent.change(screen.getByTestId("paste-text"), { target: { value: text } });
  await userEvent.click(screen.getByTestId("paste-match"));
  await waitFor(() => expect(screen.getByTestId("paste-said").textContent).not.toBe(""));
}

test("Delete stages a removal in place, and again takes it back", async () => {
  editor();
  await rows();
  screen.getByTestId("members-grid").focus();
  await userEvent.keyboard("{Delete}");
  const row = rowOf(first.account_id);
  expect(row?.dataset.staged).toBe("remove");
  expect(row?.querySelector("del")?.textContent).toBe(first.name);
  expect(row?.textContent).toContain("to be removed");
  expect(net()).toBe(from("\u22121", -1));
  expect(await axeFindings()).toEqual([]);
  await userEvent.keyboard("{Delete}");
  expect(rowOf(first.account_id)?.dataset.staged).toBeUndefined();
  expect(screen.queryByTestId("tray")).toBeNull();
});

test("a row's button does the same and does not open the account", async () => {
  editor();
  await rows();
  const button = () => within(rowOf(first.account_id) as HTMLElement).getByTestId("member-action");
  const before = window.location.hash;
  await userEvent.click(button());
  expect(button().getAttribute("aria-label")).toBe(`Keep ${first.name}`);
  await userEvent.click(button());
  expect(button().getAttribute("aria-label")).toBe(`Remove ${first.name}`);
  expect(window.location.hash).toBe(before);
});

test("somebody is found and staged with Enter; a member is not", async () => {
  editor();
  await rows();
  const { account_id: id, user_name } = outside(3);
  await userEvent.type(screen.getByTestId("add-search"), user_name);
  const found = await screen.findByTestId("add-row");
  expect(found.dataset).toMatchObject({ account: id, state: "free" });
  await userEvent.keyboard("{Enter}");
  expect(rowOf(id)?.dataset.staged).toBe("add");
  expect(found.dataset.state).toBe("add");
  expect(net()).toBe(from("+1", 1));
  expect(await axeFindings()).toEqual([]);

  await userEvent.clear(screen.getByTestId("add-search"));
  await userEvent.type(screen.getByTestId("add-search"), first.account_id);
  await waitFor(() =>
    expect(screen.getByTestId("add-row").dataset).toMatchObject({
      account: first.account_id,
      state: "member",
    }),
  );
  await userEvent.keyboard("{Enter}");
  expect(net()).toBe(from("+1", 1));
});

test("of a pasted list the certain are staged and the other lines stay until dismissed", async () => {
  await twins();
  await look();
  editor();
  await rows();
  const twice = outsiders.filter((row) => row.name === "Twin Marlow");
  expect(twice.length).toBe(2);
  await paste(`${outside(0).user_name}; nobody@example.com\n${first.account_id}\nTwin Marlow`);
  expect(rowOf(outside(0).account_id)?.dataset.staged).toBe("add");
  expect(screen.getByTestId("paste-said").textContent).toBe("1 staged, 3 not staged.");
  const lines = screen.getAllByTestId("open-line");
  expect(lines.map((line) => line.dataset.why)).toEqual(["nobody", "member", "several"]);
  expect(lines[0]?.textContent).toContain("no match in monday.com");
  expect(lines[1]?.textContent).toContain(`${first.name} is already in this team`);
  expect(lines[2]?.textContent).toContain(`${twice.length} matches, choose one`);
  expect(await axeFindings()).toEqual([]);

  const choice = 1;
  await userEvent.click(screen.getAllByTestId("open-choice")[choice] as HTMLElement);
  await waitFor(() => expect(screen.getAllByTestId("open-line").length).toBe(2));
  const chosen = twice.filter((row) => rowOf(row.account_id)?.dataset.staged === "add");
  expect(chosen.length).toBe(1);
  for (const dismiss of screen.getAllByTestId("open-dismiss")) await userEvent.click(dismiss);
  expect(screen.queryByTestId("open-lines")).toBeNull();
  expect(net()).toBe(from("+2", 2));
});

test("of thousands of unknown lines only some are on the screen", async () => {
  editor();
  await rows();
  const unknown = Array.from({ length: 3000 }, (_, n) => `nobody${n}@example.com`);
  const field = screen.getByTestId("paste-text");
  await userEvent.click(field);
  await userEvent.paste(unknown.join("\n"));
  await userEvent.click(screen.getByTestId("paste-match"));
  await screen.findByTestId("open-more");
  expect(screen.getAllByTestId("open-line").length).toBe(200);
  expect(screen.getByTestId("open-more").textContent).toContain("2\u202f800 more lines");
  await userEvent.click(screen.getByText("Dismiss all"));
  expect(screen.queryByTestId("open-lines")).toBeNull();
});

test("one list adds some and takes others out", async () => {
  editor();
  await rows();
  const second = members[1]?.member_id ?? "";
  await paste(
    `${outside(0).account_id}\n- ${first.account_id}\n\u2212${second}\n-${outside(1).account_id}`,
  );
  expect(rowOf(outside(0).account_id)?.dataset.staged).toBe("add");
  expect(rowOf(first.account_id)?.dataset.staged).toBe("remove");
  expect(rowOf(second)?.dataset.staged).toBe("remove");
  const lines = screen.getAllByTestId("open-line");
  expect(lines.map((line) => line.dataset.why)).toEqual(["absent"]);
  expect(lines[0]?.textContent).toContain("is not in this team");
  expect(net()).toBe(from("+1 \u22122", -1));
  await paste(`-${outside(0).account_id}`);
  await waitFor(() => expect(net()).toBe(from("\u22122", -2)));
});

test("what is staged outlives the screen and the window, and goes when its plan is run", async () => {
  const { unmount } = editor();
  await rows();
  screen.getByTestId("members-grid").focus();
  await userEvent.keyboard("{Delete}");
  await paste(`${outside(0).account_id}\n${outside(1).account_id}`);
  await waitFor(async () => expect((await host.stage()).changes.length).toBe(2));
  unmount();
  // A new start knows nothing but what the host kept.
  forgetStage();
  forgetMembers();

  editor();
  await rows();
  await waitFor(() => expect(screen.getByTestId("tray").dataset.count).toBe("3"));
  const name = await waitFor(() => {
    const row = rowOf(outside(0).account_id);
    if (!row?.textContent?.includes(outside(0).user_name)) throw new Error("not looked up yet");
    return row;
  });
  expect(name.dataset).toMatchObject({ staged: "add", status: outside(0).status });
  const review = screen.getByTestId("tray-review");
  await userEvent.dblClick(review);
  await waitFor(() => expect(window.location.hash).toMatch(/^#\/plan\/./));
  expect((await host.stage()).changes.map((c) => c.members.length)).toEqual([2, 1]);
  await runNow(await host.plan(decodeURIComponent(window.location.hash.replace("#/plan/", ""))));
  expect((await host.stage()).changes).toEqual([]);
});

test("only the changes are shown when asked for, and discarding lets go of them", async () => {
  editor();
  await rows();
  screen.getByTestId("members-grid").focus();
  await userEvent.keyboard("{ArrowDown}{Delete}");
  await paste(outside(0).account_id);
  await userEvent.click(screen.getByTestId("only-changes"));
  expect((await rows()).map((row) => row.dataset.staged)).toEqual(["add", "remove"]);
  await userEvent.click(screen.getByTestId("staged-discard"));
  expect(screen.getByTestId("members-grid").dataset.count).toBe(String(members.length));
  expect(screen.getByTestId("only-changes").getAttribute("aria-pressed")).toBe("false");
});

test("a group in the group is shown and left alone", async () => {
  // The simulated apps have no groups in groups.
  const nestedIn = await groupOf("monday", "Deal desk");
  const ask = host.members;
  vi.spyOn(host, "members").mockImplementation(async (query) => {
    const page = await ask(query);
    const last = page.total - 1 - query.offset;
    const { group_id: member_id, name } = nestedIn;
    const rows = page.rows.map((one, at) =>
      at === last ? { ...one, member_id, kind: "group", name, user_name: "", status: null } : one,
    );
    return { ...page, rows };
  });
  editor();
  await rows();
  screen.getByTestId("members-grid").focus();
  await userEvent.keyboard("{End}{Delete}");
  const nested = await waitFor(() => {
    const row = rowOf(nestedIn.group_id);
    if (!row) throw new Error("not shown yet");
    return row;
  });
  expect(within(nested).queryByTestId("member-action")).toBeNull();
  await userEvent.keyboard("{Delete}");
  expect(screen.queryByTestId("tray")).toBeNull();
});

test("what the host does not keep is taken back and said in four parts", async () => {
  const { dismissAll } = await import("../../data/notices");
  const { NoticeList } = await import("../../parts/banners");
  vi.spyOn(host, "stageMembers").mockRejectedValue(await someProblem());
  editor();
  show(<NoticeList />);
  await rows();
  screen.getByTestId("members-grid").focus();
  await userEvent.keyboard("{Delete}");
  expect((await screen.findByTestId("problem")).querySelectorAll(".four dt").length).toBe(4);
  await waitFor(() => expect(rowOf(first.account_id)?.dataset.staged).toBeUndefined());
  expect(screen.queryByTestId("tray")).toBeNull();
  dismissAll();
});

test("the requests that it would take are shown folded and follow the changes", async () => {
  editor();
  await rows();
  screen.getByTestId("members-grid").focus();
  await userEvent.keyboard("{Delete}");
  const fold = await screen.findByTestId("will-send");
  await waitFor(() => expect(fold.dataset.count).toBe("1"));
  expect(screen.getByTestId("will-send-requests").textContent).toMatch(
    /PATCH \/.*scim\/v2\/Groups\//,
  );
  expect(screen.getByTestId("will-send-requests").textContent).toContain(first.account_id);
  await paste(outside(0).account_id);
  await waitFor(() => expect(screen.getByTestId("will-send").dataset.count).toBe("2"));
});

test("of 20 000 members only those near the screen are in the page, staged or not", async () => {
  const ask = host.members;
  vi.spyOn(host, "members").mockImplementation(async (query) => {
    const page = await ask({ ...query, offset: 0, limit: 1 });
    const rows = Array.from({ length: Math.min(query.limit, 20_000 - query.offset) }, (_, i) => ({
      member_id: `m${query.offset + i}`,
      kind: "user",
      name: `Member ${query.offset + i}`,
      user_name: "",
      status: "active" as const,
    }));
    return { ...page, group: { ...page.group, members: 20_000 }, rows, total: 20_000 };
  });
  editor();
  await rows();
  await paste(outside(0).account_id);
  expect(net()).toBe("+1, 20\u202f000 → 20\u202f001");
  screen.getByTestId("members-grid").focus();
  await userEvent.keyboard("{ArrowDown}{Delete}");
  expect(rowOf("m0")?.dataset.staged).toBe("remove");
  expect(screen.getByTestId("members-grid").getAttribute("aria-rowcount")).toBe("20002");
  expect((await rows()).length).toBeLessThan(100);
});

test("where the members are unknown no editor is offered", async () => {
  await neverWhole();
  const { id } = await connected("airtable");
  const { rows: groups } = await host.groups({
    text: "",
    connections: [id],
    sort: "name",
    descending: false,
    offset: 0,
    limit: 10,
  });
  const unknown = groups.find((group) => group.members === null);
  show(<GroupScreen connectionId={id} groupId={unknown?.group_id ?? ""} />);
  await screen.findByTestId("members-unknown");
  expect(screen.queryByTestId("member-editor")).toBeNull();
});
