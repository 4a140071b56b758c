// A made-up import of truth lists: reads simple CSV, so that tests can bring their own. A file
// whose name has “small” in it is held until its number is typed; .pdf cannot be read.
import type { Host } from "../index";
import type { Problem, TruthList, TruthLook, TruthMapping } from "../types";

type Commands = Pick<
  Host,
  "lookAtTruth" | "lookAtSampleTruth" | "mapTruth" | "importTruth" | "dropTruth"
>;

const FIELDS = [
  { id: "name", label: "Name" },
  { id: "email", label: "E-mail address" },
  { id: "department", label: "Department" },
  { id: "manager", label: "Manager" },
  { id: "start-date", label: "First day" },
  { id: "end-date", label: "Last day" },
];

const GUESSES: [RegExp, string][] = [
  [/mail/i, "email"],
  [/^(full )?name$/i, "name"],
  [/department|unit/i, "department"],
  [/manager/i, "manager"],
  [/start|first day/i, "start-date"],
  [/left|end|last day/i, "end-date"],
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
  const left = rows.filter((row) => at("end-date") >= 0 && row[at("end-date")]).length;
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
    employed: entries === null ? 0 : Math.max(0, entries - left),
    not_started: 0,
    left,
    rejected,
    rejected_count: rejected.length,
    notes: rows.length < 4 ? ["The file is short."] : [],
    held: name.includes("small")
      ? {
          words: `The list shrinks from 1 486 people to ${rows.length}. Everybody else would stand as not listed.`,
          type_this: String(rows.length),
        }
      : null,
    cannot,
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
      throw problem("Reading the file failed.", "It is no longer held.", "Choose it again.");
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
      files.set(id, { name, head, rows, mapping: { fields, dates: null } });
      return later(lookOf(id, get(id)));
    },
    lookAtSampleTruth: async () => {
      const id = `look-${next++}`;
      const head = ["E-mail address", "Name", "Department"];
      const rows = [["oskar.lind@example.com", "Oskar Lind", "Sales"]];
      const mapping = { fields: ["email", "name", "department"], dates: null };
      files.set(id, { name: "sample-company.csv", head, rows, mapping });
      return later(lookOf(id, get(id)));
    },
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
