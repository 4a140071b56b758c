import type { PersonView } from "../../host";
import { countOrUnknown } from "../../words/numbers";
import { listWords, money } from "../../words/people";

/** What the HR list says, what ties the accounts, and what they come to. */
export function ListLine({ view, now }: { view: PersonView; now: Date }) {
  const { row } = view;
  const list = listWords({ ...row, department: "" }, now);
  // The list's own word for it is shown where it says more than the mark does.
  const said = (value: string) => list.words.toLowerCase().startsWith(value.toLowerCase());
  const fields = view.list_fields.filter((field) => !said(field.value));
  return (
    <dl className="person-says small" data-testid="person-says">
      <div>
        <dt>List says</dt>
        <dd>
          {row.list === "no-list" ? (
            <span className="muted">no list was imported</span>
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
          <dt>Tied by</dt>
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
        <dt>Seats</dt>
        <dd>
          {row.seats === "" ? (
            "no price is known"
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
