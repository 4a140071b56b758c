import type { UserRow } from "../../host";
import { AppName, Avatar, Status } from "../../parts/shapes";
import { whole } from "../../words/names";
import { count } from "../../words/numbers";
import { dayOnly, moment } from "../../words/times";
import type { UserColumn } from "./columns";

/** One cell of the Users table. Everything an app sent is shown as text. */
export function UserCell({ row, column, now }: { row: UserRow; column: UserColumn; now: Date }) {
  switch (column) {
    case "name":
      return (
        <span className={row.stale ? "who stale-row" : "who"}>
          <Avatar name={row.name} />
          <span className="clip name" title={whole(row.name)}>
            {whole(row.name)}
          </span>
        </span>
      );
    case "user-name":
      return <Quiet text={row.user_name} />;
    case "email":
      return <Quiet text={row.email} />;
    case "title":
      return <Quiet text={row.title} />;
    case "department":
      return <Quiet text={row.department} />;
    case "user-type":
      return <Quiet text={row.user_type} />;
    case "connection":
      return <AppName color={row.color} name={row.connection_name} />;
    case "status":
      return (
        <Status
          status={row.status}
          stale={row.stale}
          since={
            row.status === "no-longer-listed" && row.last_listed
              ? dayOnly(row.last_listed, now)
              : null
          }
        />
      );
    case "groups":
      if (row.status === "no-longer-listed" && row.groups === null)
        return <span className="muted">–</span>;
      return row.groups === null ? (
        <span className="muted" title="Members of some groups were not read: unknown, not none">
          {row.some_groups > 0 ? `${count(row.some_groups)} or more` : "unknown"}
        </span>
      ) : (
        <span>{count(row.groups)}</span>
      );
    case "as-of":
      return (
        <span
          className={row.stale ? "small old" : "small muted"}
          title={row.stale ? "Older than this app’s newest read" : undefined}
        >
          {moment(row.as_of, now)}
        </span>
      );
  }
}

function Quiet({ text }: { text: string }) {
  return (
    <span className="clip muted name" title={whole(text)}>
      {whole(text)}
    </span>
  );
}
