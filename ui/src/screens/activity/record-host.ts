// What the Activity screen asks of the record. The one place where it touches the host: when the
// generated bindings carry these commands, the types come from there and the cast goes.
import { type Facet, host } from "../../host";

export type RecordQuery = {
  text: string;
  kinds: string[];
  connections: string[];
  newest_first: boolean;
  offset: number;
  limit: number;
};

export type RecordEntry = {
  seq: number;
  at: string;
  kind: string;
  words: string;
  /** JSON. */
  body: string;
  hash: string;
};

export type RecordPage = {
  entries: RecordEntry[];
  /** Entries that match. */
  total: number;
  all: number;
  kinds: Facet[];
};

export type RecordCheck = {
  entries: number;
  intact: boolean;
  first_bad: number | null;
  words: string;
  head: string;
};

export type RecordExport = { path: string; entries: number };

export type RecordCommands = {
  recordPage: (query: RecordQuery) => Promise<RecordPage>;
  verifyRecord: () => Promise<RecordCheck>;
  exportRecord: () => Promise<RecordExport>;
};

const commands = host as unknown as RecordCommands;

// Each is async, so that a command that is not there yet is a problem and not a broken screen.
export const recordPage = async (query: RecordQuery) => commands.recordPage(query);
export const verifyRecord = async () => commands.verifyRecord();
export const exportRecord = async () => commands.exportRecord();
