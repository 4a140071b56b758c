// The file that is being looked at as a truth list. It outlives its screen, so that nothing is lost
// on the way to another one; nothing is kept by the host before it is imported.
import { useQueryClient } from "@tanstack/react-query";
import {
  asProblem,
  host,
  type Problem,
  type TruthDates,
  type TruthList,
  type TruthLook,
  type TruthMapping,
} from "../host";
import { createStore } from "./store";

type Busy = "looking" | "mapping" | "importing";

type Import = {
  look: TruthLook | null;
  /** What was asked for last, shown while its answer is under way. */
  wanted: TruthMapping | null;
  /** A date that can be read in two ways; stays after it was answered, to be answered anew. */
  example: string | null;
  busy: Busy | null;
  problem: { title: string; problem: Problem } | null;
};

const NOTHING: Import = { look: null, wanted: null, example: null, busy: null, problem: null };

const current = createStore<Import>(NOTHING);
/** Answers to what is no longer asked are dropped. */
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

export const mappingOf = (look: TruthLook): TruthMapping => ({
  fields: look.columns.map((column) => column.field),
  dates: look.dates,
});

/** A field belongs to one column: the one that had it before is then not used. */
export function withField(mapping: TruthMapping, column: number, field: string | null) {
  return {
    ...mapping,
    fields: mapping.fields.map((one, i) =>
      i === column ? field : field !== null && one === field ? null : one,
    ),
  };
}

const drop = (look: TruthLook | null) => {
  // The host lets go of it at the next start anyway.
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
    // What was there stays: the file that is shown, and how its columns are read.
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
    void asking("mapping", "The columns could not be read like that", () =>
      host.mapTruth(look.id, wanted),
    );
  };
  const mapping = now.wanted ?? (look ? mappingOf(look) : null);
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
    /** The list that comes with the sample company. */
    chooseSample: async () => {
      const before = look;
      const next = await asking("looking", "The sample company's list could not be read", () =>
        host.lookAtSampleTruth(),
      );
      if (next) drop(before);
    },
    setField: (column: number, field: string | null) =>
      mapping && map(withField(mapping, column, field)),
    setDates: (dates: TruthDates) => mapping && map({ ...mapping, dates }),
    drop: () => {
      drop(look);
      forgetTruth();
    },
    /** Answers the list when it was imported. */
    take: async (typed: string | null): Promise<TruthList | null> => {
      if (!look || now.busy) return null;
      current.set((before) => ({ ...before, busy: "importing", problem: null }));
      try {
        const list = await host.importTruth(look.id, typed);
        forgetTruth();
        for (const name of ["people", "person", "overview", "state"])
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
