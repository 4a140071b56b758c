import { ChevronDown, X } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import type { AttributeView } from "../../host";
import { Button } from "../../parts/button";
import { list } from "../../words/numbers";
import css from "./edit.module.css";

/** One attribute to set or clear. */
export type Wanted = { id: number; path: string; text: string; away: boolean };

export function EditRow({
  row,
  attributes,
  refused,
  taken,
  now,
  onChange,
  onChoose,
  onRemove,
}: {
  row: Wanted;
  attributes: AttributeView[];
  /** Refused by every app here: shown disabled. */
  refused: AttributeView[];
  /** Paths chosen in any row; each is set only once. */
  taken: ReadonlySet<string>;
  /** The current value, for a single account. */
  now: string | null;
  onChange: (row: Wanted) => void;
  onChoose: (path: string) => void;
  onRemove?: () => void;
}) {
  const [select, value, notes] = [useId(), useId(), useId()];
  const attribute = attributes.find((one) => one.path === row.path);
  const choose = useRef<HTMLSelectElement>(null);
  // A new row gets the focus once the dialog has opened.
  useEffect(() => {
    const select = choose.current;
    select?.focus();
    const frame = requestAnimationFrame(() => {
      const row = select?.closest("fieldset");
      if (!row?.contains(document.activeElement)) select?.focus();
    });
    // The library focuses the dialog itself once more, half a second after it opened.
    const dialog = select?.closest("[role=dialog]");
    const passOn = (event: Event) => event.target === dialog && select?.focus();
    dialog?.addEventListener("focusin", passOn);
    return () => {
      cancelAnimationFrame(frame);
      dialog?.removeEventListener("focusin", passOn);
    };
  }, []);
  return (
    <fieldset className={css.row}>
      <legend className="hidden-words">{attribute?.label ?? "Attribute"}</legend>
      <div className={css.part}>
        <label htmlFor={select} className="small ink-2">
          Attribute
        </label>
        <span className={`input ${css.select}`}>
          <select
            ref={choose}
            id={select}
            tabIndex={0}
            value={row.path}
            onChange={(event) => onChoose(event.target.value)}
            data-testid="edit-attribute"
          >
            <option value="" disabled>
              Choose…
            </option>
            {attributes.map((one) => (
              <option
                key={one.path}
                value={one.path}
                disabled={one.path !== row.path && taken.has(one.path)}
              >
                {one.label}
              </option>
            ))}
            {refused.length > 0 ? (
              <optgroup label="Cannot be set here">
                {refused.map((one) => (
                  <option key={one.path} value={one.path} disabled>
                    {one.label}: {one.refused[0]?.why ?? "refused"}
                  </option>
                ))}
              </optgroup>
            ) : null}
          </select>
          <ChevronDown aria-hidden="true" />
        </span>
      </div>
      <div className={css.part}>
        <label htmlFor={value} className="small ink-2">
          New value
        </label>
        <span className={css.value}>
          <input
            id={value}
            className="input"
            autoComplete="off"
            spellCheck={false}
            disabled={row.path === "" || row.away}
            value={row.away ? "" : row.text}
            placeholder={row.away ? "none" : ""}
            aria-describedby={notes}
            onChange={(event) => onChange({ ...row, text: event.target.value })}
            data-testid="edit-value"
          />
          {onRemove ? (
            <Button
              className="button icon ghost"
              aria-label={`Remove ${attribute?.label ?? "this attribute"}`}
              onClick={onRemove}
              data-testid="edit-remove"
            >
              <X aria-hidden="true" />
            </Button>
          ) : null}
        </span>
        <div className={css.notes}>
          <label className={`${css.away} small`}>
            <input
              type="checkbox"
              tabIndex={0}
              checked={row.away}
              disabled={row.path === ""}
              onChange={(event) => onChange({ ...row, away: event.target.checked })}
              data-testid="edit-away"
            />
            Clear value
          </label>
          <div id={notes} className="small ink-2">
            {attribute ? <Notes attribute={attribute} now={now} /> : null}
            {attribute && !row.away && row.text.trim() === "" ? (
              <p>An empty field changes nothing. Type a value or clear it.</p>
            ) : null}
          </div>
        </div>
      </div>
    </fieldset>
  );
}

/** Notes to read before this attribute is set. */
function Notes({ attribute, now }: { attribute: AttributeView; now: string | null }) {
  const { write_only: hidden, refused } = attribute;
  const why = new Map<string, string[]>();
  for (const one of refused) why.set(one.why, [...(why.get(one.why) ?? []), one.connection_name]);
  return (
    <>
      {now === null ? null : (
        <p>
          Now: <span className="name">{now === "" ? "none" : now}</span>
        </p>
      )}
      {hidden.length > 0 ? (
        <p data-testid="edit-write-only">
          Rollcall can’t read this back in {list(hidden)}, so it ends as accepted, not verified.
        </p>
      ) : null}
      {[...why].map(([reason, apps]) => (
        <p key={reason} data-testid="edit-partly-refused">
          Left out: {list(apps)}. {reason}
        </p>
      ))}
    </>
  );
}
