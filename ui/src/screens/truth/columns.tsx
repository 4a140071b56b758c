import type { TruthLook, TruthMapping } from "../../host";
import { whole } from "../../words/names";
import css from "./truth.module.css";

/** Each column of the file, its field and why, and its first values. */
export function TruthColumns({
  look,
  mapping,
  onField,
}: {
  look: TruthLook;
  /** The last requested mapping; its answer may be pending. */
  mapping: TruthMapping | null;
  onField: (column: number, field: string | null) => void;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls sideways
    <section className={css.truthTable} tabIndex={0} aria-label="Columns of the file">
      <table className="table dense" data-testid="truth-columns">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Field</th>
            <th scope="col">Why</th>
            <th scope="col">First values</th>
          </tr>
        </thead>
        <tbody>
          {look.columns.map((column, i) => {
            const field = mapping ? (mapping.fields[i] ?? null) : column.field;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have the same name
              <tr key={i} data-testid="truth-column" data-field={field ?? ""}>
                <td className="name">{column.name === "" ? "(no name)" : whole(column.name)}</td>
                <td>
                  <select
                    className="input"
                    aria-label={`Field of the column ${column.name}`}
                    value={field ?? ""}
                    data-testid="truth-field"
                    onChange={(event) => onField(i, event.target.value || null)}
                  >
                    <option value="">Not used</option>
                    {look.fields.map((one) => (
                      <option key={one.id} value={one.id}>
                        {one.label}
                      </option>
                    ))}
                  </select>
                </td>
                <td className="muted">{field === column.field ? column.why : "chosen by you"}</td>
                <td className="muted name">{column.samples.filter(Boolean).join(" · ")}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
