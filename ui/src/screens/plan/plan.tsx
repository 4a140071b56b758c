import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "../../data/clock";
import { useCrumb } from "../../data/origin";
import { refreshStage } from "../../data/stage";
import { asProblem, host, type PlanView, type Problem } from "../../host";
import { Button, Link } from "../../parts/button";
import { Body, Empty, Header } from "../../parts/page";
import { Confirm } from "../../parts/plan/confirm";
import { ItemSide } from "../../parts/plan/item";
import { leastRoom, PlanItems } from "../../parts/plan/items";
import css from "../../parts/plan/plan.module.css";
import { useFocusOnRefusal } from "../../parts/plan/refusal";
import { Summary, Warnings } from "../../parts/plan/summary";
import { ProblemPart } from "../../parts/problem";
import { href, useRoute } from "../../routes";
import { planClosed } from "../../words/plan";

/** All changes of a plan, before anything is sent. */
export function PlanScreen({ id }: { id: string }) {
  const crumb = useCrumb();
  const query = useQuery({ queryKey: ["plan", id], queryFn: () => host.plan(id) });
  if (query.data) return <Plan plan={query.data} />;
  return (
    <>
      <Header title="Plan" crumb={crumb} />
      {query.isError ? (
        <div className="empty">
          <ProblemPart problem={asProblem(query.error)} title="This plan could not be shown">
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

export function Plan({ plan }: { plan: PlanView }) {
  const now = useNow(1000);
  const client = useQueryClient();
  const crumb = useCrumb();
  const [, go] = useRoute();
  const [chosen, choose] = useState(plan.items[0]?.seq ?? 0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [running, setRunning] = useState(false);
  const item = plan.items.find((i) => i.seq === chosen) ?? plan.items[0];
  const closed = planClosed(plan, now);
  const refusal = useFocusOnRefusal(problem, closed);

  // If the admin has opened another screen meanwhile, stay there.
  const stillHere = () => window.location.hash === href({ at: "plan", id: plan.id });
  const fail = (thrown: unknown) => {
    setProblem(asProblem(thrown));
    void client.invalidateQueries({ queryKey: ["plan", plan.id] });
  };
  const discard = async () => {
    try {
      client.setQueryData(["plan", plan.id], await host.discardPlan(plan.id));
      if (!stillHere()) return;
      window.history.length > 1 ? window.history.back() : go(crumb.to);
    } catch (thrown) {
      fail(thrown);
    }
  };
  const run = async (typed: string | null) => {
    if (running) return;
    setRunning(true);
    setProblem(null);
    try {
      const started = await host.runPlan(plan.id, typed);
      // Its changes are no longer staged.
      void refreshStage(client);
      client.setQueryData(["run", started.id], started);
      void client.invalidateQueries({ queryKey: ["plan", plan.id] });
      if (stillHere()) go({ at: "run", id: started.id }, true);
    } catch (thrown) {
      fail(thrown);
      setRunning(false);
    }
  };

  return (
    <>
      <Header title={plan.title} crumb={crumb}>
        {plan.run_id ? (
          <Link className="button" href={href({ at: "run", id: plan.run_id })}>
            View run
          </Link>
        ) : null}
        {plan.state === "open" ? (
          <Button className="button" onClick={discard} data-testid="plan-discard">
            Discard plan
          </Button>
        ) : null}
      </Header>
      <div className="fill" data-testid="plan-screen" data-state={plan.state}>
        <Body
          wide
          side={item ? <ItemSide key={item.seq} item={item} plan={plan} now={now} /> : undefined}
        >
          <section
            className={`${css.planWords} scroll`}
            aria-label="In words"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: with many warnings it scrolls, the keyboard must reach it
            tabIndex={0}
            style={{ maxHeight: `calc(100% - ${leastRoom(plan.items.length)}px)` }}
          >
            <div ref={refusal} tabIndex={-1} data-testid="plan-refusal">
              {closed ? (
                <p className="note" role="status" data-testid="plan-closed">
                  <b>{closed}</b>
                </p>
              ) : (
                <p className="muted" data-testid="plan-lead">
                  {plan.lead}
                </p>
              )}
              {problem ? (
                <div role="alert">
                  <ProblemPart problem={problem} title="The plan was not run" />
                </div>
              ) : null}
            </div>
            <Summary plan={plan} />
            <Warnings plan={plan} />
          </section>
          <PlanItems items={plan.items} chosen={item?.seq ?? null} onChoose={choose} />
        </Body>
        <Confirm plan={plan} now={now} closed={closed} running={running} onRun={run} />
      </div>
    </>
  );
}
