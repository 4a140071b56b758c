// A sample import of HR lists: reads simple CSV, so that tests can bring their own. A file
// whose name has “small” in it is held until its number is typed; .pdf cannot be read.
import type { Host } from "../index";
import type {
  Problem,
  TruthList,
  TruthLook,
  TruthMapping,
  TruthQuestion,
  TruthStatus,
} from "../types";

type Commands = Pick<
  Host,
  "lookAtTruth" | "lookAtSampleTruth" | "chooseTruth" | "mapTruth" | "importTruth" | "dropTruth"
>;

const FIELDS = [
  { id: "name", label: "Name" },
  { id: "email", label: "E-mail address" },
  { id: "department", label: "Department" },
  { id: "manager", label: "Manager" },
  { id: "start-date", label: "First day" },
  { id: "end-date", label: "Last day" },
  { id: "status", label: "Status" },
].map((field) => ({ ...field, many: field.id === "status" }));

const KNOWN: Record<string, TruthStatus> = { active: "employed", terminated: "left" };

const NOTHING_SAID = { words: [], ignored: [], rows: [], others: null };

const GUESSES: [RegExp, string][] = [
  [/mail/i, "email"],
  [/^(full )?name$/i, "name"],
  [/department|unit/i, "department"],
  [/manager/i, "manager"],
  [/start|first day/i, "start-date"],
  [/left|end|last day/i, "end-date"],
  [/^status$/i, "status"],
];

const problem = (what: string, why: string, next: string): Problem => ({
  code: "bad-request",
  what,
  side: "asked",
  side_words: why,
  state: "Nothing was imported; the list is as it was.",
  next,
  exchange: null,
});

