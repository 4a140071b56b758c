// Sample details: one connection, one plan, one run.
import type {
  ConnectionDetail,
  PlanView,
  ProviderView,
  RungView,
  RunView,
  UserRow,
} from "../types";
import { APPS, ago, connectionOf, NOW, readOf } from "./people";

const soon = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();

export const providers = (): ProviderView[] => [
  ...APPS.map((app) => ({
    id: app.id,
    name: app.name,
    color: app.color,
    address: `https://api.${app.id}.example/scim/v2`,
    address_label: "SCIM address",
    address_hint: "",
    token_label: "SCIM token",
    token_steps: [
      "Open the admin panel as an enterprise admin.",
      "Settings › SCIM provisioning.",
      "Generate a token and paste it here.",
    ],
    needs: "Needs the Business plan or higher; groups need Enterprise. SSO must be on.",
    token_owner: "The admin who made it.",
    token_ends: "No date; it dies when its maker leaves.",
    token_can: "Everything: it has no scopes.",
    nouns: app.nouns,
  })),
  {
    id: "generic",
    name: "Any SCIM 2.0",
    color: "var(--inactive-soft)",
    address: "",
    address_label: "SCIM address",
    address_hint: "The part before /Users. https, or http to this computer.",
    token_label: "Bearer token",
    token_steps: ["Ask the administrator of the server for a SCIM token."],
    needs: "",
    token_owner: "",
    token_ends: "",
    token_can: "",
    nouns: (APPS[1] as (typeof APPS)[number]).nouns,
  },
];

export const rungs = (upTo: number): RungView[] =>
  (
    [
      ["name-resolves", "Name resolves", "203.0.113.7"],
      ["tls-trusted", "TLS trusted", "TLS 1.3"],
      ["token-accepted", "Token accepted", "as a SCIM client"],
      ["right-kind-of-answer", "Right kind of answer", "SCIM list"],
      ["users-readable", "Users readable", "388 users"],
      ["second-page-readable", "Second page readable", "another 100, none twice"],
      ["groups-readable", "Groups readable", "24 groups"],
      ["members-readable", "Members readable", "38 members of the first group"],
    ] as const
  ).map(([rung, name, detail], i) => ({
    rung,
    name,
    state: i < upTo ? "passed" : i === upTo ? "trying" : "waiting",
    detail: i < upTo ? detail : "",
    problem: null,
  }));

export function connectionDetail(id: string, partial: boolean): ConnectionDetail {
  const app = APPS.find((a) => a.id === id) ?? (APPS[0] as (typeof APPS)[number]);
  const pages = Math.ceil(app.users / 100);
  const pass = (n: number) =>
    Array.from({ length: pages }, (_, i) => ({
      kind: "users",
      pass: n,
      page: i + 1,
      query: `startIndex=${i * 100 + 1}&count=100`,
      status: 200,
      received: Math.min(100, app.users - i * 100),
      duplicates: n === 1 && i === 3 ? 2 : 0,
      claimed_total: app.users,
      ms: 280 + ((i * 37) % 60),
      sha256: `${(4818 + i * 977).toString(16)}a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e${(16 + i).toString(16)}`,
    }));
  const read = readOf(app, partial);
  return {
    connection: connectionOf(app, partial),
    receipts: [...pass(1), ...pass(2)],
    reads: [
      read,
      {
        ...read,
        id: 11,
        started_at: ago(380),
        ended_at: ago(379),
        verdict: "complete",
        reason: "Totals met in the first pass.",
        problem: null,
      },
      {
        ...read,
        id: 10,
        started_at: ago(740),
        ended_at: ago(739),
        verdict: "partial",
        users_received: 400,
        reason: "Page 5 answered 502 three times.",
      },
      {
        ...read,
        id: 9,
        started_at: ago(1100),
        ended_at: ago(1099),
        verdict: "cannot-be-proven",
        users_received: app.users - 1,
        reason: "One id came and went in three passes.",
        problem: null,
      },
    ],
    can: [
      { text: "Remove from workspace", detail: "ends all sessions", mark: "documented" },
      { text: "Add a member", detail: "also one who was removed", mark: "documented" },
      { text: "List groups with their members", detail: "", mark: "seen" },
      { text: "Rename a group", detail: "", mark: "assumed" },
    ],
    cannot: [
      { text: "Suspend", detail: "there is no inactive state", mark: "documented" },
      { text: "Remove the token’s maker", detail: "", mark: "documented" },
      { text: "Sort on the server", detail: "", mark: "seen" },
    ],
    unknown: [
      { text: "Who is a guest", detail: "", mark: "documented" },
      {
        text: "How many requests are allowed",
        detail: "Rollcall sends 3 a second",
        mark: "assumed",
      },
    ],
    hidden: [
      "Guests, and pages shared with them",
      "Integrations, their keys, and local sign-in",
      "When somebody last used it",
    ],
    token_owner: "Farid Rahimi, organization owner",
    token_ends: "No date. It dies when Farid leaves or changes role; any owner can revoke it.",
    token_can: "Everything: this token has no scopes",
  };
}

