import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { accountKey, useStagedAccounts } from "../../data/stage";
import { asProblem, host, type UserDetail } from "../../host";
import { Button, Link } from "../../parts/button";
import { Side } from "../../parts/page";
import { CopyButton, ProblemPart } from "../../parts/problem";
import { Avatar } from "../../parts/shapes";
import { TabSet } from "../../parts/tabs";
import { href } from "../../routes";
import { whole } from "../../words/names";
import { count, countOrUnknown, sentence } from "../../words/numbers";
import { moment } from "../../words/times";
import { AccountActions } from "./actions";
import { Profile } from "./profile";
import { type Target, targetOf } from "./target";
import css from "./users.module.css";

/** One account beside the table: its profile, groups, history and raw data. */
export function UserDrawer({
  connectionId,
  accountId,
  onClose,
  onEdit,
}: {
  connectionId: string;
  accountId: string;
  onClose: () => void;
  onEdit: (target: Target) => void;
}) {
  const revision = useRevision();
  const query = useQuery({
    queryKey: ["user", connectionId, accountId, revision],
    queryFn: () => host.user(connectionId, accountId),
    placeholderData: (before: UserDetail | undefined) =>
      before?.row.connection_id === connectionId && before.row.account_id === accountId
        ? before
        : undefined,
  });
  const detail = query.data;
  return (
    <Side
      drawer
      label={detail ? detail.row.name : "Account"}
      testId="drawer"
      close={{ title: "Close (Esc)", testId: "drawer-close", onClose }}
    >
      {detail ? <Account detail={detail} onEdit={onEdit} /> : null}
      {query.isError && !detail ? (
        <ProblemPart problem={asProblem(query.error)} title="This account could not be shown">
          <Button className="button" onClick={() => void query.refetch()}>
            Try again
          </Button>
        </ProblemPart>
      ) : null}
    </Side>
  );
}

function Account({ detail, onEdit }: { detail: UserDetail; onEdit: (target: Target) => void }) {
  const now = useNow();
  const staged = useStagedAccounts().get(accountKey(detail.row));
  const edit = () => onEdit(targetOf(detail.row));
  const { row, nouns } = detail;
  const under = [row.email || row.user_name, row.connection_name].filter(
    (t) => t !== "" && t !== row.name,
  );
  return (
    <>
      <div className={css.drawerWho}>
        <Avatar name={row.name} large />
        <div>
          <h2 className="name" data-testid="drawer-name">
            {whole(row.name)}
          </h2>
          <div className={`muted small ${css.drawerUnder}`}>{under.map(whole).join(" · ")}</div>
        </div>
      </div>
      <AccountActions
        key={`${row.connection_id}/${row.account_id}`}
        detail={detail}
        staged={staged}
        onEdit={edit}
      />
      {row.stale ? (
        <p className="note">
          <b>As of {moment(row.as_of, now)}.</b> The newest sync of {row.connection_name} did not
          reach this account, so its current state is unknown.
        </p>
      ) : null}
      <TabSet
        label="Account"
        testId="drawer-tab"
        items={[
          {
            id: "profile",
            label: "Profile",
            content: <Profile detail={detail} staged={staged} now={now} onEdit={edit} />,
          },
          {
            id: "groups",
            label: sentence(nouns.groups),
            count: row.groups === null ? undefined : count(row.groups),
            content: <Groups detail={detail} />,
          },
          { id: "history", label: "History", content: <History detail={detail} now={now} /> },
          { id: "raw", label: "Raw", content: <Raw detail={detail} /> },
        ]}
      />
      <p className="muted small">{detail.deactivate_note}</p>
    </>
  );
}

function Groups({ detail }: { detail: UserDetail }) {
  const { some_groups: groups, nouns, row } = detail;
  return (
    <>
      {row.groups === null ? (
        <p className="note" data-testid="drawer-groups-unknown">
          <b>Unknown, not none.</b> Not every member list of {row.connection_name} was synced.
          {groups.length > 0 ? ` These ${nouns.groups} are certain. There may be more.` : ""}
        </p>
      ) : groups.length === 0 ? (
        <p className="muted small">Not in any {nouns.group}.</p>
      ) : null}
      {groups.length > 0 ? (
        <ul className="box">
          {groups.map((group) => (
            <li key={group.group_id}>
              <Link
                className="grow clip name hover-link"
                href={href({
                  at: "group",
                  connectionId: row.connection_id,
                  groupId: group.group_id,
                })}
              >
                {group.name}
              </Link>
              <span className="muted num">{countOrUnknown(group.members)}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

function History({ detail, now }: { detail: UserDetail; now: Date }) {
  if (detail.history.length === 0)
    return <p className="muted small">No sync has recorded this account yet.</p>;
  return (
    <ol className={css.history}>
      {detail.history.map((entry) => (
        <li key={`${entry.at}${entry.what}${entry.after}${entry.before}`}>
          <span className="muted small num">{moment(entry.at, now)}</span>
          <span className="small">
            <b>{entry.what}</b>
            <br />
            {entry.before ? <del className="name">{entry.before}</del> : null}
            {entry.before && entry.after ? <span className="muted"> → </span> : null}
            {entry.after ? <span className="name">{entry.after}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Raw({ detail }: { detail: UserDetail }) {
  const [text, setText] = useState("");
  // A resource may be large: it is rendered only when its tab is open.
  useEffect(() => setText(detail.raw), [detail.raw]);
  return (
    <>
      <div className="actions">
        <CopyButton text={detail.raw} label="Copy" />
        <span className="muted small">as {detail.row.connection_name} sent it</span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long text scrolls, the keyboard must reach it */}
      <pre className="code" tabIndex={0} data-testid="drawer-raw">
        {text}
      </pre>
    </>
  );
}
