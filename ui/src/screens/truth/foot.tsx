import { useId, useState } from "react";
import type { TruthLook } from "../../host";
import { Button } from "../../parts/button";
import { plural } from "../../words/numbers";
import { isConfirmed } from "../../words/plan";
import { importBlocked } from "../../words/truth";

/** The last step. A list that shrank by a lot needs its number typed first. */
export function ImportFoot({
  look,
  busy,
  onImport,
  onCancel,
}: {
  look: TruthLook;
  busy: string | null;
  onImport: (typed: string | null) => void;
  onCancel: () => void;
}) {
  const [typed, setTyped] = useState("");
  const field = useId();
  const { held } = look;
  const blocked = importBlocked(look);
  const ready = blocked === null && busy === null && isConfirmed(held?.type_this ?? null, typed);
  return (
    <form
      className="foot"
      aria-label="Import"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onImport(held ? typed.trim() : null);
      }}
    >
      <span className="ink-2 small" data-testid="truth-why">
        {blocked ??
          held?.words ??
          "People will be compared with this list. Earlier lists stay in the record."}
      </span>
      {held && blocked === null ? (
        <label className="type-this" htmlFor={field} data-testid="truth-held">
          <span>
            Type <b>{held.type_this}</b> to import it anyway
          </span>
          <input
            id={field}
            className="input mono"
            autoComplete="off"
            spellCheck={false}
            size={Math.max(6, held.type_this.length + 1)}
            value={typed}
            data-testid="truth-type"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      ) : null}
      <Button className="button" onClick={onCancel}>
        Cancel
      </Button>
      <Button className="button primary" type="submit" disabled={!ready} data-testid="truth-import">
        {busy === "importing"
          ? "Importing…"
          : look.entries === null
            ? "Import"
            : `Import ${plural(look.entries, "person", "people")}`}
      </Button>
    </form>
  );
}
