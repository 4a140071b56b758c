import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { asProblem, type ConnectionDetail, host, type ReadView } from "../../host";
import { Button, Link } from "../../parts/button";
import { FilterLine } from "../../parts/filter-line";
import type { Column } from "../../parts/grid/columns";
import { ListGrid } from "../../parts/grid/list-grid";
import { NotShown } from "../../parts/not-shown";
import { Empty, Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { useScreenKeys } from "../../parts/screen-keys";
import { Dot } from "../../parts/shapes";
import { href } from "../../routes";
import { count } from "../../words/numbers";
import { MOVE, MOVES, type Move, type MoveKind, movesLike, movesOf } from "../../words/since";
import { VERDICT } from "../../words/state";
import { evidence, moment } from "../../words/times";
import css from "./since.module.css";

/** What came, went and changed between two reads of an app, or of one group in it. It asks nobody:
 * both reads are in the local copy. */
export function SinceScreen({
  connectionId,
  groupId,
}: {
  connectionId: string;
  groupId: string | null;
}) {
  const revision = useRevision();
  const query = useQuery({
    queryKey: ["connection", connectionId, revision, "since"],
    queryFn: () => host.connection(connectionId),
    placeholderData: (before: ConnectionDetail | undefined) => before,
  });
  if (query.data) return <Since detail={query.data} groupId={groupId} />;
  return (
    <NotShown title="What changed" failed="This connection could not be shown" query={query} />
  );
}

const ended = (read: ReadView): read is ReadView & { ended_at: string } => read.ended_at !== null;

function Since({ detail, groupId }: { detail: ConnectionDetail; groupId: string | null }) {
  const now = useNow();
  const { connection } = detail;
  const reads = detail.reads.filter(ended);
  const newest = reads[0];
  const [from, setFrom] = useState(reads[1]?.ended_at ?? newest?.ended_at ?? "");
  const [to, setTo] = useState("");
  const query = useQuery({
    queryKey: ["since", connection.id, groupId, from, to, newest?.ended_at],
    queryFn: () => host.since(connection.id, from, to === "" ? null : to, groupId),
    enabled: from !== "",
    placeholderData: (before) => before,
  });
  const view = query.data;
  const moves = useMemo(() => (view ? movesOf(view) : []), [view]);
  const [kinds, setKinds] = useState<ReadonlySet<MoveKind>>(new Set());
  const [text, setText] = useState("");
  const search = useRef<HTMLInputElement>(null);
  const [chosen, choose] = useState<string | null>(null);
  useScreenKeys({ search, onEscape: () => choose(null) });
  const shown = movesLike(moves, kinds, text);
  const group = moves.find((move) => move.group?.id === groupId)?.group?.name;
  const offered = groupId === null ? MOVES : MOVES.filter((k) => k === "joined" || k === "left");
  const toggle = (kind: MoveKind) => {
    const next = new Set(kinds);
    if (!next.delete(kind)) next.add(kind);
    setKinds(next);
  };
  const crumb =
    groupId === null
      ? { words: connection.name, to: { at: "connection", id: connection.id } as const }
      : {
          words: group ?? "Group",
          to: { at: "group", connectionId: connection.id, groupId } as const,
        };
  return (
    <>
      <Header
        title={groupId === null ? "What changed" : "Who joined and left"}
        mark={<Dot color={connection.color} />}
        crumb={crumb}
        sub={
          view
            ? `${connection.name}, synced ${moment(view.from, now)} and ${moment(view.to, now)}${
                view.before_first_read ? ", no earlier sync" : ""
              }`
            : connection.name
        }
      />
      {newest === undefined ? (
        <Empty title="This app has not been synced yet, so there is nothing to compare." />
      ) : (
        <>
          <FilterLine
            label="What changed"
            before={
              <>
                <Moment label="From" value={from} reads={reads} now={now} onChange={setFrom} />
                <Moment label="to" value={to} reads={reads} now={now} newest onChange={setTo} />
              </>
            }
            search={{
              inputRef: search,
              label: "Search what changed",
              placeholder: "Person or group",
              testId: "since-search",
              value: text,
              narrow: true,
              onChange: setText,
              onLeave: () =>
                document.querySelector<HTMLElement>('[data-testid="since-grid"]')?.focus(),
            }}
          >
            {offered.map((kind) => (
              <Button
                key={kind}
                className="button pressed"
                aria-pressed={kinds.has(kind)}
                onClick={() => toggle(kind)}
                data-testid={`since-${kind}`}
              >
                {MOVE[kind]} {count(moves.filter((move) => move.kind === kind).length)}
              </Button>
            ))}
          </FilterLine>
          {query.isError ? (
            <div className="empty">
              <ProblemPart
                problem={asProblem(query.error)}
                title="The two syncs could not be compared"
              >
                <Button className="button" onClick={() => void query.refetch()}>
                  Try again
                </Button>
              </ProblemPart>
            </div>
          ) : view === undefined ? (
            <Empty title="Comparing…" />
          ) : moves.length === 0 ? (
            <Empty
              title={
                view.from === view.to
                  ? "Both are the same sync."
                  : "Nothing changed between these two syncs."
              }
              testId="since-nothing"
            />
          ) : (
            <ListGrid<Move, Shown>
              label="What changed"
              testId="since-grid"
              rowTestId="since-row"
              columns={COLUMNS}
              rows={shown}
              keyOf={(move) => move.key}
              cell={(move, column) => (
                <Cell move={move} column={column} connectionId={connection.id} />
              )}
              rowAttributes={(move) => ({ "data-kind": move.kind })}
              openKey={chosen}
              onChoose={(move) => choose(move.key)}
            />
          )}
        </>
      )}
    </>
  );
}

/** A sync by its time, or the end of a day. */
function Moment({
  label,
  value,
  reads,
  now,
  newest = false,
  onChange,
}: {
  label: string;
  value: string;
  reads: (ReadView & { ended_at: string })[];
  now: Date;
  /** Offers the newest sync as the current state. */
  newest?: boolean;
  onChange: (value: string) => void;
}) {
  const isRead = value === "" || reads.some((read) => read.ended_at === value);
  return (
    <label className={css.moment}>
      <span className="muted">{label}</span>
      <select
        className="input"
        value={isRead ? value : DAY}
        onChange={(event) => onChange(event.target.value === DAY ? today(now) : event.target.value)}
        data-testid={`since-${newest ? "to" : "from"}`}
      >
        {newest ? <option value="">now (last sync)</option> : null}
        {reads.map((read) => (
          <option key={read.id} value={read.ended_at} title={evidence(read.ended_at)}>
            {moment(read.ended_at, now)}, {VERDICT[read.verdict]}
          </option>
        ))}
        <option value={DAY}>the end of a day…</option>
      </select>
      {isRead ? null : (
        <input
          type="date"
          className="input"
          aria-label={`${label}: day`}
          value={value}
          max={today(now)}
          onChange={(event) => {
            if (event.target.value !== "") onChange(event.target.value);
          }}
          data-testid={`since-${newest ? "to" : "from"}-day`}
        />
      )}
    </label>
  );
}

const DAY = "day";

const today = (now: Date): string => {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

type Shown = "kind" | "name" | "what";

const COLUMNS: Column<Shown>[] = [
  { id: "kind", label: "What", min: 130, weight: 0.6 },
  { id: "name", label: "Who", min: 220, weight: 2 },
  { id: "what", label: "Change or group", min: 240, weight: 3 },
];

function Cell({ move, column, connectionId }: { move: Move; column: Shown; connectionId: string }) {
  switch (column) {
    case "kind":
      return (
        <span className={move.kind === "went" || move.kind === "left" ? "tag warn" : "tag"}>
          {MOVE[move.kind]}
        </span>
      );
    case "name":
      return (
        <span className="clip" title={move.userName || undefined}>
          <Link
            className="link name"
            tabIndex={-1}
            href={href({ at: "users", open: { connectionId, accountId: move.accountId } })}
          >
            {move.name}
          </Link>{" "}
          <span className="muted">{move.userName === move.name ? "" : move.userName}</span>
        </span>
      );
    case "what":
      return move.group ? (
        <span className="clip" title={move.what}>
          <Link
            className="link"
            tabIndex={-1}
            href={href({ at: "group", connectionId, groupId: move.group.id })}
          >
            {move.what}
          </Link>
        </span>
      ) : (
        <span className="clip" title={move.what}>
          {move.what || "–"}
        </span>
      );
  }
}
