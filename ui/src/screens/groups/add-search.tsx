import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useRevision } from "../../data/live";
import type { GroupKey } from "../../data/stage";
import { stageAdd, takeBack, useStaged } from "../../data/stage-members";
import { asProblem, host, type UserQuery, type UserRow } from "../../host";
import { Button } from "../../parts/button";
import { ProblemPart } from "../../parts/problem";
import { Avatar, Status } from "../../parts/shapes";
import { count } from "../../words/numbers";
import css from "./groups.module.css";
import { personOf } from "./matching";

const SEARCH_AFTER_MS = 120;
const SHOWN = 20;

/** The matches, and which of them are members. Both lists have the same order, so the first 20
    members among the matches include every member among the first 20 matches. */
async function candidates({ connectionId, groupId }: GroupKey, text: string) {
  const query: UserQuery = {
    text,
    connections: [connectionId],
    statuses: ["active", "inactive"],
    departments: [],
    group: null,
    stale_only: false,
    sort: "name",
    descending: false,
    offset: 0,
    limit: SHOWN,
  };
  const group = { connection_id: connectionId, group_id: groupId };
  const [all, inside] = await Promise.all([host.users(query), host.users({ ...query, group })]);
  const members = new Set(inside.rows.map((row) => row.account_id));
  return { text, rows: all.rows, total: all.total, members };
}

/** Finds accounts of this app by any part of their data; Enter stages the marked one as a new member. */
export function AddSearch({ groupKey, app }: { groupKey: GroupKey; app: string }) {
  const client = useQueryClient();
  const revision = useRevision();
  const staged = useStaged(groupKey);
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  const [marked, mark] = useState(0);
  const [said, say] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => {
      setAsked(typed.trim());
      mark(0);
    }, SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const query = useQuery({
    queryKey: ["add-search", groupKey.connectionId, groupKey.groupId, asked, revision],
    queryFn: () => candidates(groupKey, asked),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });
  const found = asked === "" ? undefined : query.data;
  const rows = found?.rows ?? [];

  const add = (row: UserRow) => {
    const member = found?.members.has(row.account_id) ?? false;
    say(
      stageAdd(client, groupKey, personOf(row), member)
        ? `${row.name} staged.`
        : `${row.name} is already ${member ? "a member" : "staged"}.`,
    );
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && rows.length > 0) {
      event.preventDefault();
      const next = Math.max(0, Math.min(rows.length - 1, marked + step));
      mark(next);
      say(rows[next]?.name ?? "");
    } else if (event.key === "Enter") {
      event.preventDefault();
      const row = rows[marked];
      // Only a row that matches the current text.
      if (!row || found?.text !== typed.trim()) return setAsked(typed.trim());
      add(row);
      input.current?.select();
    } else if (event.key === "Escape") {
      // The first press clears the field, the second leaves it, only the third leaves the screen.
      event.preventDefault();
      if (typed === "") input.current?.blur();
      setTyped("");
      setAsked("");
    }
  };

  return (
    <>
      <div className="input">
        <Search aria-hidden="true" />
        <input
          ref={input}
          type="search"
          aria-label={`Search accounts of ${app} to add`}
          placeholder="Name, user name or email…"
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
          data-testid="add-search"
        />
        <span className="key" aria-hidden="true">
          ⏎ add
        </span>
      </div>
      <p className="hidden-words" role="status">
        {said}
      </p>
      {query.isError && asked !== "" ? (
        <ProblemPart problem={asProblem(query.error)} title="The search failed">
          <Button className="button" onClick={() => void query.refetch()}>
            Try again
          </Button>
        </ProblemPart>
      ) : null}
      {rows.length > 0 ? (
        <ul className="box" aria-label="Accounts found" data-testid="add-found">
          {rows.map((row, i) => (
            <Candidate
              key={row.account_id}
              row={row}
              marked={i === marked}
              state={
                staged.adds.has(row.account_id)
                  ? "add"
                  : staged.removes.has(row.account_id)
                    ? "remove"
                    : found?.members.has(row.account_id)
                      ? "member"
                      : "free"
              }
              onAdd={() => add(row)}
              onTakeBack={() => takeBack(client, groupKey, row.account_id)}
            />
          ))}
        </ul>
      ) : null}
      {found && found.total === 0 ? (
        <p className="muted small" data-testid="add-none">
          No active or inactive user of {app} matches.
        </p>
      ) : null}
      {found && found.total > rows.length ? (
        <p className="muted small">
          The first {count(rows.length)} of {count(found.total)}. Type more to narrow the list.
        </p>
      ) : null}
    </>
  );
}

function Candidate({
  row,
  marked,
  state,
  onAdd,
  onTakeBack,
}: {
  row: UserRow;
  marked: boolean;
  state: "free" | "member" | "add" | "remove";
  onAdd: () => void;
  onTakeBack: () => void;
}) {
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (marked) line.current?.scrollIntoView?.({ block: "nearest" });
  }, [marked]);
  const under = [row.user_name, row.title].filter(Boolean).join(" · ");
  return (
    <li
      ref={line}
      className={css.candidate}
      data-marked={marked || undefined}
      data-state={state}
      data-account={row.account_id}
      data-testid="add-row"
    >
      <Avatar name={row.name} />
      <span className={`grow ${css.candidateWho}`}>
        <span className="clip name">{row.name}</span>
        <span className="clip muted name">{under}</span>
      </span>
      {row.status === "active" ? null : <Status status={row.status} />}
      {state === "member" ? (
        <span className="tag">Member</span>
      ) : state === "free" ? (
        <Button className="button slim" aria-label={`Add ${row.name}`} onClick={onAdd}>
          Add
        </Button>
      ) : (
        <Button
          className="button slim ghost"
          aria-label={state === "add" ? `Undo adding ${row.name}` : `Keep ${row.name}`}
          onClick={onTakeBack}
        >
          {state === "add" ? "Undo" : "Keep"}
        </Button>
      )}
    </li>
  );
}
