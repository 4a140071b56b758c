import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "../../data/clock";
import { asProblem, type CaseView, host, type PlanView } from "../../host";
import { Button } from "../../parts/button";
import { Body, Empty } from "../../parts/page";
import { Confirm } from "../../parts/plan/confirm";
import { ItemSide } from "../../parts/plan/item";
import { PlanItems } from "../../parts/plan/items";
import { ProblemPart } from "../../parts/problem";
import { changesWords, dueWords, endsAccess, plannedTitle, unplanned } from "../../words/case";
import { CaseHeader } from "./crumbs";
import { PlannedWords } from "./planned-words";
import { useReplan } from "./replan";
import { useConfirming } from "./use-confirming";
import { whyClosed } from "./why-closed";

/** What will happen, before anything is sent. */
export function Planned({ view }: { view: CaseView }) {
  const query = useQuery({
    queryKey: ["plan", view.plan_id],
    queryFn: () => host.plan(view.plan_id),
    enabled: view.plan_id !== "",
  });
  if (view.plan_id === "") return <ToConfirm view={view} plan={null} />;
  if (query.data) return <ToConfirm view={view} plan={query.data} />;
  return (
    <>
      <CaseHeader brief={view.brief} title={plannedTitle(view.brief)} />
      {query.isError ? (
        <div className="empty">
          <ProblemPart problem={asProblem(query.error)} title="The plan could not be shown">
            <Button className="button" onClick={() => void query.refetch()}>
              Try again
            </Button>
          </ProblemPart>
        </div>
      ) : (
        <Empty title="Opening the plan…" />
      )}
    </>
  );
}

const BEING_CHANGED = "The plan is being created again or discarded.";

function ToConfirm({ view, plan }: { view: CaseView; plan: PlanView | null }) {
  const now = useNow(1000);
  const { brief } = view;
  const replan = useReplan(view);
  const { busy, problem, start, discard } = useConfirming(view);
  const [chosen, choose] = useState<number | null>(null);
  const item = plan?.items.find((i) => i.seq === chosen) ?? plan?.items[0];
  const closed = whyClosed(plan, unplanned(view, plan).length > 0, now);
  // Without a plan, either an app does not answer yet, or every change is already in effect.
  const waits = view.lines.some((line) => line.state === "open");
  const sub = [plan ? changesWords(plan) : unsentWords(waits), dueWords(brief, now)];

  return (
    <>
      <CaseHeader brief={brief} title={plannedTitle(brief)} sub={sub.filter(Boolean).join(", ")}>
        <Button
          className="button"
          aria-disabled={busy !== null}
          onClick={() => void discard()}
          data-testid="case-discard"
        >
          Discard
        </Button>
      </CaseHeader>
      <div className="fill" data-testid="case-screen" data-state={brief.state}>
        <Body
          wide
          side={
            plan && item ? <ItemSide key={item.seq} item={item} plan={plan} now={now} /> : undefined
          }
        >
          <PlannedWords
            view={view}
            plan={plan}
            closed={closed}
            replan={replan}
            problem={problem}
            now={now}
          />
          {plan && plan.items.length > 0 ? (
            <PlanItems items={plan.items} chosen={item?.seq ?? null} onChoose={choose} />
          ) : null}
        </Body>
        {plan ? (
          <Confirm
            plan={plan}
            now={now}
            closed={closed ?? (replan.busy || busy === "discard" ? BEING_CHANGED : null)}
            running={busy === "start"}
            onRun={(typed) => void start(typed)}
          />
        ) : (
          <StartWithoutPlan
            waits={waits}
            danger={waits && endsAccess(brief.kind)}
            disabled={busy !== null || replan.busy}
            starting={busy === "start"}
            onStart={() => void start(null)}
          />
        )}
      </div>
    </>
  );
}

const unsentWords = (waits: boolean): string =>
  waits
    ? "no app answers yet, so nothing can be planned"
    : "nothing to send, already in effect (checked just now)";

/** There is nothing to send now: the apps are retried, or only the receipt is created. */
function StartWithoutPlan({
  waits,
  danger,
  disabled,
  starting,
  onStart,
}: {
  waits: boolean;
  danger: boolean;
  disabled: boolean;
  starting: boolean;
  onStart: () => void;
}) {
  const label = waits ? "Start retrying" : "Create receipt";
  return (
    <div className="foot">
      <span className="ink-2">
        {waits
          ? "Rollcall retries each app until it answers. The receipt shows what was sent."
          : "Nothing is sent. The receipt keeps what was read and what SCIM cannot reach."}
      </span>
      <Button
        className={danger ? "button danger" : "button primary"}
        disabled={disabled}
        onClick={onStart}
        data-testid="plan-confirm"
      >
        {starting ? "Starting…" : label}
      </Button>
    </div>
  );
}
