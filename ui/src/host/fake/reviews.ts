// A made-up review: #/reviews/review-open is under way; others come of what is done with it.
import type { Host } from "../index";
import type {
  Problem,
  RemediationLine,
  ReviewBrief,
  ReviewRow,
  ReviewView,
  UserRow,
} from "../types";
import { ago } from "./people";

type Commands = Pick<
  Host,
  | "reviews"
  | "review"
  | "reviewRows"
  | "startReview"
  | "decideReview"
  | "handOver"
  | "signReview"
  | "discardReview"
  | "planReview"
  | "exceptItem"
  | "closeReview"
  | "exportReview"
  | "exportPacket"
  | "reviewAnswers"
  | "writePack"
>;

const ITEMS = 60;

const refused = (why: string): Problem => ({
  code: "bad-request",
  what: "The decision was not kept.",
  side: "asked",
  side_words: why,
  state: "Nothing was sent and nothing was changed.",
  next: "Decide it otherwise, or say the reason.",
  exchange: null,
});

function rowOf(user: UserRow, n: number): ReviewRow {
  return {
    item: n + 1,
    connection_id: user.connection_id,
    connection_name: user.connection_name,
    color: user.color,
    account_id: user.account_id,
    name: user.name,
    user_name: user.user_name,
    email: user.email,
    active: user.status === "active",
    privileged: n % 11 === 3,
    privilege: n % 11 === 3 ? "admin" : "",
    title: "",
    department: "",
    group: null,
    groups: [
      { id: "g1", name: "EMEA Sales" },
      { id: "g2", name: "Deal desk" },
      { id: "g3", name: "All hands" },
    ].slice(0, n % 4),
    list: n % 7 === 2 ? "left" : n % 9 === 4 ? "not-listed" : "employed",
    list_day: n % 7 === 2 ? "2026-11-03" : null,
    since_last: n % 5 === 1 ? "+1 group" : "no change",
    moved: n % 5 === 1,
    now: null,
    reviewer: n % 20 === 19 ? 2 : 1,
    decision: null,
    drop: [],
    reason: "",
    decided_by: "",
    decided_at: null,
    bulk: false,
    last_decision: n % 3 === 0 ? "keep on 2026-08-30" : null,
    conflict: false,
  };
}

