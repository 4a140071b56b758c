import type { TruthLook } from "../../host";
import { plural } from "../../words/numbers";
import css from "./truth.module.css";

/** The sheet of a workbook and the encoding of a text file: both can be changed. */
export function SourceChoice({
  look,
  onRead,
}: {
  look: TruthLook;
  onRead: (sheet: string | null, encoding: string | null) => void;
}) {
  const encoding = look.encodings.find((one) => one.chosen);
  return (
    <>
      {look.sheets.length > 1 ? (
        <label className={`note ${look.sheet_open ? "" : "plain"} ${css.source}`}>
          <span>{look.sheet_open ? <b>Which sheet has the people?</b> : "Sheet"}</span>
          <select
            className="input"
            value={look.sheet_open ? "" : (look.sheets.find((one) => one.chosen)?.name ?? "")}
            data-testid="truth-sheet"
            onChange={(event) => event.target.value !== "" && onRead(event.target.value, null)}
          >
            {look.sheet_open ? <option value="">Not answered</option> : null}
            {look.sheets.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name} (
                {one.people === 0 ? "no people" : plural(one.people, "person", "people")})
              </option>
            ))}
          </select>
        </label>
      ) : null}
      {look.encodings.length > 0 ? (
        <label className={`note plain ${css.source}`}>
          <span>Encoding (choose the one with readable names)</span>
          <select
            className="input"
            value={encoding?.name ?? ""}
            data-testid="truth-encoding"
            onChange={(event) => event.target.value !== "" && onRead(null, event.target.value)}
          >
            {encoding ? null : <option value="">Other</option>}
            {look.encodings.map((one) => (
              <option key={one.name} value={one.name}>
                {one.name}: {one.samples.join(", ")}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </>
  );
}
