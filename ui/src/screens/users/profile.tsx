import type { StagedAccount } from "../../data/stage";
import type { UserDetail } from "../../host";
import { Button } from "../../parts/button";
import { Status } from "../../parts/shapes";
import { dayOnly, moment } from "../../words/times";
import { Fate, OldNew } from "./staged-value";

/** The profile of the account, with its staged changes beside it. */
export function Profile({
  detail,
  staged,
  now,
  onEdit,
}: {
  detail: UserDetail;
  staged: StagedAccount | undefined;
  now: Date;
  onEdit: () => void;
}) {
  const { row, nouns, fields } = detail;
  const since =
    row.status === "no-longer-listed" && row.last_listed ? dayOnly(row.last_listed, now) : null;
  const values = staged?.values ?? [];
  const shown = new Set(fields.map((field) => field.path.toLowerCase()));
  const gone = row.status === "no-longer-listed";
  return (
    <>
      <div className="actions">
        <Button
          className="button"
          aria-disabled={gone}
          aria-describedby={gone ? "edit-why" : undefined}
          onClick={() => !gone && onEdit()}
          data-testid="drawer-edit"
        >
          Edit…
        </Button>
        {gone ? (
          <span className="small ink-2" id="edit-why">
            {row.connection_name} no longer lists this {nouns.user}.
          </span>
        ) : null}
      </div>
      <dl className="pairs">
        <dt>Status</dt>
        <dd data-testid="drawer-status" data-status={row.status}>
          <Status status={row.status} stale={row.stale} since={since} />
          {staged?.fate ? <Fate fate={staged.fate} nouns={nouns} /> : null}
        </dd>
        {fields.map((field) => {
          const value = values.find((one) => one.path.toLowerCase() === field.path.toLowerCase());
          return (
            <div key={`${field.path}${field.value}`} className="pair" title={field.path}>
              <dt>{field.label}</dt>
              <dd
                className={/(^|\.)(id|externalId)$/.test(field.path) ? "mono" : "name"}
                data-staged={value ? "" : undefined}
              >
                {value ? <OldNew before={field.value} after={value.after} /> : field.value}
              </dd>
            </div>
          );
        })}
        {values
          .filter((value) => !shown.has(value.path.toLowerCase()))
          .map((value) => (
            <div key={value.path} className="pair" title={value.path}>
              <dt>{value.label}</dt>
              <dd data-staged="">
                <OldNew before={value.before} after={value.after} />
              </dd>
            </div>
          ))}
        <dt>As of</dt>
        <dd>{moment(row.as_of, now)}</dd>
      </dl>
    </>
  );
}
