import { useState } from "react";
import type { Pages } from "../../data/pages";
import type { ColumnChoice } from "../../data/preferences";
import type { Column } from "../../parts/grid/columns";
import type { GridHandle } from "../../parts/grid/grid";
import { PagedGrid } from "../../parts/grid/paged-grid";
import { count, sentence } from "../../words/numbers";
import { shortHash } from "../../words/plan";
import { moment, seconds } from "../../words/times";
import type { RecordEntry, RecordPage } from "./record-host";

type Shown = "at" | "words" | "kind" | "seq" | "hash";

const COLUMNS: Column<Shown>[] = [
  { id: "at", label: "Time", min: 128, weight: 0.6 },
  { id: "words", label: "What", min: 220, weight: 4 },
  { id: "kind", label: "Kind", min: 124, weight: 0.8 },
  { id: "seq", label: "Entry", min: 76, weight: 0.3, align: "end" },
  { id: "hash", label: "Hash", min: 104, weight: 0.3 },
];

const NEWEST = { by: "", descending: true };

export function RecordGrid({
  pages,
  now,
  handle,
  open,
  onOpen,
}: {
  pages: Pages<RecordEntry, RecordPage & { rows: RecordEntry[] }>;
  now: Date;
  handle: React.Ref<GridHandle>;
  open: RecordEntry | null;
  onOpen: (entry: RecordEntry) => void;
}) {
  const [choices, setChoices] = useState<ColumnChoice[]>([]);
  const labels = new Map(pages.sample?.kinds.map((kind) => [kind.value, kind.label]));
  return (
    <PagedGrid<RecordEntry, RecordPage & { rows: RecordEntry[] }, Shown>
      label="Entries of the record"
      testId="activity-grid"
      rowTestId="activity-row"
      handle={handle}
      pages={pages}
      rowAt={pages.rowAt}
      columns={COLUMNS}
      choices={choices}
      onColumns={setChoices}
      keyOf={(entry) => String(entry.seq)}
      cell={(entry, column) => (
        <EntryCell
          entry={entry}
          column={column}
          now={now}
          kind={labels.get(entry.kind) ?? kindWords(entry.kind)}
        />
      )}
      rowAttributes={(entry) => ({ "data-seq": String(entry.seq), "data-kind": entry.kind })}
      sort={NEWEST}
      onOpen={onOpen}
      onActive={(entry) => {
        // With an open entry, the arrow keys move through the record.
        if (open && entry) onOpen(entry);
      }}
      openKey={open ? String(open.seq) : null}
    />
  );
}

/** "item-ended" → "Item ended", for a kind without a label. */
export const kindWords = (kind: string) => sentence(kind.replaceAll("-", " "));

/** "09:31:04" today, "20 Nov 18:04" before; the open entry shows the exact time. */
function timeWords(at: string, now: Date): string {
  const words = moment(at, now);
  return words.includes(" ") ? words : seconds(at);
}

function EntryCell({
  entry,
  column,
  now,
  kind,
}: {
  entry: RecordEntry;
  column: Shown;
  now: Date;
  kind: string;
}) {
  switch (column) {
    case "at":
      return <span className="muted figures">{timeWords(entry.at, now)}</span>;
    case "words":
      return (
        <span className="clip name" title={entry.words}>
          {entry.words}
        </span>
      );
    case "kind":
      return <span className="clip muted">{kind}</span>;
    case "seq":
      return <span className="muted">{count(entry.seq)}</span>;
    case "hash":
      return (
        <span className="mono muted" title={entry.hash}>
          {shortHash(entry.hash)}
        </span>
      );
  }
}
