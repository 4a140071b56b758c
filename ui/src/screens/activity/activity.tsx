import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import { useConnections } from "../../data/state";
import { createStore } from "../../data/store";
import { ChoiceList, FilterChip, valuesWords } from "../../parts/filter-chip";
import { AppFilter, FilterLine } from "../../parts/filter-line";
import { NoMatch, TableFrame } from "../../parts/grid/table-frame";
import { useTable } from "../../parts/grid/use-table";
import { Empty, Header } from "../../parts/page";
import { useScreenKeys } from "../../parts/screen-keys";
import { count, plural } from "../../words/numbers";
import { Chain } from "./chain";
import { EntrySide } from "./entry";
import { ExportButton, Exported, useExport } from "./export";
import { kindWords, RecordGrid } from "./record-grid";
import { type RecordEntry, type RecordPage, recordPage } from "./record-host";

type Asked = { text: string; kinds: string[]; connections: string[] };

const NOTHING: Asked = { text: "", kinds: [], connections: [] };
const session = createStore<Asked>(NOTHING);

export const clearActivityFilters = () => session.set(NOTHING);

type Page = RecordPage & { rows: RecordEntry[] };

/** The record: everything that was synced, planned, sent and changed, newest first. */
export function ActivityScreen() {
  const client = useQueryClient();
  const now = useNow();
  const connections = useConnections();
  const revision = useRevision();
  const asked = session.use();
  const [open, setOpen] = useState<RecordEntry | null>(null);
  const exporting = useExport();
  const chosen = asked.connections.filter((id) => connections.some((c) => c.id === id));
  const view = {
    text: asked.text.trim(),
    kinds: asked.kinds,
    connections: chosen,
    newest_first: true,
  };
  const key = JSON.stringify(view);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key holds every field of the view
  const fetchPage = useCallback(
    async (offset: number, limit: number): Promise<Page> => {
      const page = await recordPage({ ...view, offset, limit });
      return { ...page, rows: page.entries };
    },
    [key],
  );
  const pages = usePages<RecordEntry, Page>("record", view, revision, fetchPage);
  const narrowed = view.text !== "" || asked.kinds.length > 0 || chosen.length > 0;
  useEffect(() => {
    // Settings and exports add entries without new rows in the store: the cached entries may be old.
    void client.invalidateQueries({ queryKey: ["record"] });
  }, [client]);
  const { grid, search, toGrid } = useTable(view);
  const change = (part: Partial<Asked>) => session.set((before) => ({ ...before, ...part }));
  const close = () => {
    setOpen(null);
    toGrid();
  };
  useScreenKeys({ search, onEscape: close });
  const kinds = pages.sample?.kinds ?? [];
  const all = pages.sample?.all;

  return (
    <>
      <Header
        title="Activity"
        sub={
          all === undefined
            ? "The record of everything done in Rollcall"
            : `${plural(all, "entry", "entries")} in the record, newest first${narrowed ? ` · ${count(pages.total)} shown` : ""}`
        }
      >
        <ExportButton exporting={exporting} />
      </Header>
      <Chain all={all} />
      <Exported exporting={exporting} />
      <FilterLine
        label="Activity"
        search={{
          inputRef: search,
          label: "Search the record",
          placeholder: "Person, group, entry number…",
          testId: "activity-search",
          value: asked.text,
          onChange: (text) => change({ text }),
          onLeave: toGrid,
        }}
      >
        <FilterChip
          name="Kind"
          testId="activity-kind"
          summary={valuesWords(
            asked.kinds.map((kind) => kinds.find((k) => k.value === kind)?.label ?? kind),
          )}
          onClear={() => change({ kinds: [] })}
        >
          <ChoiceList
            label="Kinds"
            testId="activity-kind"
            choices={kinds}
            chosen={asked.kinds}
            onChange={(next) => change({ kinds: next })}
          />
        </FilterChip>
        <AppFilter
          testId="activity-app"
          connections={connections}
          chosen={chosen}
          onChange={(next) => change({ connections: next })}
        />
      </FilterLine>
      <TableFrame
        pages={pages}
        failed="The record could not be loaded"
        testId="activity"
        empty={
          !pages.empty ? null : narrowed ? (
            <NoMatch what="entries" testId="activity" clear={clearActivityFilters} />
          ) : (
            <Empty title="No activity yet." testId="activity-none" />
          )
        }
        side={
          open ? (
            <EntrySide
              key={open.seq}
              entry={open}
              all={all ?? null}
              kind={kinds.find((k) => k.value === open.kind)?.label ?? kindWords(open.kind)}
              onClose={close}
            />
          ) : undefined
        }
      >
        <RecordGrid pages={pages} now={now} handle={grid} open={open} onOpen={setOpen} />
      </TableFrame>
    </>
  );
}
