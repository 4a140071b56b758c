import { useCallback, useRef, useState } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import { useRead, useReading } from "../../data/state";
import { filterByGroup } from "../../data/users-view";
import { host, type MemberPage, type MemberRow } from "../../host";
import type { ShownColumn } from "../../parts/grid/columns";
import { Grid, type GridHandle } from "../../parts/grid/grid";
import { Body, Empty, Header } from "../../parts/page";
import { Press } from "../../parts/press";
import { ProblemPart } from "../../parts/problem";
import { SearchField } from "../../parts/search-field";
import { Avatar, Dot, Status } from "../../parts/shapes";
import { useRoute } from "../../routes";
import { plural, sentence } from "../../words/numbers";
import { moment } from "../../words/times";
import { useScreenKeys } from "../users/screen-keys";
import "../users/users.css";

type MemberColumn = "name" | "user-name" | "status" | "kind";

const COLUMNS: ShownColumn<MemberColumn>[] = [
  { id: "name", label: "Member", min: 190, weight: 2 },
  { id: "user-name", label: "User name", min: 160, weight: 2 },
  { id: "status", label: "Status", min: 130, weight: 1 },
  { id: "kind", label: "Kind", min: 90, weight: 0.7 },
];

/** Who is in one group. Members that were not read are unknown, which is said instead of a list. */
export function GroupScreen({ connectionId, groupId }: { connectionId: string; groupId: string }) {
  const [, go] = useRoute();
  const now = useNow();
  const read = useRead();
  const reading = useReading();
  const revision = useRevision();
  const [text, setText] = useState("");
  const grid = useRef<GridHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const trimmed = text.trim();
  const fetchPage = useCallback(
    (offset: number, limit: number) =>
      host.members({
        connection_id: connectionId,
        group_id: groupId,
        text: trimmed,
        offset,
        limit,
      }),
    [connectionId, groupId, trimmed],
  );
  const pages = usePages<MemberRow, MemberPage>(
    "members",
    { connectionId, groupId, text: trimmed },
    revision,
    fetchPage,
  );
  useScreenKeys({ search, onEscape: () => go({ at: "groups" }) });
  const group = pages.sample?.group;
  const known = pages.sample?.known ?? true;
  const crumb = { words: "Groups", to: { at: "groups" } as const };

  if (pages.problem && !group) {
    return (
      <>
        <Header title="Group" crumb={crumb} />
        <div className="empty">
          <ProblemPart problem={pages.problem} title="This group could not be shown">
            <Press className="button" onClick={pages.retry}>
              Try again
            </Press>
          </ProblemPart>
        </div>
      </>
    );
  }
  if (!group) return <Header title="Group" crumb={crumb} />;
  const how = pages.sample?.complete ? "complete" : "not complete";
  const members =
    group.members === null ? "members unknown" : plural(group.members, "member", "members");
  return (
    <>
      <Header
        title={group.name}
        crumb={crumb}
        mark={<Dot color={group.color} />}
        sub={`${group.connection_name} ${group.noun}, ${members}, as of ${moment(pages.sample?.as_of ?? group.as_of, now)}${known ? `, ${how}` : ""}`}
      >
        {known ? (
          <Press
            className="button"
            onClick={() => {
              filterByGroup({ connection_id: connectionId, group_id: groupId, name: group.name });
              go({ at: "users" });
            }}
            data-testid="group-show-users"
          >
            Show in Users
          </Press>
        ) : null}
      </Header>
      {known ? (
        <search className="filters" aria-label="Members">
          <SearchField
            inputRef={search}
            label="Search members"
            placeholder="Filter members"
            testId="members-search"
            value={text}
            shortcut
            onChange={setText}
            onLeave={() => grid.current?.focus()}
          />
        </search>
      ) : null}
      <Body>
        {!known ? (
          <Empty title="Members unknown, not none." testId="members-unknown">
            <p className="small">
              The members of this {group.noun} were not read from {group.connection_name}. Rollcall
              cannot say who is in it, nor that it is empty.
            </p>
            <Press
              className="button"
              aria-disabled={reading.has(connectionId)}
              onClick={() => void read([connectionId])}
            >
              {reading.has(connectionId) ? "Reading…" : `Read ${group.connection_name} now`}
            </Press>
          </Empty>
        ) : pages.total === 0 ? (
          trimmed ? (
            <Empty title="No members match this search.">
              <Press className="button" onClick={() => setText("")}>
                Clear search
              </Press>
            </Empty>
          ) : (
            <Empty title={`This ${group.noun} has no members.`} testId="members-none">
              <p className="small">Its member list was read and is empty.</p>
            </Empty>
          )
        ) : (
          <Grid<MemberRow, MemberColumn>
            label={`Members of ${group.name}`}
            testId="members-grid"
            rowTestId="members-row"
            handle={grid}
            columns={COLUMNS}
            count={pages.total}
            rowAt={pages.rowAt}
            keyOf={(row) => row.member_id}
            cell={(row, column) => <MemberCell row={row} column={column} />}
            rowAttributes={(row) => ({
              "data-member": row.member_id,
              "data-status": row.status ?? "unknown",
            })}
            sort={{ by: "", descending: false }}
            onSort={() => undefined}
            onResize={() => undefined}
            onReorder={() => undefined}
            onOpen={(row) =>
              row.status !== null &&
              go({ at: "users", open: { connectionId, accountId: row.member_id } })
            }
            onView={pages.see}
            busy={pages.busy}
          />
        )}
      </Body>
    </>
  );
}

function MemberCell({ row, column }: { row: MemberRow; column: MemberColumn }) {
  switch (column) {
    case "name":
      return (
        <span className="who">
          <Avatar name={row.name} />
          <span className="clip name">{row.name}</span>
        </span>
      );
    case "user-name":
      return <span className="clip muted name">{row.user_name}</span>;
    case "status":
      return row.status === null ? (
        <span className="muted small" title="This member is not among the accounts that were read">
          not among the accounts
        </span>
      ) : (
        <Status status={row.status} />
      );
    case "kind":
      return <span className="muted">{sentence(row.kind)}</span>;
  }
}
