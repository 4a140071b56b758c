// A sample plan of what is staged, and the requests for the staged members of a group.
import type { PlanItem, PlanView, RequestView, StagedChange, UserRow } from "../types";
import { itemFor, NOBODY, nextId, patch, planOf } from "./plans";

/** Members that the sample apps accept in one request. */
const AT_ONCE = 50;

export function memberRequests(
  app: string,
  group: string,
  add: string[],
  remove: string[],
): RequestView[] {
  const request = (body: string): RequestView => ({
    method: "PATCH",
    path: `/scim/v2/Groups/${group}`,
    host: `api.${app}.example`,
    body,
    mark: "documented",
  });
  const adds: RequestView[] = [];
  for (let i = 0; i < add.length; i += AT_ONCE) {
    const value = add.slice(i, i + AT_ONCE).map((id) => ({ value: id }));
    adds.push(request(patch("add", "members", value)));
  }
  return [...adds, ...remove.map((id) => request(patch("remove", `members[value eq "${id}"]`)))];
}

function itemsOf(change: StagedChange, rows: UserRow[]): PlanItem[] {
  const rowOf = (id: string): UserRow =>
    rows.find((r) => r.connection_id === change.connection_id && r.account_id === id) ?? {
      ...NOBODY,
      account_id: id,
      connection_id: change.connection_id,
      connection_name: change.connection_name,
      color: change.color,
    };
  if (change.members.length > 0) {
    const add = change.kind === "add-member";
    return change.members.map(({ account_id: id, name }) => {
      const [request] = memberRequests(
        change.connection_id,
        change.group_id ?? "",
        add ? [id] : [],
        add ? [] : [id],
      );
      const item = itemFor(rowOf(id), {
        change: change.change,
        on: `${change.on}: ${name}`,
        before: add ? "not a member" : "member",
        after: add ? "member" : "not a member",
        expected: add ? "in the member list" : "not in the member list",
        undo: add ? "remove again" : "add again",
      });
      return { ...item, request: request ?? item.request };
    });
  }
  const before = change.values.map((v) => `${v.label}: ${v.before || "none"}`).join(", ");
  const after = change.values.map((v) => `${v.label}: ${v.after ?? "none"}`).join(", ");
  const item = itemFor(rowOf(change.account_id ?? ""), { change: change.change, on: change.on });
  return [change.values.length > 0 ? { ...item, before, after, expected: after } : item];
}

export function stagedPlan(changes: StagedChange[], rows: UserRow[]): PlanView {
  const items = changes.flatMap((change) => itemsOf(change, rows));
  const title = items.length === 1 ? "1 staged change" : `${items.length} staged changes`;
  return planOf(nextId("stage"), title, items);
}
