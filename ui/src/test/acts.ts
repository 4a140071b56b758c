// What tests do with the engine before they look at a screen.
import {
  type AccountState,
  type Confirmation,
  type GroupRow,
  host,
  type MemberRow,
  type PersonRow,
  type PlanView,
  type RunView,
  type UserRow,
} from "../host";
import { connected, until } from "./engine";

/** Accounts of an app that a search finds, by name. */
export async function accounts(
  provider: string,
  text = "",
  statuses: AccountState[] = [],
): Promise<[UserRow, ...UserRow[]]> {
  const { id } = await connected(provider);
  const { rows } = await host.users({
    text,
    connections: [id],
    statuses,
    departments: [],
    group: null,
    stale_only: false,
    sort: "name",
    descending: false,
    offset: 0,
    limit: 1_000,
  });
  const [first, ...others] = rows;
  if (!first) throw new Error(`no account of ${provider} matches ${text}`);
  return [first, ...others];
}

/** Confirms a plan and waits until its run has ended. */
export async function runNow(plan: { id: string; confirmation: Confirmation }): Promise<RunView> {
  const { id } = await host.runPlan(plan.id, plan.confirmation.type_this);
  return until(async () => {
    const run = await host.run(id);
    return run.state === "finished" ? run : null;
  });
}

/** A plan to deactivate one active account of an app. */
export async function planOf(provider: string, text = ""): Promise<PlanView> {
  const [row] = await accounts(provider, text, ["active"]);
  return host.planDeactivate(row.connection_id, row.account_id);
}

/** The group of an app with this name. */
export async function groupOf(provider: string, name: string): Promise<GroupRow> {
  const { id } = await connected(provider);
  const { rows } = await host.groups({
    text: name,
    connections: [id],
    sort: "name",
    descending: false,
    offset: 0,
    limit: 100,
  });
  const found = rows.find((row) => row.name === name);
  if (!found) throw new Error(`no group ${name} of ${provider}`);
  return found;
}

export async function membersOf(group: GroupRow): Promise<MemberRow[]> {
  const { connection_id, group_id } = group;
  const page = await host.members({ connection_id, group_id, text: "", offset: 0, limit: 1_000 });
  return page.rows;
}

/** Active accounts of an app that are not in a group. */
export async function outsidersOf(provider: string, group: GroupRow): Promise<UserRow[]> {
  const inside = new Set((await membersOf(group)).map((one) => one.member_id));
  const all = await accounts(provider, "", ["active"]);
  return all.filter((row) => !inside.has(row.account_id));
}

/** The one person that a search finds. */
export async function personOf(text: string): Promise<PersonRow> {
  const { rows } = await host.people({
    text,
    filters: [],
    sort: "name",
    descending: false,
    offset: 0,
    limit: 10,
  });
  const [found] = rows;
  if (!found || rows.length > 1) throw new Error(`${rows.length} people match ${text}`);
  return found;
}

/** A plan that does the same to several active accounts of an app. */
export async function manyOf(
  provider: string,
  kind: "deactivate" | "delete",
  number: number,
): Promise<PlanView> {
  const rows = (await accounts(provider, "", ["active"])).slice(0, number);
  const them = rows.map(({ connection_id, account_id }) => ({ connection_id, account_id }));
  await host.stageUsers({ kind, accounts: them, all_of: null, values: [] });
  return host.planStage();
}
