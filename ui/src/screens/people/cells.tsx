import type { PeopleApp, PersonRow } from "../../host";
import { Avatar } from "../../parts/shapes";
import { whole } from "../../words/names";
import { count } from "../../words/numbers";
import { cellWords, listWords, money } from "../../words/people";
import { appOfColumn, type PeopleColumn } from "./columns";
import css from "./people.module.css";

/** One cell of the People table. Everything from an app is shown as text. */
export function PeopleCell({
  row,
  column,
  apps,
  now,
}: {
  row: PersonRow;
  column: PeopleColumn;
  apps: PeopleApp[];
  now: Date;
}) {
  const app = appOfColumn(column);
  if (app !== null) {
    return <AppState row={row} app={apps.find((one) => one.connection_id === app)} />;
  }
  switch (column) {
    case "name":
      return (
        <span className="who">
          <Avatar name={row.name} />
          <span className="clip name" title={whole(row.name)}>
            {whole(row.name)}
          </span>
          <Marks row={row} />
        </span>
      );
    case "email":
      return (
        <span className="clip muted name" title={whole(row.email)}>
          {whole(row.email)}
        </span>
      );
    case "department":
      return <ListCell row={row} now={now} />;
    case "groups":
      return row.groups === null ? (
        <span className="muted" title="Unknown, not none. Members of some groups were not synced">
          unknown
        </span>
      ) : (
        <span>{count(row.groups)}</span>
      );
    case "seats":
      return (
        <span className="muted" title={row.seats === "" ? "License cost not set" : undefined}>
          {row.seats === "" ? "–" : money(row.seats)}
        </span>
      );
    case "apps":
      return <span>{count(row.cells.length)}</span>;
    default:
      return null;
  }
}

/** The tags beside the name. */
function Marks({ row }: { row: PersonRow }) {
  return (
    <>
      {row.open_case ? <span className="tag bad">case</span> : null}
      {row.shared ? (
        <span className="tag" title={`Not a person: ${row.shared}`}>
          shared
        </span>
      ) : null}
      {row.proposed ? (
        <span className="tag warn" title="Another person may be the same">
          same?
        </span>
      ) : null}
    </>
  );
}

export function ListCell({ row, now }: { row: PersonRow; now: Date }) {
  const { words, tone } = listWords(row, now);
  if (tone === "plain") {
    return (
      <span className="clip muted name" title={whole(words)}>
        {words === "" ? "–" : whole(words)}
      </span>
    );
  }
  return <span className={tone === "quiet" ? "tag" : `tag ${tone}`}>{words}</span>;
}

/** The state in one app: a disc, a ring, a dash or a dot. Red where a leaver is active. */
function AppState({ row, app }: { row: PersonRow; app: PeopleApp | undefined }) {
  if (!app) return null;
  const cell = row.cells.find((one) => one.connection_id === app.connection_id);
  const words = cellWords(cell, app.complete);
  const state = cell?.state ?? (app.complete ? "none" : "unknown");
  return (
    <span
      className={css["app-state"]}
      data-state={state}
      data-leaver={row.list === "left" && state === "active" ? "" : undefined}
      title={`${app.name}: ${words}`}
    >
      {cell ? <i aria-hidden="true" /> : <span aria-hidden="true">{app.complete ? "·" : "?"}</span>}
      {cell && cell.accounts > 1 ? <b aria-hidden="true">{count(cell.accounts)}</b> : null}
      <span className="hidden-words">{words}</span>
    </span>
  );
}
