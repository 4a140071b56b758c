import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Pages } from "../../data/pages";
import type { GroupKey } from "../../data/stage";
import { stageRemove, takeBack, useStaged } from "../../data/stage-members";
import type { MemberPage, MemberRow } from "../../host";
import { Button } from "../../parts/button";
import type { ShownColumn } from "../../parts/grid/columns";
import type { GridHandle } from "../../parts/grid/grid";
import { PagedGrid } from "../../parts/grid/paged-grid";
import { Avatar, Status } from "../../parts/shapes";
import { useRoute } from "../../routes";
import { sentence } from "../../words/numbers";
import css from "./groups.module.css";
import { changedRows, isUser, type ShownMember, type StagedAs } from "./shown-members";

type MemberColumn = "change" | "name" | "user-name" | "status" | "kind" | "action";

const COLUMNS: ShownColumn<MemberColumn>[] = [
  { id: "change", label: "Staged change", min: 24, width: 24, weight: 0, quiet: true },
  { id: "name", label: "Member", min: 150, weight: 2 },
  { id: "user-name", label: "User name", min: 140, weight: 2 },
  { id: "status", label: "Status", min: 104, weight: 1 },
  { id: "kind", label: "Kind", min: 66, weight: 0.5 },
  { id: "action", label: "Action", min: 88, weight: 0.4, align: "end", quiet: true },
];

/** The members with staged changes in place: adds as rows on top, removals in their rows. */
export function MembersGrid({
  groupKey,
  label,
  pages,
  text,
  onlyChanges,
  handle,
}: {
  groupKey: GroupKey;
  label: string;
  pages: Pages<MemberRow, MemberPage>;
  text: string;
  onlyChanges: boolean;
  handle: React.Ref<GridHandle>;
}) {
  const [, go] = useRoute();
  const client = useQueryClient();
  const staged = useStaged(groupKey);
  const top = changedRows(staged, text, onlyChanges);
  const { see } = pages;
  const before = top.length;
  const onView = useCallback(
    (first: number, last: number) => see(Math.max(0, first - before), Math.max(0, last - before)),
    [see, before],
  );
  const rowAt = (index: number): ShownMember | undefined => {
    if (index < before || onlyChanges) return top[index];
    const row = pages.rowAt(index - before);
    return row && { ...row, staged: staged.removes.has(row.member_id) ? "remove" : null };
  };
  const toggle = (row: ShownMember) => {
    if (!isUser(row)) return;
    if (row.staged !== null) takeBack(client, groupKey, row.member_id);
    else
      stageRemove(client, groupKey, {
        id: row.member_id,
        name: row.name,
        user_name: row.user_name,
        status: row.status,
      });
  };
  return (
    <PagedGrid<ShownMember, MemberPage, MemberColumn>
      label={label}
      testId="members-grid"
      rowTestId="members-row"
      handle={handle}
      columns={COLUMNS}
      pages={pages}
      count={onlyChanges ? before : before + pages.total}
      rowAt={rowAt}
      keyOf={(row) => row.member_id}
      cell={(row, column) => <Cell row={row} column={column} onToggle={toggle} />}
      rowAttributes={(row) => ({
        "data-member": row.member_id,
        "data-status": row.status ?? "unknown",
        "data-staged": row.staged ?? undefined,
      })}
      onRemove={toggle}
      onOpen={(row, _, column) => {
        if (column === "action") toggle(row);
        else if (row.status !== null)
          go({
            at: "users",
            open: { connectionId: groupKey.connectionId, accountId: row.member_id },
          });
      }}
      onView={onView}
    />
  );
}

const MARK: Record<StagedAs, { sign: string; words: string }> = {
  add: { sign: "+", words: "to be added" },
  remove: { sign: "\u2212", words: "to be removed" },
};

export function Mark({ staged }: { staged: StagedAs }) {
  return (
    <span className={css.stagedMark} data-staged={staged}>
      <span aria-hidden="true">{MARK[staged].sign}</span>
      <span className="hidden-words">{MARK[staged].words}</span>
    </span>
  );
}

function Cell({
  row,
  column,
  onToggle,
}: {
  row: ShownMember;
  column: MemberColumn;
  onToggle: (row: ShownMember) => void;
}) {
  switch (column) {
    case "change":
      return row.staged ? <Mark staged={row.staged} /> : null;
    case "name":
      return (
        <span className="who">
          <Avatar name={row.name} />
          <span className="clip name">
            {row.staged === "remove" ? <del>{row.name}</del> : row.name}
          </span>
        </span>
      );
    case "user-name":
      return <span className="clip muted name">{row.user_name}</span>;
    case "status":
      return row.status === null ? (
        <span className="muted small clip" title="This member is not among the synced accounts">
          not in the synced accounts
        </span>
      ) : (
        <Status status={row.status} />
      );
    case "kind":
      return <span className="muted clip">{sentence(row.kind)}</span>;
    case "action":
      return isUser(row) ? <RowAction row={row} onToggle={onToggle} /> : null;
  }
}

/** The grid is one tab stop: by keyboard, use Delete, or Enter in this column. */
function RowAction({ row, onToggle }: { row: ShownMember; onToggle: (row: ShownMember) => void }) {
  const [word, name] =
    row.staged === "add"
      ? ["Undo", `Undo adding ${row.name}`]
      : row.staged === "remove"
        ? ["Keep", `Keep ${row.name}`]
        : ["Remove", `Remove ${row.name}`];
  return (
    <Button
      className={`button ghost ${css.rowAction}`}
      tabIndex={-1}
      aria-label={name}
      title={`${word} (Delete)`}
      onClick={(event) => {
        // A click on the row would open the account.
        event.stopPropagation();
        onToggle(row);
      }}
      data-testid="member-action"
    >
      {word}
    </Button>
  );
}
