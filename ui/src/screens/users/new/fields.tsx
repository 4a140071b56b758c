import type { AttributeView } from "../../../host";
import css from "./new-user.module.css";

/** The user name first; attributes that the app accepts neither now nor later are not offered. */
export function offered(attributes: AttributeView[]): AttributeView[] {
  const takes = (a: AttributeView) => a.refused.length === 0 || a.create_only.length > 0;
  const first = (a: AttributeView) => (a.path === "userName" ? 0 : 1);
  return attributes.filter(takes).sort((a, b) => first(a) - first(b));
}

/** Fields shown at first; the rarer ones are folded. */
const USUAL = 7;

export function Fields({
  attributes,
  values,
  onChange,
}: {
  attributes: AttributeView[];
  values: Record<string, string>;
  onChange: (path: string, value: string) => void;
}) {
  const field = (attribute: AttributeView) => (
    <FieldLine
      key={attribute.path}
      attribute={attribute}
      value={values[attribute.path] ?? ""}
      onChange={(value) => onChange(attribute.path, value)}
    />
  );
  const more = attributes.slice(USUAL);
  return (
    <>
      <div className={css.fields}>{attributes.slice(0, USUAL).map(field)}</div>
      {more.length > 0 ? (
        <details className="fold">
          <summary tabIndex={0}>
            <b>More fields</b>
            <span className="muted">{more.length}</span>
          </summary>
          <div className={`${css.fields} ${css.folded}`}>{more.map(field)}</div>
        </details>
      ) : null}
    </>
  );
}

function FieldLine({
  attribute,
  value,
  onChange,
}: {
  attribute: AttributeView;
  value: string;
  onChange: (value: string) => void;
}) {
  const required = attribute.path === "userName";
  const notes = [
    required ? "required" : "",
    attribute.create_only.length > 0 ? "can’t be changed later" : "",
    attribute.write_only.length > 0 ? "can’t be read back, so not verified" : "",
  ].filter(Boolean);
  return (
    <label className="field">
      <span>
        {attribute.label}
        {notes.length > 0 ? <span className="muted"> {notes.join(", ")}</span> : null}
      </span>
      <input
        className="input"
        autoComplete="off"
        spellCheck={false}
        required={required}
        value={value}
        data-testid="new-user-field"
        data-path={attribute.path}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}
