import { useMemo, useState } from "react";
import { useNow } from "../../data/clock";
import type { GroupKey } from "../../data/stage";
import { useStaged } from "../../data/stage-members";
import { filterByGroup } from "../../data/users-view";
import type { MemberPage, Problem } from "../../host";
import { Button, Link } from "../../parts/button";
import { FilterLine } from "../../parts/filter-line";
import { TableFrame } from "../../parts/grid/table-frame";
import { useTable } from "../../parts/grid/use-table";
import { Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { useScreenKeys } from "../../parts/screen-keys";
import { Dot } from "../../parts/shapes";
import { href, useRoute } from "../../routes";
import { changesOf, membersWords } from "../../words/membership";
import { count } from "../../words/numbers";
import { moment } from "../../words/times";
import { EditorSide } from "./changes";
import { GroupActions } from "./group-actions";
import { MembersGrid } from "./members-grid";
import { NoMembers, UnknownMembers } from "./no-members";
import { changedRows } from "./shown-members";
import { useMembers, useOnlyChanges, useTakeBackFound } from "./use-members";

const CRUMB = { words: "Groups", to: { at: "groups" } } as const;

/** The members of one group. If they were not synced, the screen says that they are unknown. */
export function GroupScreen({ connectionId, groupId }: { connectionId: string; groupId: string }) {
  const [, go] = useRoute();
  const key = useMemo(() => ({ connectionId, groupId }), [connectionId, groupId]);
  const [text, setText] = useState("");
  const trimmed = text.trim();
  const pages = useMembers(key, trimmed);
  const { grid, search, toGrid } = useTable(trimmed);
  useScreenKeys({ search, onEscape: () => go({ at: "groups" }) });
  const staged = useStaged(key);
  const changes = changesOf(staged);
  const only = useOnlyChanges(changes);
  useTakeBackFound(key, staged, pages.sample?.rows);
  const { sample } = pages;

  if (!sample) return <GroupNotShown problem={pages.problem} onRetry={pages.retry} />;
  const { group, known } = sample;
  const top = changedRows(staged, trimmed, only.on).length;
  const shown = only.on ? top : top + pages.total;
  const none =
    shown === 0 ? (
      <NoMembers noun={group.noun} searched={trimmed !== ""} onClear={() => setText("")} />
    ) : null;
  return (
    <>
      <GroupHeader groupKey={key} page={sample} />
      {known ? (
        <MemberFilter
          noun={group.noun}
          search={{ inputRef: search, value: text, onChange: setText, onLeave: toGrid }}
          changes={changes}
          only={only}
        />
      ) : null}
      <TableFrame
        pages={pages}
        failed={FAILED}
        testId="members"
        empty={known ? none : <UnknownMembers group={group} />}
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
          onlyChanges={only.on}
          handle={grid}
        />
      </TableFrame>
    </>
  );
}

const FAILED = "This group could not be shown";

/** Before the first page arrives, or if it does not. */
function GroupNotShown({ problem, onRetry }: { problem: Problem | null; onRetry: () => void }) {
  if (!problem) return <Header title="Group" crumb={CRUMB} />;
  return (
    <>
      <Header title="Group" crumb={CRUMB} />
      <div className="empty">
        <ProblemPart problem={problem} title={FAILED}>
          <Button className="button" onClick={onRetry}>
            Try again
          </Button>
        </ProblemPart>
      </div>
    </>
  );
}

/** "Loomwork team, 42 members, as of 09:12, complete". */
function asOfWords({ group, known, complete, as_of }: MemberPage, now: Date): string {
  const how = complete ? ", complete" : ", not complete";
  return `${group.connection_name} ${group.noun}, ${membersWords(group)}, as of ${moment(as_of ?? group.as_of, now)}${known ? how : ""}`;
}

function GroupHeader({ groupKey, page }: { groupKey: GroupKey; page: MemberPage }) {
  const [, go] = useRoute();
  const now = useNow();
  const { connectionId, groupId } = groupKey;
  const { group } = page;
  return (
    <Header
      title={group.name}
      crumb={CRUMB}
      mark={<Dot color={group.color} />}
      sub={asOfWords(page, now)}
    >
      <GroupActions group={group} />
      <Link
        className="button"
        href={href({ at: "since", connectionId, groupId })}
        data-testid="group-since"
      >
        View changes
      </Link>
      {page.known ? (
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
  );
}

function MemberFilter({
  noun,
  search,
  changes,
  only,
}: {
  noun: string;
  search: {
    inputRef: React.Ref<HTMLInputElement>;
    value: string;
    onChange: (text: string) => void;
    onLeave: () => void;
  };
  changes: number;
  only: ReturnType<typeof useOnlyChanges>;
}) {
  return (
    <FilterLine
      label="Members"
      search={{
        label: "Search members",
        placeholder: "Filter members",
        testId: "members-search",
        ...search,
      }}
    >
      <Button
        className="button pressed"
        aria-pressed={only.on}
        aria-disabled={changes === 0}
        onClick={only.toggle}
        data-testid="only-changes"
      >
        Only changes {changes > 0 ? count(changes) : ""}
      </Button>
      <span className="grow" />
      <span className="muted small">
        Only staged changes are planned. Other members of this {noun} stay.
      </span>
    </FilterLine>
  );
}
