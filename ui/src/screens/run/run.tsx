import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "../../data/clock";
import { useLive } from "../../data/live";
import { usePlanning } from "../../data/planning";
import { useRead, useReading } from "../../data/state";
import { asProblem, host, type RunItem, type RunView } from "../../host";
import { Body, Empty, Header, Side } from "../../parts/page";
import { Go, Press } from "../../parts/press";
import { Exchange, ProblemPart } from "../../parts/problem";
import { AppName, Dot, OutcomeShape } from "../../parts/shapes";
import { href } from "../../routes";
import { count } from "../../words/numbers";
import { totals } from "../../words/plan";
import { canUndo } from "../../words/run";
import { OUTCOME, OUTCOME_MEANS, PHASE } from "../../words/state";
import { moment, took } from "../../words/times";
import { ListedSince } from "./listed-since";
import { UndoButton } from "./undo";
import "../plan/plan.css";
import "./run.css";

const POLL_MS = 1000;

/** The event carries the newest run; asking as well makes a missed event harmless. */
function useRun(id: string) {
  const live = useLive().run;
  const mine = live?.id === id ? live : null;
  const query = useQuery({
    queryKey: ["run", id],
    queryFn: () => host.run(id),
    refetchInterval: (q) => (q.state.data?.state === "finished" ? false : POLL_MS),
    staleTime: 0,
  });
  const rank = (run: RunView) =>
    (run.state === "finished" ? 1_000_000 : 0) + (run.items.length - run.to_go);
  const run =
    mine && query.data
      ? rank(mine) >= rank(query.data)
        ? mine
        : query.data
      : (mine ?? query.data);
  return { run, query };
}

export function RunScreen({ id }: { id: string }) {
  const { run, query } = useRun(id);
  if (run) return <Run run={run} />;
  return (
    <>
      <Header title="Run" crumb={{ words: "Users", to: { at: "users" } }} />
      {query.isError ? (
        <div className="empty">
          <ProblemPart problem={asProblem(query.error)} title="This run could not be shown">
            <Press className="button" onClick={() => void query.refetch()}>
              Try again
            </Press>
          </ProblemPart>
        </div>
      ) : (
        <Empty title="Opening the run…" />
      )}
    </>
  );
}

/** Failures first, then what is still under way, then what was verified. */
export function inOrder(items: RunItem[]): RunItem[] {
  const rank = (item: RunItem) => (item.outcome === null ? 1 : item.outcome === "verified" ? 2 : 0);
  return [...items].sort((a, b) => rank(a) - rank(b) || a.seq - b.seq);
}

export function Run({ run }: { run: RunView }) {
  const now = useNow(1000);
  const read = useRead();
  const items = inOrder(run.items);
  const [chosen, choose] = useState<number | null>(null);
  const item = run.items.find((i) => i.seq === chosen) ?? items[0];
  const finished = run.state === "finished";
  const [asking, setAsking] = useState(false);
  const touched = [...new Set(run.items.map((i) => i.connection_id))];
  const undo = usePlanning();
  const reading = useReading();
  const busy = asking || touched.some((id) => reading.has(id));
  const readAgain = async () => {
    if (busy) return;
    setAsking(true);
    await read(touched);
    setAsking(false);
  };
  const seconds =
    (new Date(run.ended_at ?? now).getTime() - new Date(run.started_at).getTime()) / 1000;

  return (
    <>
      <Header
        title={run.title}
        crumb={{ words: "Users", to: { at: "users" } }}
        sub={
          run.state === "interrupted"
            ? "interrupted, being settled by reading"
            : finished
              ? `ended ${moment(run.ended_at ?? run.started_at, now)}`
              : "running"
        }
      >
        {finished ? (
          <>
            {canUndo(run) ? (
              <UndoButton
                busy={undo.planning}
                onPress={() => void undo.plan(() => host.planUndo(run.id))}
              />
            ) : null}
            <Press
              className="button"
              aria-disabled={busy}
              onClick={() => void readAgain()}
              data-testid="run-read-now"
            >
              {busy ? "Reading…" : "Read again now"}
            </Press>
            <Go className="button primary" href={href({ at: "users" })} data-testid="run-to-users">
              Back to users
            </Go>
          </>
        ) : null}
      </Header>
      <div className="plan" data-testid="run-screen" data-state={run.state}>
        <Progress run={run} seconds={seconds} />
        {undo.problem ? (
          <div className="run-problem" role="alert">
            <ProblemPart problem={undo.problem} title="No plan of the way back could be made" />
          </div>
        ) : null}
        <Body side={item ? <ItemResult key={item.seq} item={item} run={run} /> : undefined}>
          <div className="scroll plan-main">
            <RunItems items={items} chosen={item?.seq ?? null} onChoose={choose} />
            {finished ? <ListedSince run={run} now={now} /> : null}
          </div>
        </Body>
      </div>
    </>
  );
}

