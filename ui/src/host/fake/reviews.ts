// A sample review: #/reviews/review-open is in progress; actions on it create others.
import type { Host } from "../index";
import type {
  BulkPress,
  Problem,
  RemediationLine,
  ReviewBrief,
  ReviewRow,
  ReviewView,
  SignOff,
  SignOffLook,
  SignPart,
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
  | "undoBulk"
  | "lookAtManagers"
  | "signOff"
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

const NOTHING_LEFT_OUT = {
  decided: 0,
  others: 0,
  own: 0,
  privileged: 0,
  left: 0,
  not_listed: 0,
  not_known: 0,
};

const NO_MANAGERS = { clear: 0, without: 0, none: 0, open: [] };

const refused = (why: string): Problem => ({
  code: "bad-request",
  what: "The decision was not saved.",
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
    imported_by: null,
    handed_from: null,
    kept_although: null,
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
  let pressed: BulkPress | null = null;
  let kept: number[] = [];
  const factsOf = (of: ReviewRow[]): SignOff["facts"] => {
    const n = (decision: ReviewRow["decision"], bulk = false) =>
      of.filter((row) => row.decision === decision && (!bulk || row.bulk)).length;
    const facts = { keep: n("keep"), change: n("change"), revoke: n("revoke") };
    return {
      ...facts,
      decisions: facts.keep + facts.change + facts.revoke,
      keep_bulk: n("keep", true),
      change_bulk: 0,
      revoke_bulk: 0,
      leavers_kept: of.filter((row) => row.kept_although === "left").length,
      not_listed_kept: of.filter((row) => row.kept_although === "not-listed").length,
      not_known_kept: 0,
      imported: of.filter((row) => row.imported_by).length,
      by_others: 0,
      late: 0,
    };
  };
  const sentence = (of: ReviewRow[]) => {
    const facts = factsOf(of);
    return `${facts.decisions} decisions: ${facts.keep} keep; ${facts.revoke} revoke.`;
  };
  const signOff = (): SignOffLook => {
    const parts: SignPart[] = view().reviewers.map((one) => {
      const mine = rows.filter((row) => row.reviewer === one.number);
      const imported = mine.every((row) => row.imported_by);
      return {
        reviewer: one.number,
        name: one.name,
        role: imported ? "import" : "reviewer",
        left: one.items - one.decided,
        facts: factsOf(mine),
        statement: sentence(mine),
        import_statement: imported
          ? `Answers of ${one.name} were imported from files. ${sentence(mine)}`
          : "",
        signed: signed.find((sign) => sign.reviewer === one.number) ?? null,
      };
    });
    return {
      parts,
      second: {
        named: "Carla Mendes",
        facts: factsOf(rows),
        statement: `${sentence(rows)} Signed by ${signed.map((one) => one.name).join(", ")}.`,
        waits_for: parts.filter((part) => part.signed === null).map((part) => part.name),
      },
    };
  };
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
        imported: rows.filter((row) => row.reviewer === number && row.imported_by).length,
        signed: signed.some((one) => one.reviewer === number),
      })),
      exclusions: [],
      privileged: rows.filter((row) => row.privileged).length,
      not_in_list: rows.filter((row) => row.list !== "employed").length,
      moved: rows.filter((row) => row.moved).length,
      conflicts: [],
      sign_offs: signed,
      second: "Carla Mendes",
      bulk: pressed,
      managers: NO_MANAGERS,
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
      const many = wanted.items.length > 1;
      const items: number[] = [];
      const out = { ...NOTHING_LEFT_OUT };
      for (const item of wanted.items) {
        const row = rows.find((one) => one.item === item);
        if (!row) continue;
        const against = row.list === "left" || row.list === "not-listed" ? row.list : null;
        if (many) {
          const why =
            row.decision !== null
              ? "decided"
              : row.reviewer !== wanted.by
                ? "others"
                : row.privileged
                  ? "privileged"
                  : against === "left"
                    ? "left"
                    : against
                      ? "not_listed"
                      : null;
          if (why) {
            out[why] += 1;
            continue;
          }
        } else if (row.reviewer !== wanted.by) {
          throw refused(`${row.name} is another reviewer's to decide.`);
        }
        if ((row.privileged || against || wanted.decision !== "keep") && wanted.reason === "")
          throw refused(`${row.name} needs a reason.`);
        row.decision = wanted.decision;
        row.reason = wanted.reason;
        row.drop = wanted.drop;
        row.bulk = many;
        row.kept_although = wanted.decision === "keep" ? against : null;
        items.push(item);
      }
      if (!many) return { items, bulk: null };
      const left = Object.values(out).reduce((sum, n) => sum + n, 0);
      const bulk: BulkPress = {
        id: `press-${items.join("-")}`,
        imported: false,
        at: ago(0),
        by: "Priya Nair",
        kept: items.length,
        standing: items.length,
        left_out: out,
        words: `${items.length} items are kept in bulk.${left > 0 ? ` Left out: ${left}.` : ""}`,
      };
      if (items.length > 0) {
        pressed = bulk;
        kept = items;
      }
      return { items, bulk };
    },
    undoBulk: async () => {
      const items = kept.filter((item) => rows.find((row) => row.item === item)?.bulk);
      for (const row of rows)
        if (items.includes(row.item)) {
          row.decision = null;
          row.bulk = false;
        }
      const stayed = kept.length - items.length;
      pressed = null;
      const before = { decision: null, drop: [], reason: "", bulk: false, imported_by: null };
      const words = `${items.length} items are undecided again.`;
      return later({ items: items.map((item) => ({ item, ...before })), stayed, words });
    },
    lookAtManagers: () =>
      later({
        clear: 48,
        without: 12,
        none: 9,
        open: [{ written: "Mendes, Carla", why: "2 people have the name Mendes, Carla", items: 3 }],
      }),
    signOff: () => later(signOff()),
    signReview: async (_, wanted) => {
      const look = signOff();
      const second = wanted.role === "second";
      const part = look.parts.find((one) => one.reviewer === wanted.reviewer);
      const statement = second
        ? look.second.statement
        : wanted.role === "import"
          ? part?.import_statement
          : part?.statement;
      if (!statement || wanted.confirms !== statement)
        throw refused("What was confirmed is not what is signed.");
      signed = [
        ...signed,
        {
          role: wanted.role,
          reviewer: second ? null : wanted.reviewer,
          name: wanted.name,
          statement,
          at: ago(0),
          facts: second ? look.second.facts : (part?.facts ?? factsOf([])),
          user: "priya",
          identified: `This computer's user “priya”, and the name “${wanted.name}” as given.`,
          instead_of: second && wanted.name !== look.second.named ? look.second.named : null,
          reason: wanted.reason,
        },
      ];
      if (second) {
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
      if (set)
        for (const row of own) {
          row.decision = "keep";
          row.imported_by = "priya";
        }
      const answered = own.map((row) => ({
        item: row.item,
        name: row.name,
        decision: "keep" as const,
        drop: [],
        reason: "",
        was: null,
        contradicts: null,
        bulk: false,
      }));
      return later({
        lines: answered,
        already: 0,
        replaces: 0,
        signed_by: null,
        left: 0,
        rejected: [],
        late: false,
        set: set ? answered.length : 0,
        answers_of: "Carla Mendes",
        bulk: 0,
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
