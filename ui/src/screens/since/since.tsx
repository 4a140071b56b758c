import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import {
  asProblem,
  type ConnectionDetail,
  type ConnectionView,
  host,
  type ReadView,
  type SinceView,
} from "../../host";
import { Button } from "../../parts/button";
import { FilterLine } from "../../parts/filter-line";
import { ListGrid } from "../../parts/grid/list-grid";
import { NotShown } from "../../parts/not-shown";
import { Empty, Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { useScreenKeys } from "../../parts/screen-keys";
import { Dot } from "../../parts/shapes";
import { toggled } from "../../parts/toggled";
import { count } from "../../words/numbers";
import { MOVE, MOVES, type Move, type MoveKind, movesLike, movesOf } from "../../words/since";
import { moment } from "../../words/times";
import { MOVE_COLUMNS, MoveCell, type MoveColumn } from "./cells";
import { type EndedRead, Moment } from "./moment";

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

const ended = (read: ReadView): read is EndedRead => read.ended_at !== null;

/** The two moments that are compared, and what moved between them. */
function useComparison(connectionId: string, groupId: string | null, reads: EndedRead[]) {
  const newest = reads[0];
  const [from, setFrom] = useState(reads[1]?.ended_at ?? newest?.ended_at ?? "");
  const [to, setTo] = useState("");
  const query = useQuery({
    queryKey: ["since", connectionId, groupId, from, to, newest?.ended_at],
    queryFn: () => host.since(connectionId, from, to === "" ? null : to, groupId),
    enabled: from !== "",
    placeholderData: (before) => before,
  });
  const view = query.data;
  const moves = useMemo(() => (view ? movesOf(view) : []), [view]);
  return { from, setFrom, to, setTo, query, view, moves };
}

type Comparison = ReturnType<typeof useComparison>;

function Since({ detail, groupId }: { detail: ConnectionDetail; groupId: string | null }) {
  const { connection } = detail;
  const reads = detail.reads.filter(ended);
  const compared = useComparison(connection.id, groupId, reads);
  const [kinds, setKinds] = useState<ReadonlySet<MoveKind>>(new Set());
  const [text, setText] = useState("");
  const search = useRef<HTMLInputElement>(null);
  const [chosen, choose] = useState<string | null>(null);
  useScreenKeys({ search, onEscape: () => choose(null) });
  return (
    <>
      <SinceHeader connection={connection} groupId={groupId} compared={compared} />
      {reads.length === 0 ? (
        <Empty title="This app has not been synced yet, so there is nothing to compare." />
      ) : (
        <>
          <Filter
            reads={reads}
            compared={compared}
            search={{ inputRef: search, value: text, onChange: setText }}
            offered={groupId === null ? MOVES : MOVES.filter((k) => k === "joined" || k === "left")}
            kinds={kinds}
            onToggle={(kind) => setKinds(toggled(kinds, kind))}
          />
          <Moves compared={compared}>
            <ListGrid<Move, MoveColumn>
              label="What changed"
              testId="since-grid"
              rowTestId="since-row"
              columns={MOVE_COLUMNS}
              rows={movesLike(compared.moves, kinds, text)}
              keyOf={(move) => move.key}
              cell={(move, column) => (
                <MoveCell move={move} column={column} connectionId={connection.id} />
              )}
              rowAttributes={(move) => ({ "data-kind": move.kind })}
              openKey={chosen}
              onChoose={(move) => choose(move.key)}
            />
          </Moves>
        </>
      )}
    </>
  );
}

/** "Loomwork, synced 09:12 and 09:41". */
function comparedWords(app: string, view: SinceView | undefined, now: Date): string {
  if (!view) return app;
  const first = view.before_first_read ? ", no earlier sync" : "";
  return `${app}, synced ${moment(view.from, now)} and ${moment(view.to, now)}${first}`;
}

/** The way up: to the app, or to the group if only its members are compared. */
function crumbOf(connection: ConnectionView, groupId: string | null, moves: Move[]) {
  if (groupId === null)
    return { words: connection.name, to: { at: "connection", id: connection.id } as const };
  const name = moves.find((move) => move.group?.id === groupId)?.group?.name;
  return {
    words: name ?? "Group",
    to: { at: "group", connectionId: connection.id, groupId } as const,
  };
}

function SinceHeader({
  connection,
  groupId,
  compared,
}: {
  connection: ConnectionView;
  groupId: string | null;
  compared: Comparison;
}) {
  const now = useNow();
  return (
    <Header
      title={groupId === null ? "What changed" : "Who joined and left"}
      mark={<Dot color={connection.color} />}
      crumb={crumbOf(connection, groupId, compared.moves)}
      sub={comparedWords(connection.name, compared.view, now)}
    />
  );
}

/** The two moments, the search, and the kinds of moves. */
function Filter({
  reads,
  compared,
  search,
  offered,
  kinds,
  onToggle,
}: {
  reads: EndedRead[];
  compared: Comparison;
  search: {
    inputRef: React.Ref<HTMLInputElement>;
    value: string;
    onChange: (text: string) => void;
  };
  offered: MoveKind[];
  kinds: ReadonlySet<MoveKind>;
  onToggle: (kind: MoveKind) => void;
}) {
  const now = useNow();
  const { from, setFrom, to, setTo, moves } = compared;
  return (
    <FilterLine
      label="What changed"
      before={
        <>
          <Moment label="From" value={from} reads={reads} now={now} onChange={setFrom} />
          <Moment label="to" value={to} reads={reads} now={now} newest onChange={setTo} />
        </>
      }
      search={{
        label: "Search what changed",
        placeholder: "Person or group",
        testId: "since-search",
        narrow: true,
        onLeave: () => document.querySelector<HTMLElement>('[data-testid="since-grid"]')?.focus(),
        ...search,
      }}
    >
      {offered.map((kind) => (
        <Button
          key={kind}
          className="button pressed"
          aria-pressed={kinds.has(kind)}
          onClick={() => onToggle(kind)}
          data-testid={`since-${kind}`}
        >
          {MOVE[kind]} {count(moves.filter((move) => move.kind === kind).length)}
        </Button>
      ))}
    </FilterLine>
  );
}

/** The table of moves, or why there is none. */
function Moves({
  compared: { query, view, moves },
  children,
}: {
  compared: Comparison;
  children: React.ReactNode;
}) {
  if (query.isError) {
    return (
      <div className="empty">
        <ProblemPart problem={asProblem(query.error)} title="The two syncs could not be compared">
          <Button className="button" onClick={() => void query.refetch()}>
            Try again
          </Button>
        </ProblemPart>
      </div>
    );
  }
  if (view === undefined) return <Empty title="Comparing…" />;
  if (moves.length > 0) return children;
  return (
    <Empty
      title={
        view.from === view.to
          ? "Both are the same sync."
          : "Nothing changed between these two syncs."
      }
      testId="since-nothing"
    />
  );
}
