import type { RunItem } from "../../host";
import { BeforeAfter } from "../../parts/before-after";
import type { Column } from "../../parts/grid/columns";
import { ListGrid } from "../../parts/grid/list-grid";
import { ItemCell, type ItemColumn } from "../../parts/item-cell";
import { OutcomeShape, PhaseShape } from "../../parts/shapes";
import { OUTCOME, PHASE } from "../../words/state";
import { took } from "../../words/times";

type Shown = ItemColumn | "before-after" | "outcome";

const COLUMNS: Column<Shown>[] = [
  { id: "app", label: "App", min: 116, weight: 0.8 },
  { id: "on", label: "On", min: 112, weight: 1.2 },
  // In a narrow window the columns after it are reached by scrolling.
  { id: "outcome", label: "Outcome", min: 140, weight: 1 },
  { id: "what", label: "Change", min: 140, weight: 1 },
  { id: "before-after", label: "Before → after", min: 104, weight: 1.7 },
];

/** Failures first, then items in progress, then verified ones. */
export function inOrder(items: RunItem[]): RunItem[] {
  const rank = (item: RunItem) => (item.outcome === null ? 1 : item.outcome === "verified" ? 2 : 0);
  return [...items].sort((a, b) => rank(a) - rank(b) || a.seq - b.seq);
}

export function RunItems({
  items,
  chosen,
  onChoose,
}: {
  items: RunItem[];
  chosen: number | null;
  onChoose: (seq: number) => void;
}) {
  return (
    <ListGrid<RunItem, Shown>
      label="Items of this run"
      testId="run-items"
      rowTestId="run-item"
      columns={COLUMNS}
      rows={items}
      keyOf={(item) => String(item.seq)}
      openKey={chosen === null ? null : String(chosen)}
      onChoose={(item) => onChoose(item.seq)}
      cell={(item, column) => <RunCell item={item} column={column} />}
    />
  );
}

function RunCell({ item, column }: { item: RunItem; column: Shown }) {
  switch (column) {
    case "before-after":
      return <BeforeAfter before={item.before} after={item.after} quiet />;
    case "outcome":
      return (
        <span
          className="clip"
          data-testid="run-outcome"
          data-outcome={item.outcome ?? ""}
          data-phase={item.phase}
        >
          {item.outcome ? (
            <OutcomeShape
              outcome={item.outcome}
              words={`${OUTCOME[item.outcome]}${item.seconds === null ? "" : ` ${took(item.seconds)}`}`}
            />
          ) : (
            <PhaseShape phase={item.phase} words={PHASE[item.phase]} />
          )}
        </span>
      );
    default:
      return <ItemCell item={item} column={column} />;
  }
}
