import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { adoptCase } from "../../data/cases";
import { useNow } from "../../data/clock";
import { asProblem, type CaseView, host, type PlanView, type Problem } from "../../host";
import { Button } from "../../parts/button";
import { Body, Empty } from "../../parts/page";
import { Confirm } from "../../parts/plan/confirm";
import { ItemSide } from "../../parts/plan/item";
import { leastRoom, PlanItems } from "../../parts/plan/items";
import planCss from "../../parts/plan/plan.module.css";
import { Summary, Warnings } from "../../parts/plan/summary";
import { ProblemPart } from "../../parts/problem";
import { href, useRoute } from "../../routes";
import { changesWords, dueWords, endsAccess, plannedTitle, unplanned } from "../../words/case";
import { planClosed } from "../../words/plan";
import { until } from "../../words/times";
import css from "./case.module.css";
import { CaseHeader, placeOf } from "./crumbs";
import { GroupsChoice, useReplan } from "./replan";
import { ResidualAhead, Unplanned } from "./unplanned";

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

function ToConfirm({ view, plan }: { view: CaseView; plan: PlanView | null }) {
  const now = useNow(1000);
  const client = useQueryClient();
  const [, go] = useRoute();
  const { brief } = view;
  const replan = useReplan(view);
  const [chosen, choose] = useState<number | null>(null);
  const [busy, setBusy] = useState<"start" | "discard" | null>(null);
  const [problem, setProblem] = useState<{ title: string; problem: Problem } | null>(null);
  const item = plan?.items.find((i) => i.seq === chosen) ?? plan?.items[0];
  const left = unplanned(view, plan);
  const shut = plan ? planClosed(plan, now) : null;
  const expired = plan !== null && until(plan.expires_at, now) === null;
  // Even if every item is blocked, there may be apps to retry until they answer.
  const onlyBlocked = plan?.state === "open" && !expired && shut !== null;
  const stop = onlyBlocked && left.length > 0 ? null : shut;
  const notes = [...new Set(view.notes)];
  const stillHere = () => window.location.hash === href({ at: "case", id: brief.id });

  const start = async (typed: string | null) => {
    if (busy !== null) return;
    setBusy("start");
    setProblem(null);
    try {
      await adoptCase(client, await host.startCase(brief.id, typed));
    } catch (thrown) {
      setProblem({ title: "Nothing was started", problem: asProblem(thrown) });
      void client.invalidateQueries({ queryKey: ["case", brief.id] });
      void client.invalidateQueries({ queryKey: ["plan", view.plan_id] });
      setBusy(null);
    }
  };
  const discard = async () => {
    if (busy !== null) return;
    setBusy("discard");
    try {
      await host.discardCase(brief.id);
      if (stillHere()) go(placeOf(brief), true);
    } catch (thrown) {
      setProblem({ title: "The plan was not discarded", problem: asProblem(thrown) });
      setBusy(null);
    }
  };
  // Without a plan, either an app does not answer yet, or every change is already in effect.
  const waits = view.lines.some((line) => line.state === "open");
  const unsent = waits
    ? "no app answers yet, so nothing can be planned"
    : "nothing to send, already in effect (checked just now)";
  const sub = [plan ? changesWords(plan) : unsent, dueWords(brief, now)];

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
          <section
            className={`${planCss.planWords} scroll`}
            aria-label="In words"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: with many notes it scrolls, the keyboard must reach it
            tabIndex={0}
            style={{ maxHeight: `calc(100% - ${leastRoom(plan?.items.length ?? 0)}px)` }}
          >
            {plan ? (
              <p className="muted" data-testid="plan-lead">
                {plan.lead}
              </p>
            ) : null}
            {brief.kind === "lockdown" ? <GroupsChoice view={view} replan={replan} /> : null}
            {plan ? <Summary plan={plan} /> : null}
            {plan ? <Warnings plan={plan} /> : null}
            <Unplanned lines={left} people={brief.people.length} />
            {notes.length > 0 ? (
              <ul className={css.notesList} aria-label="Notes" data-testid="case-notes">
                {notes.map((note) => (
                  <li key={note} className="note plain">
                    {note}
                  </li>
                ))}
              </ul>
            ) : null}
            <ResidualAhead lines={view.residual} people={brief.people.length} now={now} />
            {stop ? (
              <div className="note" role="status" data-testid="plan-closed">
                <b>{stop}</b>
                {brief.kind === "lockdown" && expired ? (
                  <Button
                    className={`button ${css.planAgain}`}
                    aria-disabled={replan.busy}
                    onClick={() => void replan.again(view.groups)}
                  >
                    {replan.busy ? "Checking live data…" : "Plan again"}
                  </Button>
                ) : null}
              </div>
            ) : null}
            {(problem ?? replan.problem) ? (
              <div role="alert">
                <ProblemPart
                  problem={(problem?.problem ?? replan.problem) as Problem}
                  title={problem?.title ?? "The plan could not be updated"}
                />
              </div>
            ) : null}
          </section>
          {plan && plan.items.length > 0 ? (
            <PlanItems items={plan.items} chosen={item?.seq ?? null} onChoose={choose} />
          ) : null}
        </Body>
        {plan ? (
          <Confirm
            plan={plan}
            now={now}
            closed={stop !== null || replan.busy || busy === "discard"}
            running={busy === "start"}
            onRun={(typed) => void start(typed)}
          />
        ) : (
          <div className="foot">
            <span className="ink-2">
              {waits
                ? "Rollcall retries each app until it answers. The receipt shows what was sent."
                : "Nothing is sent. The receipt keeps what was read and what SCIM cannot reach."}
            </span>
            <Button
              className={waits && endsAccess(brief.kind) ? "button danger" : "button primary"}
              disabled={busy !== null || replan.busy}
              onClick={() => void start(null)}
              data-testid="plan-confirm"
            >
              {busy === "start" ? "Starting…" : waits ? "Start retrying" : "Create receipt"}
            </Button>
          </div>
        )}
      </div>
    </>
  );
}
