import type { CaseView, PlanView } from "../../host";
import { leastRoom } from "../../parts/plan/items";
import planCss from "../../parts/plan/plan.module.css";
import { useFocusOnRefusal } from "../../parts/plan/refusal";
import { Summary, Warnings } from "../../parts/plan/summary";
import { PlanButton } from "../../parts/plan-button";
import { ProblemPart } from "../../parts/problem";
import { unplanned } from "../../words/case";
import css from "./case.module.css";
import { GroupsChoice, type useReplan } from "./replan";
import { ResidualAhead, Unplanned } from "./unplanned";
import type { useConfirming } from "./use-confirming";
import { isExpired } from "./why-closed";

type Replan = ReturnType<typeof useReplan>;

/** A planned case in words: what will happen, what is left out, and why it cannot be confirmed. */
export function PlannedWords({
  view,
  plan,
  closed,
  replan,
  problem,
  now,
}: {
  view: CaseView;
  plan: PlanView | null;
  /** Why it cannot be confirmed. */
  closed: string | null;
  replan: Replan;
  problem: ReturnType<typeof useConfirming>["problem"];
  now: Date;
}) {
  const { brief } = view;
  const refusal = useFocusOnRefusal(problem, closed);
  const lockdown = brief.kind === "lockdown";
  return (
    <section
      className={`${planCss.planWords} scroll`}
      aria-label="In words"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: with many notes it scrolls, the keyboard must reach it
      tabIndex={0}
      style={{ maxHeight: `calc(100% - ${leastRoom(plan?.items.length ?? 0)}px)` }}
    >
      {plan && !isExpired(plan, now) ? (
        <p className="muted" data-testid="plan-lead">
          {plan.lead}
        </p>
      ) : null}
      {lockdown ? <GroupsChoice view={view} replan={replan} /> : null}
      {plan ? <Summary plan={plan} /> : null}
      {plan ? <Warnings plan={plan} /> : null}
      <Unplanned lines={unplanned(view, plan)} people={brief.people.length} />
      <Notes notes={[...new Set(view.notes)]} />
      <ResidualAhead lines={view.residual} people={brief.people.length} now={now} />
      <div ref={refusal} tabIndex={-1} data-testid="plan-refusal">
        {closed ? (
          <div className="note" role="status" data-testid="plan-closed">
            <b>{closed}</b>
            {lockdown && isExpired(plan, now) ? (
              <PlanAgain replan={replan} groups={view.groups} />
            ) : null}
          </div>
        ) : null}
        <PlannedProblem problem={problem} replan={replan} />
      </div>
    </section>
  );
}

function Notes({ notes }: { notes: string[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className={css.notesList} aria-label="Notes" data-testid="case-notes">
      {notes.map((note) => (
        <li key={note} className="note plain">
          {note}
        </li>
      ))}
    </ul>
  );
}

function PlanAgain({ replan, groups }: { replan: Replan; groups: boolean }) {
  return (
    <PlanButton
      className={`button ${css.planAgain}`}
      planning={replan.busy}
      label="Plan again"
      aria-disabled={replan.busy}
      onClick={() => void replan.again(groups)}
    />
  );
}

/** The problem of confirming comes before the one of the plan that should have replaced it. */
function PlannedProblem({
  problem,
  replan,
}: {
  problem: ReturnType<typeof useConfirming>["problem"];
  replan: Replan;
}) {
  const shown =
    problem ??
    (replan.problem && { title: "The plan could not be updated", problem: replan.problem });
  if (!shown) return null;
  return (
    <div role="alert">
      <ProblemPart {...shown} />
    </div>
  );
}
