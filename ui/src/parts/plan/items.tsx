import type { PlanItem } from "../../host";
import { BeforeAfter } from "../before-after";
import type { Column } from "../grid/columns";
import { ListGrid, listHeight } from "../grid/list-grid";
import { ItemCell, type ItemColumn } from "../item-cell";
import { StopGlyph, WarnGlyph } from "../shapes";
import css from "./plan.module.css";

type Shown = ItemColumn | "mark" | "before-after";

const COLUMNS: Column<Shown>[] = [
  { id: "mark", label: "Warning", min: 36, weight: 0.001, quiet: true },
  { id: "app", label: "App", min: 116, weight: 0.8 },
  { id: "what", label: "Change", min: 164, weight: 1 },
  { id: "on", label: "On", min: 116, weight: 1.2 },
  { id: "before-after", label: "Before → after", min: 150, weight: 2.2 },
];

/** This many rows are always visible, regardless of the text above them. */
const LEAST_ROWS = 5;

/** The least height of the items below the text, px. */
export const leastRoom = (items: number) => listHeight(Math.min(items, LEAST_ROWS));

/** The items of a plan; of thousands, only those near the viewport are rendered. */
export function PlanItems({
  items,
  chosen,
  onChoose,
}: {
  items: PlanItem[];
  chosen: number | null;
  onChoose: (seq: number) => void;
}) {
  return (
    <div className={css.planItems} style={{ minHeight: leastRoom(items.length) }}>
      <ListGrid<PlanItem, Shown>
        label="Items of this plan"
        testId="plan-items"
        rowTestId="plan-item"
        columns={COLUMNS}
        rows={items}
        keyOf={(item) => String(item.seq)}
        rowAttributes={(item) => ({ "data-account": item.account_id })}
        openKey={chosen === null ? null : String(chosen)}
        onChoose={(item) => onChoose(item.seq)}
        cell={(item, column) => <PlanCell item={item} column={column} />}
      />
    </div>
  );
}

function PlanCell({ item, column }: { item: PlanItem; column: Shown }) {
  const blocked = item.blocked !== null;
  switch (column) {
    case "mark":
      return blocked || item.warned ? (
        <>
          {blocked ? <StopGlyph /> : <WarnGlyph />}
          <span className="hidden-words">{blocked ? "Blocked" : "Warned"}</span>
        </>
      ) : null;
    case "before-after":
      return blocked ? (
        <span className="clip muted">{item.before} → blocked</span>
      ) : (
        <BeforeAfter before={item.before} after={item.after} />
      );
    default:
      return <ItemCell item={item} column={column} />;
  }
}
