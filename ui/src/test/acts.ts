// What tests do with the engine before they look at a screen.
import {
  type AccountState,
  type Confirmation,
  host,
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
    limit: 200,
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