export function fakeReviews(users: UserRow[]): Commands {
  const later = <T>(value: T): Promise<T> =>
    new Promise((done) => setTimeout(() => done(value), 15));
  let rows = users.slice(0, ITEMS).map(rowOf);
  let granularity: ReviewView["granularity"] = "account";
  const brief: ReviewBrief = {
    id: "review-open",
    name: "Q4 2026",
    state: "open",
    frozen_at: ago(60),
    due: "2099-12-05",
    overdue: false,
    apps: [...new Set(rows.map((row) => row.connection_name))],
    items: rows.length,
    keep: 0,
    change: 0,
    revoke: 0,
  };
  let signed: ReviewView["sign_offs"] = [];
  let lines: RemediationLine[] = [];
  const view = (): ReviewView => {
    const n = (decision: ReviewRow["decision"]) =>
      rows.filter((row) => row.decision === decision).length;
    return {
      brief: { ...brief, keep: n("keep"), change: n("change"), revoke: n("revoke") },
      by: "priya",
      granularity,
      population_sha256: "9f2c04d8".repeat(8),
      outside: 3,
      reviewers: [1, 2].map((number) => ({
        number,
        name: number === 1 ? "Priya Nair" : "Carla Mendes",
        email: number === 1 ? "priya.nair@example.com" : "carla.mendes@example.com",
        why: "named for the review",
        items: rows.filter((row) => row.reviewer === number).length,
        decided: rows.filter((row) => row.reviewer === number && row.decision).length,
      })),
      exclusions: [],
      privileged: rows.filter((row) => row.privileged).length,
      not_in_list: rows.filter((row) => row.list !== "employed").length,
      moved: rows.filter((row) => row.moved).length,
      conflicts: [],
      sign_offs: signed,
      case: null,
      remediation: lines,
      closed_at: brief.state === "closed" ? ago(0) : null,
    };
  };
  return {
    reviews: () => later([view().brief]),
    review: () => later(view()),
    reviewRows: (_, query) => {
      const found = rows.filter(
        (row) =>
          `${row.name} ${row.user_name} ${row.connection_name}`
            .toLowerCase()
            .includes(query.text.toLowerCase()) &&
          (query.reviewer === null || row.reviewer === query.reviewer) &&
          (!query.only_privileged || row.privileged) &&
          (!query.only_not_in_list || row.list !== "employed"),
      );
      if (query.undecided_first)
        found.sort((a, b) => Number(a.decision !== null) - Number(b.decision !== null));
      return later({
        rows: found.slice(query.offset, query.offset + query.limit).map((row) => ({ ...row })),
        total: found.length,
      });
    },
    startReview: (wanted) => {
      brief.name = wanted.name;
      granularity = wanted.granularity ?? "account";
      if (granularity === "membership") {
        rows = rows.flatMap((row) => [
          row,
          ...row.groups.map((group) => ({ ...row, group, groups: [group], privileged: false })),
        ]);
        rows.forEach((row, at) => {
          row.item = at + 1;
        });
        brief.items = rows.length;
      }
      return later(view());
    },
    decideReview: async (_, wanted) => {
      await later(null);
      for (const item of wanted.items) {
        const row = rows.find((one) => one.item === item);
        if (!row) continue;
        if (wanted.items.length > 1 && row.privileged)
          throw refused(`${row.name} has privileged access, which is not decided in bulk.`);
        if ((row.privileged || wanted.decision !== "keep") && wanted.reason === "")
          throw refused(`${row.name} needs a reason.`);
        row.decision = wanted.decision;
        row.reason = wanted.reason;
        row.drop = wanted.drop;
        row.bulk = wanted.items.length > 1;
      }
      return null;
    },
    signReview: async (_, second, name, statement) => {
      if (signed.some((one) => one.name === name)) throw refused(`${name} has signed already.`);
      signed = [...signed, { role: second ? "second" : "reviewer", name, statement, at: ago(0) }];
      if (signed.length === 2) {
        brief.state = "signed";
        lines = rows
          .filter((row) => row.decision === "revoke")
          .map((row) => ({
            item: row.item,
            connection_id: row.connection_id,
            connection_name: row.connection_name,
            name: row.name,
            change: "Deactivate",
            group: null,
            state: "open",
            words: "The app refused.",
            exception: null,
          }));
      }
      return later(view());
    },
    handOver: (_, wanted) => {
      const to = view().reviewers.find((one) => one.email === wanted.to.email)?.number ?? 2;
      for (const row of rows) if (wanted.items.includes(row.item)) row.reviewer = to;
      return later(view());
    },
    discardReview: () => later(null),
    planReview: () => later({ case_id: "case-planned", plan: null, lines: [], notes: [] }),
    exceptItem: (_, item, __, exception) => {
      lines = lines.map((line) =>
        line.item === item ? { ...line, state: "excepted", exception } : line,
      );
      return later(view());
    },
    closeReview: () => {
      brief.state = "closed";
      return later(view());
    },
    exportReview: () => later("/home/priya/Downloads/rollcall-review.csv"),
    exportPacket: () => later("/home/priya/Downloads/rollcall-review.html"),
    reviewAnswers: (_, __, ___, set) => {
      const own = rows.filter((row) => row.reviewer === 2);
      if (set) for (const row of own) row.decision = "keep";
      const kept = own.map((row) => ({
        item: row.item,
        name: row.name,
        decision: "keep" as const,
        drop: [],
        reason: "",
        was: "undecided",
        contradicts: null,
      }));
      return later({
        lines: kept,
        already: 0,
        signed_by: null,
        left: 0,
        rejected: [],
        late: false,
        set: set ? kept.length : 0,
      });
    },
    writePack: () =>
      later({
        path: "/home/priya/Downloads/rollcall-evidence.zip",
        files: 17,
        entries: 418,
        head: "52aa1c97".repeat(8),
        key_fingerprint: "9f2c04d8".repeat(8),
      }),
  };
}
