import type { ReviewDecision, Reviewer, ReviewRow, ReviewView } from "../../host";
import { Button } from "../../parts/button";
import { AppName, Avatar } from "../../parts/shapes";
import { whole } from "../../words/names";
import { listWords } from "../../words/people";
import { DECISION, groupWords, itemWords, keptFlag } from "../../words/review";
import type { ReviewColumn } from "./columns";
import css from "./reviews.module.css";

const DECISIONS: Record<ReviewView["granularity"], ReviewDecision[]> = {
  account: ["keep", "change", "revoke"],
  // Its groups are separate items, so there is nothing to change.
  membership: ["keep", "revoke"],
};

/** One cell of a review. Everything from an app or a reviewer is shown as text. */
export function ReviewCell({
  row,
  column,
  reviewers,
  granularity,
  open,
  now,
  onDecide,
}: {
  row: ReviewRow;
  column: ReviewColumn;
  reviewers: Reviewer[];
  granularity: ReviewView["granularity"];
  /** Decisions can still be made. */
  open: boolean;
  now: Date;
  onDecide: (decision: ReviewDecision) => void;
}) {
  switch (column) {
    case "account":
      return <AccountCell row={row} />;
    case "app":
      return <AppName color={row.color} name={row.connection_name} />;
    case "groups":
      return <GroupsCell row={row} granularity={granularity} />;
    case "list":
      return <ListCell row={row} now={now} />;
    case "since":
      return (
        <span className="clip" title={row.last_decision ?? undefined}>
          <SinceLast row={row} />
        </span>
      );
    case "decision":
      return (
        <DecisionCell
          row={row}
          decisions={DECISIONS[granularity]}
          open={open}
          onDecide={onDecide}
        />
      );
    case "note":
      return <NoteCell row={row} />;
    case "reviewer":
      return (
        <span
          className="clip muted name"
          title={row.handed_from === null ? undefined : `Handed over by ${row.handed_from}`}
        >
          {reviewers.find((one) => one.number === row.reviewer)?.name ?? "–"}
        </span>
      );
  }
}

function AccountCell({ row }: { row: ReviewRow }) {
  return (
    <span className="who">
      <Avatar name={row.name} />
      <span className="clip name" title={`${whole(row.name)}, ${whole(row.user_name)}`}>
        {whole(row.name)}
      </span>
      {row.privileged ? (
        <span className="tag warn" title={`Privileged: ${row.privilege}`}>
          {row.privilege === "admin" ? "admin" : "privileged"}
        </span>
      ) : null}
      {row.active ? null : <span className="tag">inactive</span>}
      {row.conflict ? <span className="tag bad">conflict</span> : null}
    </span>
  );
}

function GroupsCell({
  row,
  granularity,
}: {
  row: ReviewRow;
  granularity: ReviewView["granularity"];
}) {
  if (granularity === "membership" && !row.group)
    return <span className="muted">account only</span>;
  return (
    <span className="clip name" title={row.groups.map((group) => group.name).join(", ")}>
      {groupWords(row)}
    </span>
  );
}

function ListCell({ row, now }: { row: ReviewRow; now: Date }) {
  const { words, tone } = listWords({ ...row, department: "", list_date: row.list_day }, now);
  if (tone !== "plain")
    return <span className={tone === "quiet" ? "tag" : `tag ${tone}`}>{words}</span>;
  return <span className="muted">{row.list === "employed" ? "Employed" : "–"}</span>;
}

/** What changed since the freeze, or else since the last review. */
function SinceLast({ row }: { row: ReviewRow }) {
  if (row.now) {
    return (
      <span className="tag warn" title="Changed since the freeze">
        now {row.now}
      </span>
    );
  }
  return <span className={row.moved ? "tag warn" : "muted"}>{row.since_last}</span>;
}

function DecisionCell({
  row,
  decisions,
  open,
  onDecide,
}: {
  row: ReviewRow;
  decisions: ReviewDecision[];
  open: boolean;
  onDecide: (decision: ReviewDecision) => void;
}) {
  return (
    <span className={css.choice}>
      {decisions.map((one) => (
        <Button
          key={one}
          data-decision={one}
          aria-pressed={row.decision === one}
          aria-label={`${DECISION[one]} ${itemWords(row)}`}
          aria-disabled={!open}
          tabIndex={-1}
          onClick={(event) => {
            event.stopPropagation();
            if (open) onDecide(one);
          }}
        >
          {DECISION[one]}
        </Button>
      ))}
    </span>
  );
}

function NoteCell({ row }: { row: ReviewRow }) {
  const flag = keptFlag(row);
  return (
    <span className="clip muted name" title={row.reason}>
      {flag === "" ? null : <span className="tag warn">{flag}</span>} {row.bulk ? "in bulk " : ""}
      {row.imported_by === null ? "" : `imported by ${row.imported_by} `}
      {row.reason}
    </span>
  );
}
