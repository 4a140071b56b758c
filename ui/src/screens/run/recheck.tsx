import { X } from "lucide-react";
import { useState } from "react";
import { useCall } from "../../data/call";
import { host, type Recheck, type RecheckItem } from "../../host";
import { Button } from "../../parts/button";
import type { Column } from "../../parts/grid/columns";
import { ListGrid, listHeight } from "../../parts/grid/list-grid";
import { OutcomeShape } from "../../parts/shapes";
import { recheckWords } from "../../words/run";
import { evidence } from "../../words/times";
import css from "./run.module.css";

/** Checks again everything that a run has sent; the last answer stays until the next check. */
export function useRecheck(runId: string) {
  const { busy: asking, problem, call } = useCall();
  const [answer, setAnswer] = useState<Recheck | null>(null);
  const ask = () => call(async () => setAnswer(await host.recheck(runId)));
  return { asking, answer, problem, ask, close: () => setAnswer(null) };
}

type Shown = "item" | "ended" | "found" | "holds";

const COLUMNS: Column<Shown>[] = [
  { id: "item", label: "Item", min: 200, weight: 2.4 },
  { id: "ended", label: "Outcome", min: 150, weight: 1.2 },
  { id: "found", label: "Current state", min: 140, weight: 1.6 },
  { id: "holds", label: "Still in effect", min: 120, weight: 0.8 },
];

const SHOWN_ROWS = 7;

/** Items no longer in effect first, then unknown ones, then those still in effect. */
const rank = ({ holds }: RecheckItem) => (holds === null ? 1 : holds ? 2 : 0);

/** The result of the check, items that are no longer in effect first. */
export function RecheckTable({ answer, onClose }: { answer: Recheck; onClose: () => void }) {
  const rows = [...answer.items].sort((a, b) => rank(a) - rank(b) || a.seq - b.seq);
  const height = listHeight(Math.min(rows.length, SHOWN_ROWS));
  return (
    <section className={css.recheck} aria-label="Check result" data-testid="recheck">
      <div className={css.recheckHead}>
        <p className="small" role="status" data-testid="recheck-words">
          <b>Checked {evidence(answer.at)}.</b> {recheckWords(answer)}
        </p>
        <Button className="button icon ghost" aria-label="Close check result" onClick={onClose}>
          <X aria-hidden="true" />
        </Button>
      </div>
      {answer.left_out.map((line) => (
        <p className="small" key={line} data-testid="recheck-left-out">
          {line}
        </p>
      ))}
      {rows.length === 0 ? null : (
        <div className={css.recheckRows} style={{ height }}>
          <ListGrid<RecheckItem, Shown>
            label="Current state of the items"
            testId="recheck-items"
            rowTestId="recheck-item"
            columns={COLUMNS}
            rows={rows}
            keyOf={(item) => String(item.seq)}
            rowAttributes={(item) => ({ "data-holds": String(item.holds) })}
            cell={(item, column) => <FoundCell item={item} column={column} />}
          />
        </div>
      )}
    </section>
  );
}

function FoundCell({ item, column }: { item: RecheckItem; column: Shown }) {
  switch (column) {
    case "item": {
      const what = `${item.change}, ${item.connection_name}`;
      return (
        <span className="clip" title={`${item.on}: ${what}`}>
          <span className="name">{item.on}</span> <span className="muted">{what}</span>
        </span>
      );
    }
    case "ended":
      return <OutcomeShape outcome={item.outcome} />;
    case "found":
      return (
        <span className="clip" title={`${item.found}; expected: ${item.expected}`}>
          {item.found}
        </span>
      );
    case "holds":
      // It was just read back and is as expected, which is what green means.
      if (item.holds === null) return <OutcomeShape outcome="unknown" words="not known" />;
      return item.holds ? (
        <OutcomeShape outcome="verified" words="still in effect" />
      ) : (
        <OutcomeShape
          outcome="refused"
          words={item.outcome === "verified" ? "no longer in effect" : "not in effect"}
        />
      );
  }
}
