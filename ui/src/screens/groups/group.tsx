import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { usePages } from "../../data/pages";
import { takeBack, useStaged } from "../../data/stage-members";
import { useRead, useReading } from "../../data/state";
import { filterByGroup } from "../../data/users-view";
import { host, type MemberPage, type MemberRow } from "../../host";
import { Button, Link } from "../../parts/button";
import { FilterLine } from "../../parts/filter-line";
import { TableFrame } from "../../parts/grid/table-frame";
import { useTable } from "../../parts/grid/use-table";
import { Empty, Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { useScreenKeys } from "../../parts/screen-keys";
import { Dot } from "../../parts/shapes";
import { href, useRoute } from "../../routes";
import { changesOf } from "../../words/membership";
import { count, plural } from "../../words/numbers";
import { moment } from "../../words/times";
import { EditorSide } from "./changes";
import { GroupActions } from "./group-actions";
import { MembersGrid } from "./members-grid";
import { changedRows } from "./shown-members";

/** The members of one group. If they were not synced, the screen says that they are unknown. */
export function GroupScreen({ connectionId, groupId }: { connectionId: string; groupId: string }) {
  const [, go] = useRoute();
  const client = useQueryClient();
  const now = useNow();
  const read = useRead();
  const reading = useReading();
  const revision = useRevision();
  const [text, setText] = useState("");
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
  const { grid, search, toGrid } = useTable(trimmed);
  useScreenKeys({ search, onEscape: () => go({ at: "groups" }) });
  const key = useMemo(() => ({ connectionId, groupId }), [connectionId, groupId]);
  const staged = useStaged(key);
  const changes = changesOf(staged);
  const [only, setOnly] = useState(false);
  const onlyChanges = only && changes > 0;
  useEffect(() => {
    if (changes === 0) setOnly(false);
  }, [changes]);
  const listed = pages.sample?.rows;
  useEffect(() => {
    // A sync may find a member whose add is staged: then nothing is left to add.
    const there = listed?.filter((row) => staged.adds.has(row.member_id)) ?? [];
    if (there.length > 0) takeBack(client, key, ...there.map((row) => row.member_id));
  }, [client, listed, staged, key]);
  const group = pages.sample?.group;
  const known = pages.sample?.known ?? true;
  const crumb = { words: "Groups", to: { at: "groups" } as const };

  if (pages.problem && !group) {
    return (
      <>
        <Header title="Group" crumb={crumb} />
        <div className="empty">
          <ProblemPart problem={pages.problem} title="This group could not be shown">
            <Button className="button" onClick={pages.retry}>
              Try again
            </Button>
          </ProblemPart>
        </div>
      </>
    );
  }
  if (!group) return <Header title="Group" crumb={crumb} />;
  const how = pages.sample?.complete ? "complete" : "not complete";
  const top = changedRows(staged, trimmed, onlyChanges).length;
  const shown = onlyChanges ? top : top + pages.total;
  const members =
    group.members === null
      ? "members unknown"
      : group.unproven > 0
        ? `members not proven (${plural(group.members, "member", "members")} in its own list, ${plural(group.named_by ?? 0, "account names", "accounts name")} it)`
        : plural(group.members, "member", "members");
  return (
    <>
      <Header
        title={group.name}
        crumb={crumb}
        mark={<Dot color={group.color} />}
        sub={`${group.connection_name} ${group.noun}, ${members}, as of ${moment(pages.sample?.as_of ?? group.as_of, now)}${known ? `, ${how}` : ""}`}
      >
        <GroupActions group={group} />
        <Link
          className="button"
          href={href({ at: "since", connectionId, groupId })}
          data-testid="group-since"
        >
          View changes
        </Link>
        {known ? (
          <Button
            className="button"
            onClick={() => {
              filterByGroup({ connection_id: connectionId, group_id: groupId, name: group.name });
              go({ at: "users" });
            }}
            data-testid="group-show-users"
          >
            Show in Accounts
          </Button>
        ) : null}
      </Header>
      {known ? (
        <FilterLine
          label="Members"
          search={{
            inputRef: search,
            label: "Search members",
            placeholder: "Filter members",
            testId: "members-search",
            value: text,
            onChange: setText,
            onLeave: toGrid,
          }}
        >
          <Button
            className="button pressed"
            aria-pressed={onlyChanges}
            aria-disabled={changes === 0}
            onClick={() => setOnly(changes > 0 && !onlyChanges)}
            data-testid="only-changes"
          >
            Only changes {changes > 0 ? count(changes) : ""}
          </Button>
          <span className="grow" />
          <span className="muted small">
            Only staged changes are planned. Other members of this {group.noun} stay.
          </span>
        </FilterLine>
      ) : null}
      <TableFrame
        pages={pages}
        failed="This group could not be shown"
        testId="members"
        empty={
          !known ? (
            <Empty title="Members unknown, not none" testId="members-unknown">
              <p className="small">
                The members of this {group.noun} were not synced from {group.connection_name}.
                Rollcall can’t tell who is in it, or whether it is empty.
              </p>
              <Button
                className="button"
                aria-disabled={reading.has(connectionId)}
                onClick={() => void read([connectionId])}
              >
                {reading.has(connectionId) ? "Syncing…" : `Sync ${group.connection_name} now`}
              </Button>
            </Empty>
          ) : shown === 0 ? (
            trimmed ? (
              <Empty title="No members match this search.">
                <Button className="button" onClick={() => setText("")}>
                  Clear search
                </Button>
              </Empty>
            ) : (
              <Empty title={`This ${group.noun} has no members.`} testId="members-none">
                <p className="small">Its member list was synced and is empty.</p>
              </Empty>
            )
          ) : null
        }
        side={
          known ? (
            <EditorSide
              groupKey={key}
              group={group}
              members={group.members ?? pages.total}
              onDiscard={toGrid}
            />
          ) : undefined
        }
      >
        <MembersGrid
          groupKey={key}
          label={`Members of ${group.name}`}
          pages={pages}
          text={trimmed}
          onlyChanges={onlyChanges}
          handle={grid}
        />
      </TableFrame>
    </>
  );
}
