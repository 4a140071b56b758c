// Sample plans of several items: activation, the undo of a run.
import type { PlanItem, PlanView, RunView, UserRow } from "../types";
import { planFor } from "./details";

const OPERATIONS = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

export const patch = (op: string, path: string, value?: unknown) =>
  JSON.stringify({ schemas: [OPERATIONS], Operations: [{ op, path, value }] }, null, 2);

/** One item on one account; everything that is not said is as in a deactivation. */
export function itemFor(row: UserRow, change: Partial<PlanItem>): PlanItem {
  const [item] = planFor(row).items as [PlanItem];
  return {
    ...item,
    irreversible: false,
    warned: false,
    blocked: null,
    read_back: "by id, at once and after 10 s",
    ...change,
  };
}

export function planOf(id: string, title: string, items: PlanItem[]): PlanView {
  const numbered = items.map((item, i) => ({ ...item, seq: i + 1 }));
  const kinds = new Map<string, PlanItem[]>();
  for (const item of numbered) kinds.set(item.change, [...(kinds.get(item.change) ?? []), item]);
  const n = numbered.length;
  const noun = n === 1 ? "item" : "items";
  return {
    ...planFor({ ...NOBODY, account_id: id }),
    id,
    title,
    lead: `${n} ${noun}, live state read just now. ${n} will be sent, 0 are blocked.`,
    state: "open",
    summary: [...kinds].flatMap(([words, of]) =>
      of[0]
        ? [
            {
              connection_id: of[0].connection_id,
              connection_name: of[0].connection_name,
              color: of[0].color,
              words,
              count: of.length,
            },
          ]
        : [],
    ),
    warnings: [],
    items: numbered,
    confirmation: {
      type_this: null,
      button: `Make ${n} ${n === 1 ? "change" : "changes"}`,
      destructive: numbered.some((item) => item.change.startsWith("Remove")),
    },
  };
}

export const NOBODY: UserRow = {
  connection_id: "board",
  account_id: "",
  name: "",
  user_name: "",
  email: "",
  connection_name: "Boardwise",
  color: "",
  status: "active",
  last_listed: null,
  title: "",
  department: "",
  user_type: "",
  groups: null,
  some_groups: 0,
  as_of: "",
  stale: false,
};

let made = 0;
export const nextId = (kind: string) => `plan-${kind}-${++made}`;

export function activationPlan(row: UserRow): PlanView {
  const item = itemFor(row, {
    change: "Activate",
    before: "inactive",
    after: "active",
    expected: "active",
    undo: "deactivate",
  });
  const request = {
    ...item.request,
    method: "PATCH",
    body: patch("replace", "active", true),
  };
  return planOf(nextId("activate"), `Activate: ${row.name}`, [{ ...item, request }]);
}

/** Each item that may have had an effect, the other way round. */
export function undoPlan(run: RunView, plan: PlanView): PlanView {
  const took = new Set(
    run.items.filter((i) => i.outcome !== "refused" && i.outcome !== "not-sent").map((i) => i.seq),
  );
  const items = plan.items
    .filter((item) => took.has(item.seq))
    .map((item) => ({
      ...item,
      change: `Undo: ${item.change.toLowerCase()}`,
      before: item.after,
      after: item.before,
      expected: item.before,
      undo: item.change.toLowerCase(),
      irreversible: false,
      warned: false,
    }));
  return planOf(nextId("undo"), `Undo: ${run.title}`, items);
}

/** The items of a run that did not end verified, once more. */
export function againPlan(run: RunView, plan: PlanView): PlanView {
  const open = new Set(run.items.filter((i) => i.outcome !== "verified").map((i) => i.seq));
  const title = `Again: what of “${run.title}” was not verified`;
  return planOf(
    nextId("again"),
    title,
    plan.items.filter((item) => open.has(item.seq)),
  );
}

/** Many accounts at once, to see a plan and a run of thousands. */
export function manyPlan(rows: UserRow[]): PlanView {
  const items = rows.map((row) => {
    const [item] = planFor(row).items as [PlanItem];
    return item;
  });
  const plan = planOf("plan-many", `Deactivate ${rows.length} people`, items);
  return { ...plan, confirmation: { ...plan.confirmation, type_this: String(rows.length) } };
}
