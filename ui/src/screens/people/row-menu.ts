import type { PersonRow } from "../../host";
import type { MenuEntry } from "../../parts/menu";
import { lockDownWords } from "../../words/people";

/** The actions for one person in the table. */
export function rowEntries(
  row: PersonRow,
  active: string[],
  on: { open: () => void; quarantine: () => void; lockDown: () => void },
): MenuEntry[] {
  const why = active.length === 0 ? `${row.name} is not active in any app.` : null;
  return [
    { id: "open", label: "Open", onAction: on.open },
    { id: "quarantine", label: "Quarantine…", why, onAction: on.quarantine },
    {
      id: "lockdown",
      label: active.length === 0 ? "Lock down" : lockDownWords(active.length),
      why,
      danger: true,
      onAction: on.lockDown,
    },
  ];
}
