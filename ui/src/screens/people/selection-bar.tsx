import type { PeopleApp, PersonRow } from "../../host";
import { Button } from "../../parts/button";
import { type Selection, selectedCount, selectionWords } from "../../parts/grid/selection";
import { SelectionTray } from "../../parts/grid/selection-tray";
import { PlanButton } from "../../parts/plan-button";
import { count, list } from "../../words/numbers";
import { activeIn, lockDownWords } from "../../words/people";

/** The selected people and the actions to plan for them. Nothing here is sent. */
export function PeopleSelectionBar({
  selection,
  rows,
  apps,
  total,
  planning,
  onAll,
  onClear,
  onOpen,
  onTie,
  onQuarantine,
  onLockDown,
}: {
  selection: Selection;
  /** The selected rows, as far as they are loaded. */
  rows: PersonRow[];
  apps: PeopleApp[];
  total: number;
  planning: boolean;
  onAll: () => void;
  onClear: () => void;
  onOpen: (row: PersonRow) => void;
  onTie: (one: PersonRow, other: PersonRow) => void;
  onQuarantine: () => void;
  onLockDown: () => void;
}) {
  const n = selectedCount(selection);
  const [only] = n === 1 ? rows : [];
  const [one, other] = n === 2 ? rows : [];
  const active = selection.kind === "all" ? null : activeIn(rows, apps);
  const nothing = active !== null && active.length === 0;
  return (
    <SelectionTray
      shown={selection.kind !== "none"}
      count={n}
      words={only ? only.name : selectionWords(selection, total)}
      more={active === null ? null : <ActiveIn apps={active} />}
      oneLine
      testId="people-selection"
    >
      {only ? (
        <Button
          className="button ghost"
          onClick={() => onOpen(only)}
          data-testid="people-selection-open"
        >
          Open
        </Button>
      ) : (
        <SelectAll selected={n} total={total} onAll={onAll} />
      )}
      {one && other ? (
        <Button
          className="button ghost"
          onClick={() => onTie(one, other)}
          data-testid="people-selection-tie"
        >
          Link as one person…
        </Button>
      ) : null}
      <Button
        className="button"
        aria-disabled={nothing}
        onClick={nothing ? undefined : onQuarantine}
        data-testid="people-selection-quarantine"
      >
        Quarantine…
      </Button>
      <PlanButton
        className="button danger"
        planning={planning}
        label={active === null ? `Lock down ${count(n)} people` : lockDownWords(active.length)}
        aria-disabled={nothing || planning}
        onClick={nothing || planning ? undefined : onLockDown}
        data-testid="people-selection-lockdown"
      />
      <Button className="button" onClick={onClear} data-testid="people-selection-clear">
        Clear
      </Button>
    </SelectionTray>
  );
}

function ActiveIn({ apps }: { apps: string[] }) {
  const words = apps.length === 0 ? "not active in any app" : `active in ${list(apps)}`;
  return <span className="muted"> · {words}</span>;
}

function SelectAll({
  selected,
  total,
  onAll,
}: {
  selected: number;
  total: number;
  onAll: () => void;
}) {
  if (selected >= total) return null;
  return (
    <Button className="button ghost" onClick={onAll} data-testid="people-selection-all">
      Select all {count(total)} matches
    </Button>
  );
}
