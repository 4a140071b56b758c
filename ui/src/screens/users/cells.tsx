import type { StagedAccount } from "../../data/stage";
import type { Nouns, UserRow } from "../../host";
import { AppName, Avatar, Status } from "../../parts/shapes";
import { whole } from "../../words/names";
import { count } from "../../words/numbers";
import { valueWords } from "../../words/stage";
import { dayOnly, moment } from "../../words/times";
import type { UserColumn } from "./columns";
import { Fate, OldNew, stagedCell } from "./staged-value";

/** One cell of the Accounts table. Everything from an app is shown as text. */
export function UserCell({
  row,
  column,
  now,
  staged,
  nouns,
  shown,
}: {
  row: UserRow;
  column: UserColumn;
  now: Date;
  staged?: StagedAccount;
  nouns?: Nouns;
  /** The visible columns. */
  shown?: UserColumn[];
}) {
  const becomes = stagedCell(staged, row, column);
  if (becomes && column !== "name") return <OldNew {...becomes} />;
  switch (column) {
    case "name":
      return (
        <span className={row.stale ? "who stale-row" : "who"}>
          <Avatar name={row.name} />
          {becomes ? <OldNew {...becomes} /> : <Name name={row.name} goes={isLeaving(staged)} />}
          {shown ? <StagedElsewhere staged={staged} row={row} shown={shown} /> : null}
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
      if (staged?.fate) return <Fate fate={staged.fate} nouns={nouns} />;
      return <Status status={row.status} stale={row.stale} since={goneSince(row, now)} />;
    case "groups":
      return <GroupCount row={row} />;
    case "as-of":
      return <AsOf row={row} now={now} />;
  }
}

const isLeaving = (staged?: StagedAccount): boolean =>
  staged?.fate === "deactivate" || staged?.fate === "delete";

function Name({ name, goes }: { name: string; goes: boolean }) {
  return (
    <span className="clip name" title={whole(name)}>
      {goes ? <del>{whole(name)}</del> : whole(name)}
    </span>
  );
}

/** The day on which an account was listed last; null for one that still is. */
const goneSince = (row: UserRow, now: Date): string | null =>
  row.status === "no-longer-listed" && row.last_listed ? dayOnly(row.last_listed, now) : null;

/** Unknown is not none: without every member list, only a part of the groups is certain. */
function GroupCount({ row }: { row: UserRow }) {
  if (row.groups !== null) return <span>{count(row.groups)}</span>;
  if (row.status === "no-longer-listed") return <span className="muted">–</span>;
  return (
    <span className="muted" title="Unknown, not none. Members of some groups were not synced">
      {row.some_groups > 0 ? `${count(row.some_groups)} or more` : "unknown"}
    </span>
  );
}

function AsOf({ row, now }: { row: UserRow; now: Date }) {
  return (
    <span
      className={row.stale ? "small old" : "small muted"}
      title={row.stale ? "Older than this app’s newest sync" : undefined}
    >
      {moment(row.as_of, now)}
    </span>
  );
}

/** Changes staged for hidden columns appear as a word beside the name. */
function StagedElsewhere({
  staged,
  row,
  shown,
}: {
  staged?: StagedAccount;
  row: UserRow;
  shown: UserColumn[];
}) {
  const values = staged?.values ?? [];
  const seen = shown.some((column) => stagedCell(staged, row, column) !== undefined);
  if (values.length === 0 || seen) return null;
  return (
    <span className="tag warn" title={values.map(valueWords).join(", ")}>
      edit<span className="hidden-words"> staged</span>
    </span>
  );
}

function Quiet({ text }: { text: string }) {
  return (
    <span className="clip muted name" title={whole(text)}>
      {whole(text)}
    </span>
  );
}
