// A sample stage: kept as long as the page; the changes of a plan leave it when the plan is run.
import type { Host } from "../index";
import type {
  GroupRow,
  LeftOut,
  PlanView,
  Problem,
  StagedChange,
  StageView,
  UserQuery,
  UserRow,
  UserWish,
} from "../types";
import { attributesOf, currentOf, labelOf, whyRefused } from "./attributes";
import { APPS, ago } from "./people";
import { memberRequests, stagedPlan } from "./staged-plan";

type Commands = Pick<
  Host,
  | "stage"
  | "stageUsers"
  | "stageMembers"
  | "stageNewUser"
  | "stageGroup"
  | "unstage"
  | "planStage"
  | "previewMembers"
  | "attributes"
  | "accountAttributes"
>;

const appOf = (id: string) =>
  APPS.find((app) => app.id === id) ?? (APPS[0] as (typeof APPS)[number]);

function contradiction(on: string, why: string): Problem {
  return {
    code: "bad-request",
    what: "Staging the change failed.",
    side: "asked",
    side_words: `It contradicts what is staged for “${on}” already: ${why}.`,
    state: "Nothing was sent.",
    next: "Take the staged change out first, or leave this one. The stage is as it was.",
    exchange: null,
  };
}

export function fakeStage({
  rows,
  groups,
  later,
  keep,
  matching,
}: {
  rows: UserRow[];
  groups: GroupRow[];
  later: <T>(value: T) => Promise<T>;
  keep: (plan: PlanView) => Promise<PlanView>;
  matching: (query: UserQuery) => UserRow[];
}): { commands: Commands; begun: (planId: string) => void } {
  let changes: StagedChange[] = [];
  let next = 1;
  const planned = new Map<string, number[]>();
  const view = (): Promise<StageView> => later({ changes: [...changes] });
  const make = (app: string, change: Partial<StagedChange> & Pick<StagedChange, "kind">) => {
    const { name, color } = appOf(app);
    const whole: StagedChange = {
      id: next++,
      connection_id: app,
      connection_name: name,
      color,
      change: "",
      on: "",
      account_id: null,
      group_id: null,
      values: [],
      members: [],
      names: [],
      at: ago(0),
      ...change,
    };
    return whole;
  };

  /** The change for one account, or why it is left out. */
  const forAccount = (row: UserRow, wish: UserWish): StagedChange | string => {
    const app = appOf(row.connection_id);
    const gone = `${app.name} no longer lists this ${app.nouns.user}.`;
    const about = { on: row.name, account_id: row.account_id };
    switch (wish.kind) {
      case "deactivate":
        if (row.status === "inactive") return "Already inactive.";
        if (row.status !== "active") return gone;
        return make(app.id, { kind: "deactivate", change: app.nouns.deactivate, ...about });
      case "activate":
        if (row.status === "active") return "Active already.";
        if (row.status !== "inactive") return gone;
        return make(app.id, { kind: "activate", change: "Activate", ...about });
      case "delete":
        if (row.status === "no-longer-listed") return gone;
        if (app.id === "quill") return `${app.name} deletes nobody; it removes from the workspace.`;
        return make(app.id, { kind: "delete", change: "Delete", ...about });
      case "set": {
        if (row.status === "no-longer-listed") return gone;
        const refused = wish.values.map((v) => whyRefused(app.id, v.path)).find((why) => why);
        if (refused) return refused;
        const values = wish.values.map(({ path, value }) => ({
          path,
          label: labelOf(path),
          before: currentOf(row, path),
          after: value,
        }));
        if (values.every((v) => v.before === (v.after ?? "")))
          return "It has these values already.";
        return make(app.id, { kind: "set", change: "Edit", values, ...about });
      }
    }
  };

  /** Puts changes beside the staged ones: the same twice is one, edits of one account join. */
  const put = (wishes: StagedChange[]) => {
    const before = new Map(changes.map((c) => [`${c.connection_id} ${c.account_id}`, c]));
    const out = new Set<number>();
    const kept: StagedChange[] = [];
    for (const wish of wishes) {
      const same = wish.account_id
        ? before.get(`${wish.connection_id} ${wish.account_id}`)
        : undefined;
      if (!same) kept.push(wish);
      else if (same.kind === "set" && wish.kind === "set") {
        const now = new Set(wish.values.map((v) => v.path));
        out.add(same.id);
        kept.push({
          ...wish,
          values: [...same.values.filter((v) => !now.has(v.path)), ...wish.values],
        });
      } else if (same.kind === "set" || wish.kind === "set") {
        throw contradiction(wish.on, "a user who comes or goes is not edited in the same plan");
      } else if (same.kind !== wish.kind)
        throw contradiction(wish.on, "a user cannot be brought into two states");
    }
    changes = [...changes.filter((c) => !out.has(c.id)), ...kept];
  };

  const commands: Commands = {
    stage: view,
    stageUsers: async (wish) => {
      const asked = new Set(wish.accounts.map((a) => `${a.connection_id} ${a.account_id}`));
      const them = wish.all_of
        ? matching(wish.all_of)
        : rows.filter((row) => asked.has(`${row.connection_id} ${row.account_id}`));
      const staged: StagedChange[] = [];
      const left = new Map<string, LeftOut>();
      for (const row of them) {
        const made = forAccount(row, wish);
        if (typeof made !== "string") staged.push(made);
        else {
          const one = left.get(made) ?? { why: made, count: 0, names: [] };
          const names = one.names.length < 5 ? [...one.names, row.name] : one.names;
          left.set(made, { ...one, count: one.count + 1, names });
        }
      }
      put(staged);
      return { stage: await view(), staged: staged.length, left_out: [...left.values()] };
    },
    stageMembers: (c, g, add, remove) => {
      const group = groups.find((x) => x.connection_id === c && x.group_id === g);
      const members = (ids: string[]) =>
        ids.map((id) => {
          const row = rows.find((r) => r.connection_id === c && r.account_id === id);
          return { account_id: id, name: row?.name ?? id };
        });
      const noun = appOf(c).nouns.group;
      const about = { on: group?.name ?? g, group_id: g };
      const adds = { kind: "add-member", change: `Add to ${noun}`, ...about } as const;
      const removes = { kind: "remove-member", change: `Remove from ${noun}`, ...about } as const;
      changes = [
        ...changes.filter(
          (x) => x.connection_id !== c || x.group_id !== g || !/member/.test(x.kind),
        ),
        ...(add.length > 0 ? [make(c, { ...adds, members: members(add) })] : []),
        ...(remove.length > 0 ? [make(c, { ...removes, members: members(remove) })] : []),
      ];
      return view();
    },
    stageNewUser: (user) => {
      const noun = appOf(user.connection_id).nouns.user;
      const wanted = user.values.filter((v) => v.value !== null);
      const change = make(user.connection_id, {
        kind: "create",
        change: `Create ${noun}`,
        on: wanted.find((v) => v.path === "userName")?.value ?? "",
        values: wanted.map((v) => ({
          path: v.path,
          label: labelOf(v.path),
          before: "",
          after: v.value,
        })),
        names: user.groups.map((id) => groups.find((g) => g.group_id === id)?.name ?? id),
      });
      put([change]);
      return view();
    },
    stageGroup: async (wish) => {
      const noun = appOf(wish.connection_id).nouns.group;
      const group = groups.find((g) => g.group_id === wish.group_id);
      const verb = { create: "Create", rename: "Rename", delete: "Delete" }[wish.kind];
      const change = make(wish.connection_id, {
        kind: `${wish.kind}-group`,
        change: `${verb} ${noun}`,
        on: wish.kind === "create" ? wish.name : (group?.name ?? wish.group_id),
        group_id: wish.kind === "create" ? null : wish.group_id,
        names: wish.kind === "rename" ? [wish.name] : [],
      });
      put([change]);
      return view();
    },
    unstage: (ids) => {
      changes = changes.filter((change) => !ids.includes(change.id));
      return view();
    },
    planStage: () => {
      const plan = stagedPlan(changes, rows);
      planned.set(
        plan.id,
        changes.map((change) => change.id),
      );
      return keep(plan);
    },
    previewMembers: (c, g, add, remove) => later(memberRequests(c, g, add, remove)),
    attributes: (ids) => later(attributesOf(ids)),
    accountAttributes: (c, a) => {
      const row = rows.find((r) => r.connection_id === c && r.account_id === a);
      return later(
        attributesOf([c]).map((attribute) => ({
          attribute,
          value: row ? currentOf(row, attribute.path) : "",
        })),
      );
    },
  };
  const begun = (planId: string) => {
    const held = planned.get(planId) ?? [];
    changes = changes.filter((change) => !held.includes(change.id));
  };
  return { commands, begun };
}
