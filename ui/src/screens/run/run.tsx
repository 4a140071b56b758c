import { useState } from "react";
import { useNow } from "../../data/clock";
import { useCrumb } from "../../data/origin";
import { usePlanning } from "../../data/planning";
import { useRead, useReading } from "../../data/state";
import { asProblem, host, type Problem, type RunView } from "../../host";
import { Button, Link } from "../../parts/button";
import { Body, Empty, Header } from "../../parts/page";
import { PlanButton } from "../../parts/plan-button";
import { ProblemPart } from "../../parts/problem";
import { href } from "../../routes";
import { canRecheck, canRetry, canUndo, stateWords, underWay } from "../../words/run";
import { ItemResult } from "./item-result";
import { inOrder, RunItems } from "./items";
import { ListedSince } from "./listed-since";
import { Progress } from "./progress";
import { RecheckTable, useRecheck } from "./recheck";
import css from "./run.module.css";
import { SteerButtons } from "./steer";
import { UndoButton } from "./undo";
import { usePaused, useRun, useSteer } from "./use-run";

export function RunScreen({ id }: { id: string }) {
  const { run, query } = useRun(id);
  const crumb = useCrumb();
  if (run) return <Run run={run} />;
  return (
    <>
      <Header title="Run" crumb={crumb} />
      {query.isError ? (
        <div className="empty">
          <ProblemPart problem={asProblem(query.error)} title="This run could not be shown">
            <Button className="button" onClick={() => void query.refetch()}>
              Try again
            </Button>
          </ProblemPart>
        </div>
      ) : (
        <Empty title="Opening the run…" />
      )}
    </>
  );
}

export function Run({ run }: { run: RunView }) {
  const now = useNow(1000);
  const crumb = useCrumb();
  const items = inOrder(run.items);
  const [chosen, choose] = useState<number | null>(null);
  const item = run.items.find((i) => i.seq === chosen) ?? items[0];
  const undo = usePlanning();
  const retry = usePlanning();
  const steer = useSteer(run.id);
  const again = useRecheck(run.id);
  const paused = usePaused(run.state, now) / 1000;

  return (
    <>
      <Header title={run.title} crumb={crumb} sub={stateWords(run, now)}>
        {underWay(run.state) ? (
          <SteerButtons
            state={run.state}
            busy={steer.steering}
            onSteer={(how) => void steer.steer(how)}
          />
        ) : null}
        {run.state === "finished" ? (
          <AfterRun run={run} retry={retry} undo={undo} again={again} />
        ) : null}
      </Header>
      <div className="fill" data-testid="run-screen" data-state={run.state}>
        <Progress run={run} seconds={secondsOf(run, now)} paused={paused} />
        <Trouble problem={steer.problem} title="The run was not changed" />
        <Trouble problem={retry.problem} title="The retry could not be planned" />
        <Trouble problem={undo.problem} title="The undo could not be planned" />
        <Trouble problem={again.problem} title="The changes could not be checked" />
        <Body wide side={item ? <ItemResult key={item.seq} item={item} run={run} /> : undefined}>
          {again.answer ? <RecheckTable answer={again.answer} onClose={again.close} /> : null}
          <RunItems items={items} chosen={item?.seq ?? null} onChoose={choose} />
          {run.state === "finished" ? <ListedSince run={run} now={now} /> : null}
        </Body>
      </div>
    </>
  );
}

const secondsOf = (run: RunView, now: Date): number =>
  (new Date(run.ended_at ?? now).getTime() - new Date(run.started_at).getTime()) / 1000;

/** What can be done once a run has ended. */
function AfterRun({
  run,
  retry,
  undo,
  again,
}: {
  run: RunView;
  retry: ReturnType<typeof usePlanning>;
  undo: ReturnType<typeof usePlanning>;
  again: ReturnType<typeof useRecheck>;
}) {
  const crumb = useCrumb();
  return (
    <>
      {canRetry(run) ? (
        <PlanButton
          className="button"
          planning={retry.planning}
          label="Retry failed items"
          aria-disabled={retry.planning || undo.planning}
          why={undo.planning && "The undo is being planned."}
          onClick={() => void retry.plan(() => host.planRetry(run.id))}
          data-testid="run-retry"
        />
      ) : null}
      {canUndo(run) ? (
        <UndoButton
          busy={undo.planning}
          onPress={() => void undo.plan(() => host.planUndo(run.id))}
        />
      ) : null}
      {canRecheck(run) ? (
        <Button
          className="button"
          aria-disabled={again.asking}
          title="Reads back every change that this run sent"
          why={again.asking && "The changes are being read back."}
          onClick={() => void again.ask()}
          data-testid="run-recheck"
        >
          {again.asking ? "Checking…" : "Check again"}
        </Button>
      ) : null}
      <ReadAgain run={run} />
      <Link className="button primary" href={href(crumb.to)} data-testid="run-to-users">
        {crumb.to.at === "users" ? "Back to accounts" : "Back"}
      </Link>
    </>
  );
}

function Trouble({ problem, title }: { problem: Problem | null; title: string }) {
  if (!problem) return null;
  return (
    <div className={css.problem} role="alert">
      <ProblemPart problem={problem} title={title} />
    </div>
  );
}

/** Syncs the apps of this run, so that the tables show the accounts listed after it. */
function ReadAgain({ run }: { run: RunView }) {
  const read = useRead();
  const reading = useReading();
  const [asking, setAsking] = useState(false);
  const touched = [...new Set(run.items.map((i) => i.connection_id))];
  const busy = asking || touched.some((id) => reading.has(id));
  const readAgain = async () => {
    if (busy) return;
    setAsking(true);
    await read(touched);
    setAsking(false);
  };
  return (
    <Button
      className="button"
      aria-disabled={busy}
      why={busy && "A sync of these apps is under way."}
      onClick={() => void readAgain()}
      data-testid="run-read-now"
    >
      {busy ? "Syncing…" : "Sync again"}
    </Button>
  );
}
