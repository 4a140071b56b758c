import type { PersonView } from "../../host";
import { countOrUnknown } from "../../words/numbers";
import { listWords, money } from "../../words/people";
import css from "./person.module.css";

/** The HR status, how the accounts are matched, and their cost. */
export function ListLine({ view, now }: { view: PersonView; now: Date }) {
  const { row } = view;
  const list = listWords({ ...row, department: "" }, now);
  // The list's own word is shown where it says more than the tag.
  const said = (value: string) => list.words.toLowerCase().startsWith(value.toLowerCase());
  const fields = view.list_fields.filter((field) => !said(field.value));
  return (
    <dl className={`${css.says} small`} data-testid="person-says">
      <div>
        <dt>HR status</dt>
        <dd>
          {row.list === "no-list" ? (
            <span className="muted">no HR list imported</span>
          ) : row.list === "employed" ? (
            "Employed"
          ) : (
            <span className={list.tone === "quiet" ? "tag" : `tag ${list.tone}`}>{list.words}</span>
          )}
        </dd>
      </div>
      {fields.map((field) => (
        <div key={field.label}>
          <dt>{field.label}</dt>
          <dd className="name">{field.value}</dd>
        </div>
      ))}
      {view.tied_by === "" ? null : (
        <div>
          <dt>Matched by</dt>
          <dd>{view.tied_by}</dd>
        </div>
      )}
      {row.shared ? (
        <div>
          <dt>Not a person</dt>
          <dd data-testid="person-shared">{row.shared}</dd>
        </div>
      ) : null}
      <div>
        <dt>Groups</dt>
        <dd>
          <b>{countOrUnknown(row.groups)}</b>
        </dd>
      </div>
      <div>
        <dt>License cost</dt>
        <dd>
          {row.seats === "" ? (
            "not set"
          ) : (
            <>
              <b>{money(row.seats)}</b> a month
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}
