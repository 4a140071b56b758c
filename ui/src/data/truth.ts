// The file in preview as an HR list. It outlives its screen, so that nothing is lost when another
// screen opens; the host stores nothing until it is imported.
import { useQueryClient } from "@tanstack/react-query";
import {
  asProblem,
  host,
  type Problem,
  type TruthDates,
  type TruthList,
  type TruthLook,
  type TruthMapping,
  type TruthStatus,
} from "../host";
import { createStore } from "./store";

type Busy = "looking" | "mapping" | "importing";

type Import = {
  look: TruthLook | null;
  /** The last requested mapping, shown while its answer is pending. */
  wanted: TruthMapping | null;
  /** An ambiguous date; stays after it was answered, so that the answer can be changed. */
  example: string | null;
  busy: Busy | null;
  problem: { title: string; problem: Problem } | null;
};

const NOTHING: Import = { look: null, wanted: null, example: null, busy: null, problem: null };

const current = createStore<Import>(NOTHING);
/** Answers to questions that no longer exist are dropped. */
let turn = 0;

export function forgetTruth(): void {
  turn++;
  current.set(NOTHING);
}

const CHUNK = 0x8000;

/** The bytes of a file as Base64. */
export async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let i = 0; i < bytes.length; i += CHUNK)
    binary += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(binary);
}

/**
 * Most fields belong to one column: the one that had it before is then not used. A column that gets a
 * field is no longer ignored.
 */
export function withField(
  mapping: TruthMapping,
  column: number,
  field: string | null,
  many = false,
): TruthMapping {
  return {
    ...mapping,
    ignored: mapping.ignored.filter((one) => one !== column),
    fields: mapping.fields.map((one, i) =>
      i === column ? field : field !== null && one === field && !many ? null : one,
    ),
  };
}

/** The column does not say who has left: it is not used, and not asked about again. */
export function withIgnored(mapping: TruthMapping, column: number): TruthMapping {
  const without = withField(mapping, column, null);
  return { ...without, ignored: [...without.ignored, column] };
}

/** The meaning of a value; a `null` value means all others of the column, a `null` meaning no answer. */
export function withWord(
  mapping: TruthMapping,
  column: number,
  value: string | null,
  means: TruthStatus | null,
): TruthMapping {
  const others = mapping.words.filter((one) => one.column !== column || one.value !== value);
  return { ...mapping, words: means === null ? others : [...others, { column, value, means }] };
}

/** The status that the admin sets for one person; `null` clears it. */
export function withRow(
  mapping: TruthMapping,
  row: number,
  status: TruthStatus | null,
): TruthMapping {
  const others = mapping.rows.filter((one) => one.row !== row);
  return { ...mapping, rows: status === null ? others : [...others, { row, status }] };
}

const drop = (look: TruthLook | null) => {
  // The host discards it at the next start anyway.
  if (look) void host.dropTruth(look.id).catch(() => undefined);
};

async function asking(
  busy: Busy,
  title: string,
  ask: () => Promise<TruthLook>,
): Promise<TruthLook | null> {
  const mine = ++turn;
  current.set((before) => ({ ...before, busy, problem: null }));
  try {
    const look = await ask();
    if (mine !== turn) return null;
    current.set((before) => ({
      look,
      wanted: null,
      example: look.dates_asked ?? (before.look?.id === look.id ? before.example : null),
      busy: null,
      problem: null,
    }));
    return look;
  } catch (thrown) {
    // The previous file and the mapping of its columns stay.
    if (mine === turn)
      current.set((before) => ({
        ...before,
        wanted: null,
        busy: null,
        problem: { title, problem: asProblem(thrown) },
      }));
    return null;
  }
}

export function useTruthImport() {
  const client = useQueryClient();
  const now = current.use();
  const { look } = now;
  const map = (wanted: TruthMapping) => {
    if (!look) return;
    current.set((before) => ({ ...before, wanted }));
    void asking("mapping", "The columns could not be mapped", () => host.mapTruth(look.id, wanted));
  };
  const mapping = now.wanted ?? look?.mapping ?? null;
  return {
    ...now,
    mapping,
    choose: async (file: File) => {
      const before = look;
      const next = await asking("looking", `${file.name} could not be read`, async () =>
        host.lookAtTruth(file.name, await base64Of(file)),
      );
      if (next) drop(before);
    },
    /** The HR list of the sample company. */
    chooseSample: async () => {
      const before = look;
      const next = await asking("looking", "The sample company's list could not be read", () =>
        host.lookAtSampleTruth(),
      );
      if (next) drop(before);
    },
    setField: (column: number, field: string | null) => {
      const many = look?.fields.find((one) => one.id === field)?.many ?? false;
      if (mapping) map(withField(mapping, column, field, many));
    },
    ignore: (column: number) => mapping && map(withIgnored(mapping, column)),
    setWord: (column: number, value: string | null, means: TruthStatus | null) =>
      mapping && map(withWord(mapping, column, value, means)),
    setRow: (row: number, status: TruthStatus | null) =>
      mapping && map(withRow(mapping, row, status)),
    setOthers: (others: TruthStatus | null) => mapping && map({ ...mapping, others }),
    /** Another sheet or encoding of the same file. */
    read: (sheet: string | null, encoding: string | null) => {
      if (look)
        void asking("looking", "The file could not be read with these settings", () =>
          host.chooseTruth(look.id, sheet, encoding),
        );
    },
    setDates: (dates: TruthDates) => mapping && map({ ...mapping, dates }),
    drop: () => {
      drop(look);
      forgetTruth();
    },
    /** Resolves to the list if it was imported. */
    take: async (typed: string | null): Promise<TruthList | null> => {
      if (!look || now.busy) return null;
      current.set((before) => ({ ...before, busy: "importing", problem: null }));
      try {
        const list = await host.importTruth(look.id, typed);
        forgetTruth();
        for (const name of ["people", "person", "overview", "state", "reconcile"])
          void client.invalidateQueries({ queryKey: [name] });
        return list;
      } catch (thrown) {
        const problem = { title: "The list could not be imported", problem: asProblem(thrown) };
        current.set((before) => ({ ...before, busy: null, problem }));
        return null;
      }
    },
  };
}