function decoded(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

type Kept = { name: string; head: string[]; rows: string[][]; mapping: TruthMapping };

/** What a status cell says, as the words of the file and the answers have it. */
function saidOf(kept: Kept, column: number, cell: string): TruthStatus | null {
  const key = cell.toLowerCase();
  const answers = kept.mapping.words.filter((one) => one.column === column);
  const answer = answers.find((one) => one.value === key) ?? answers.find((o) => o.value === null);
  return KNOWN[key] ?? answer?.means ?? null;
}

/** A question about the words of a status column, and one about a column named “Notice”. */
function questionsOf(kept: Kept): TruthQuestion[] {
  return kept.head.flatMap((name, column): TruthQuestion[] => {
    const cells = kept.rows.map((row) => row[column] ?? "");
    const values = [...new Set(cells)].map((shown) => ({
      shown: shown === "" ? "(empty)" : shown,
      key: shown.toLowerCase(),
      count: cells.filter((one) => one === shown).length,
      means: saidOf(kept, column, shown),
      known: shown.toLowerCase() in KNOWN,
    }));
    const field = kept.mapping.fields[column] ?? null;
    const ignored = kept.mapping.ignored.includes(column);
    if (field === "status" && values.some((one) => !one.known))
      return [
        {
          column,
          name,
          kind: "status",
          words: `What do these values of “${name}” mean?`,
          why: "A status that is not understood says neither employed nor left.",
          values,
          more: 0,
          open: values.some((one) => one.means === null),
        },
      ];
    if (/notice/i.test(name))
      return [
        {
          column,
          name,
          kind: "column",
          words: `What is “${name}”?`,
          why: "It is the day of notice by its name, and no other column says who has left.",
          values: values.map((one) => ({ ...one, means: null, known: true })),
          more: 0,
          open: field === null && !ignored,
        },
      ];
    return [];
  });
}

function lookOf(id: string, kept: Kept): TruthLook {
  const { name, head, rows, mapping } = kept;
  const at = (field: string) => mapping.fields.indexOf(field);
  const dated = ["start-date", "end-date"].map(at).filter((i) => i >= 0);
  const ambiguous = rows.flatMap((row) => dated.map((i) => row[i] ?? "")).find((v) => v !== "");
  const cannot =
    at("email") < 0 ? "No column is the e-mail address, so nobody could be matched." : null;
  const rejected = rows.flatMap((row, i) =>
    at("email") < 0 || (row[at("email")] ?? "").includes("@")
      ? []
      : [{ row: i + 2, reason: "no e-mail address", shown: row.join(", ") }],
  );
  const asked = ambiguous && mapping.dates === null ? ambiguous : null;
  const questions = questionsOf(kept);
  const status = at("status");
  const people = rows.flatMap((row, i) => {
    if (rejected.some((one) => one.row === i + 2)) return [];
    const decided =
      mapping.rows.find((one) => one.row === i + 2)?.status ?? mapping.others ?? "not-known";
    const said = status < 0 ? "employed" : (saidOf(kept, status, row[status] ?? "") ?? "not-known");
    const gone = at("end-date") >= 0 && row[at("end-date")];
    return [
      { row: i + 2, cells: row, said, is: gone ? "left" : said === "not-known" ? decided : said },
    ];
  });
  const unknown = people.filter((one) => one.said === "not-known");
  const number = (of: TruthStatus) => people.filter((one) => one.is === of).length;
  const entries = cannot || asked ? null : rows.length - rejected.length;
  return {
    id,
    name,
    kind: "CSV, separated by “,”, UTF-8",
    sha256: "9f2c90b4d2a1f6e8830c5b7a9f1e2d3c4b5a69788796a5b4c3d2e1f00f1ea9e1",
    rows: rows.length,
    columns: head.map((column, i) => ({
      name: column,
      field: mapping.fields[i] ?? null,
      why: mapping.fields[i] ? `it is called “${column}”` : "nothing like it is known",
      samples: rows.slice(0, 3).map((row) => row[i] ?? ""),
    })),
    fields: FIELDS,
    dates: mapping.dates,
    dates_asked: asked ?? (mapping.dates ? (ambiguous ?? null) : null),
    remembered: false,
    entries,
    employed: entries === null ? 0 : number("employed"),
    not_started: entries === null ? 0 : number("not-started"),
    left: entries === null ? 0 : number("left"),
    not_known: entries === null ? 0 : number("not-known"),
    unknown: unknown.map((one) => ({
      row: one.row,
      name: one.cells[at("name")] ?? "",
      email: one.cells[at("email")] ?? "",
      why: `the status “${one.cells[status] ?? ""}” is not understood`,
      decided: one.is === "not-known" ? null : (one.is as TruthStatus),
    })),
    unknown_count: unknown.length,
    questions,
    mapping,
    sheets: [],
    sheet_open: false,
    encodings: [],
    rejected,
    rejected_count: rejected.length,
    notes: rows.length < 4 ? ["The file is short."] : [],
    held: name.includes("small")
      ? {
          words: `The list shrinks from 1 486 people to ${rows.length}. Everybody else would stand as not listed.`,
          type_this: String(rows.length),
        }
      : null,
    cannot:
      cannot ??
      (questions.some((one) => one.open)
        ? "A column is not understood: answer its question first."
        : null),
  };
}

export function fakeTruth(
  later: <T>(value: T) => Promise<T>,
  imported: (list: TruthList) => void,
): Commands {
  const files = new Map<string, Kept>();
  let next = 1;
  const get = (id: string) => {
    const kept = files.get(id);
    if (!kept)
      throw problem("Reading the file failed.", "It is no longer held.", "Choose the file again.");
    return kept;
  };
  return {
    lookAtTruth: async (name, base64) => {
      if (name.endsWith(".pdf"))
        throw problem(
          `Reading ${name} failed.`,
          "What was asked for: it is no table.",
          "Save it as CSV or as a workbook, then choose that file.",
        );
      const [head = [], ...rows] = decoded(base64)
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(",").map((value) => value.trim()));
      const fields = head.map((one) => GUESSES.find(([like]) => like.test(one))?.[1] ?? null);
      const id = `look-${next++}`;
      files.set(id, { name, head, rows, mapping: { fields, dates: null, ...NOTHING_SAID } });
      return later(lookOf(id, get(id)));
    },
    lookAtSampleTruth: async () => {
      const id = `look-${next++}`;
      const head = ["E-mail address", "Name", "Department"];
      const rows = [["oskar.lind@example.com", "Oskar Lind", "Sales"]];
      const mapping = { fields: ["email", "name", "department"], dates: null, ...NOTHING_SAID };
      files.set(id, { name: "sample-company.csv", head, rows, mapping });
      return later(lookOf(id, get(id)));
    },
    chooseTruth: async (id) => later(lookOf(id, get(id))),
    mapTruth: async (id, mapping) => {
      files.set(id, { ...get(id), mapping });
      return later(lookOf(id, get(id)));
    },
    importTruth: async (id, typed) => {
      const look = lookOf(id, get(id));
      if (look.held && typed?.trim() !== look.held.type_this)
        throw problem("Importing the list failed.", look.held.words, "Type the number.");
      const list: TruthList = {
        id: 4,
        name: look.name,
        imported_at: new Date().toISOString(),
        sha256: look.sha256,
        rows: look.rows,
        entries: look.entries ?? 0,
        rejected: look.rejected_count,
      };
      files.delete(id);
      imported(list);
      return later(list);
    },
    dropTruth: (id) => {
      files.delete(id);
      return later(null);
    },
  };
}