const BODY = JSON.stringify(
  {
    schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
    Operations: [{ op: "replace", path: "active", value: false }],
  },
  null,
  2,
);

export function planFor(row: UserRow): PlanView {
  const app = APPS.find((a) => a.id === row.connection_id) ?? (APPS[0] as (typeof APPS)[number]);
  const verb = app.nouns.deactivate;
  const forever = app.id === "quill";
  return {
    id: `plan-${row.account_id}`,
    title: `${verb}: ${row.name}`,
    lead: "1 item, live state read just now. 1 will be sent, 0 are blocked.",
    hash: "7c1e90b4d2a1f6e8830c5b7a9f1e2d3c4b5a69788796a5b4c3d2e1f00f1ea904",
    made_at: ago(0),
    expires_at: soon(15),
    state: "open",
    summary: [
      {
        connection_id: app.id,
        connection_name: app.name,
        color: app.color,
        words: `${verb} 1 ${app.nouns.user}`,
        count: 1,
      },
    ],
    warnings: forever
      ? [
          {
            level: "warn",
            lead: "Quillnote has no suspended state.",
            text: `${row.name} leaves the workspace and is signed out. Undo adds them again as a member; Quillnote may send an invitation e-mail.`,
            count: 1,
          },
        ]
      : [],
    items: [
      {
        seq: 1,
        connection_id: app.id,
        connection_name: app.name,
        color: app.color,
        account_id: row.account_id,
        change: verb,
        on: row.name,
        before: "active, in 4 groups",
        after: app.nouns.deactivated,
        expected: forever ? "not found" : "inactive, or not found",
        read_back: "by id, at once and after 10 s",
        undo: forever ? "create again and add 4 groups" : "activate",
        irreversible: forever,
        blocked: null,
        warned: forever,
        request: {
          method: forever ? "DELETE" : "PATCH",
          path: `/scim/v2/Users/${row.account_id}`,
          host: `api.${app.id}.example`,
          body: forever ? "" : BODY,
          mark: forever ? "documented" : "assumed",
        },
        before_image: JSON.stringify(
          { id: row.account_id, userName: row.user_name, active: true },
          null,
          2,
        ),
      },
    ],
    confirmation: {
      type_this: forever ? row.name : null,
      button: `${verb}: 1 ${app.nouns.user}`,
      destructive: true,
    },
    run_id: null,
  };
}

type ShownOutcome = "verified" | "accepted-not-verified" | "refused";

/** What was read back of one item. */
const wordsOf = (item: PlanView["items"][number], outcome: ShownOutcome) =>
  ({
    verified: `Read back at 09:31:04: ${item.after}, as expected.`,
    "accepted-not-verified":
      "The server answered 200, but the account was still active at 09:31:04 and 09:31:14.",
    refused: "The server answered 403: User is the sole owner of a workspace.",
  })[outcome];

export function runFor(plan: PlanView, step: number, outcome: ShownOutcome): RunView {
  const phase =
    (["checking", "sending", "reading-back", "done"] as const)[Math.min(step, 3)] ?? "done";
  const done = phase === "done";
  return {
    id: `run-${plan.id}`,
    plan_id: plan.id,
    title: plan.title,
    state: done ? "finished" : "running",
    started_at: ago(0),
    ended_at: done ? new Date(NOW + 900).toISOString() : null,
    items: plan.items.map((item) => ({
      seq: item.seq,
      connection_id: item.connection_id,
      connection_name: item.connection_name,
      color: item.color,
      account_id: item.account_id,
      change: item.change,
      on: item.on,
      before: item.before,
      after: item.after,
      phase,
      outcome: done ? outcome : null,
      words: done ? wordsOf(item, outcome) : "",
      seconds: done ? 0.41 : null,
      ended_at: null,
      problem:
        done && outcome === "refused"
          ? {
              code: "refused",
              what: `${item.connection_name} refused to deactivate ${item.on}.`,
              side: "there",
              side_words: `${item.connection_name}’s: it answered 403, “User is the sole owner of a workspace”.`,
              state: "The account is as it was: active.",
              next: "Give the workspace Partner pipeline another owner there, then plan again.",
              exchange: null,
            }
          : null,
      exchange: done
        ? `${item.request.method} ${item.request.path}\nAuthorization: Bearer (left out)\n\n200 OK, 214 ms\n\nGET ${item.request.path}\n200 OK, 131 ms\n{ "active": false }`
        : "",
      settled_later: false,
    })),
    verified: done && outcome === "verified" ? plan.items.length : 0,
    not_verified: done && outcome !== "verified" ? plan.items.length : 0,
    to_go: done ? 0 : plan.items.length,
    record_seq: done ? 10418 : null,
  };
}