function Progress({ run, seconds }: { run: RunView; seconds: number }) {
  const n = Math.max(1, run.items.length);
  return (
    <div className="run-progress">
      <div
        className="bar grow"
        role="progressbar"
        aria-label="Items with an outcome"
        aria-valuemin={0}
        aria-valuemax={run.items.length}
        aria-valuenow={run.items.length - run.to_go}
      >
        <i className="verified" style={{ width: `${(run.verified / n) * 100}%` }} />
        <i className="not-verified" style={{ width: `${(run.not_verified / n) * 100}%` }} />
      </div>
      <span className="figures" role="status" data-testid="run-totals">
        {totals(run)}
      </span>
      <span className="muted figures">{took(Math.max(0, seconds))}</span>
    </div>
  );
}

function RunItems({
  items,
  chosen,
  onChoose,
}: {
  items: RunItem[];
  chosen: number | null;
  onChoose: (seq: number) => void;
}) {
  return (
    <table className="table inset" aria-label="Items of this run">
      <thead>
        <tr>
          <th>App</th>
          <th>Change</th>
          <th>On</th>
          <th>Before → after</th>
          <th>Outcome</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.seq} data-chosen={item.seq === chosen || undefined} data-testid="run-item">
            <td>
              <AppName color={item.color} name={item.connection_name} />
            </td>
            <td>{item.change}</td>
            <td className="name">
              <Press className="row-button" onClick={() => onChoose(item.seq)}>
                {item.on}
              </Press>
            </td>
            <td className="change muted">
              {item.before} → {item.after}
            </td>
            <td data-testid="run-outcome" data-outcome={item.outcome ?? ""} data-phase={item.phase}>
              {item.outcome ? (
                <OutcomeShape
                  outcome={item.outcome}
                  words={`${OUTCOME[item.outcome]}${item.seconds === null ? "" : ` ${took(item.seconds)}`}`}
                />
              ) : (
                <span className="phase" data-phase={item.phase}>
                  <i aria-hidden="true" />
                  {PHASE[item.phase]}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ItemResult({ item, run }: { item: RunItem; run: RunView }) {
  return (
    <Side label={`${item.change} ${item.on}`} testId="run-side">
      <h2 className="sec">
        <Dot color={item.color} />
        <span className="name">
          {item.connection_name} · {item.change} {item.on}
        </span>
      </h2>
      {item.outcome ? (
        <div className="verdict" data-kind={item.outcome} role="status">
          <OutcomeShape outcome={item.outcome} />
          <p>{item.words || OUTCOME_MEANS[item.outcome]}</p>
          {item.outcome === "verified" ? null : (
            <p className="ink-2">{OUTCOME_MEANS[item.outcome]}</p>
          )}
        </div>
      ) : (
        <p className="note plain" role="status">
          <b>{PHASE[item.phase]}</b>. {item.words}
        </p>
      )}
      {item.settled_later ? (
        <p className="note" data-testid="run-settled-later">
          <b>Settled at a later start.</b> Rollcall had stopped in between; this outcome comes from
          reading, and nothing was sent again.
        </p>
      ) : null}
      {item.problem ? <ProblemPart problem={item.problem} /> : null}
      {item.exchange ? (
        <Exchange text={item.exchange} title="Request, answer and read-back" />
      ) : null}
      <span className="grow" />
      <dl className="pairs">
        <dt>Plan</dt>
        <dd>
          <Go className="link" href={href({ at: "plan", id: run.plan_id })}>
            as it was confirmed
          </Go>
        </dd>
        {run.record_seq === null ? null : (
          <>
            <dt>Record</dt>
            <dd data-testid="run-record">from entry {count(run.record_seq)}</dd>
          </>
        )}
      </dl>
    </Side>
  );
}
