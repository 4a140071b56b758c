import type { ReconcileAppView, ReconcileRow } from "../../host";
import { AppName, Avatar } from "../../parts/shapes";
import { whole } from "../../words/names";
import { listStateWords } from "../../words/people";
import { proposalWords } from "../../words/reconcile";
import type { ReconcileColumn } from "./columns";
import css from "./reconcile.module.css";

/** One cell of the table. Everything from an app or the list is shown as text. */
export function ReconcileCell({
  row,
  column,
  apps,
  staged,
  now,
}: {
  row: ReconcileRow;
  column: ReconcileColumn;
  apps: ReconcileAppView[];
  /** What it proposes is staged. */
  staged: boolean;
  now: Date;
}) {
  switch (column) {
    case "person":
      return (
        <span className="who">
          <Avatar name={row.name} />
          <span className="clip name" title={whole(row.name)}>
            {whole(row.name)}
          </span>
        </span>
      );
    case "email":
      return <Text text={row.email === "" ? row.user_name : row.email} />;
    case "app": {
      const app = apps.find((one) => one.connection_id === row.at.connection_id);
      return app ? (
        <AppName color={app.color} name={app.name} />
      ) : (
        <span className="muted">none</span>
      );
    }
    case "field":
      return <span className="ink-2 clip">{row.label}</span>;
    case "in-app":
      return row.proposal === "set" && !row.spelling_only ? (
        <Value text={row.in_app} struck />
      ) : (
        <Value text={row.in_app} />
      );
    case "in-list":
      return row.at.path === null ? (
        <span className="clip">{listStateWords(row.list, row.list_day, now)}</span>
      ) : (
        <Value text={row.in_list} />
      );
    case "words":
      return staged ? <span className={`clip ${css.staged}`}>Staged</span> : <Proposal row={row} />;
  }
}

function Text({ text }: { text: string }) {
  return (
    <span className="clip muted name" title={whole(text)}>
      {whole(text)}
    </span>
  );
}

function Value({ text, struck }: { text: string; struck?: boolean }) {
  if (text === "") return <span className="muted">–</span>;
  const shown = whole(text);
  return struck ? (
    <del className={`clip name ${css.was}`} title={shown}>
      {shown}
    </del>
  ) : (
    <span className="clip name" title={shown}>
      {shown}
    </span>
  );
}

function Proposal({ row }: { row: ReconcileRow }) {
  const words = proposalWords(row);
  if (
    row.proposal === "join" ||
    row.proposal === "create" ||
    (row.proposal === "set" && !row.spelling_only)
  ) {
    return (
      <span className={`clip ${css.set}`} title={words}>
        {words}
      </span>
    );
  }
  if (row.proposal === "nothing" && row.at.path !== null && row.ignored === null) {
    return (
      <span className="tag warn clip" title={words}>
        {words}
      </span>
    );
  }
  return (
    <span className={row.proposal === "deactivate" ? "clip" : "clip muted"} title={words}>
      {words}
    </span>
  );
}
