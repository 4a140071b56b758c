import { useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useCall } from "../../data/call";
import { type CaseView, host } from "../../host";
import { href, useRoute } from "../../routes";
import css from "./case.module.css";

/** Replaces the plan of a lockdown that is not confirmed yet. */
export function useReplan({ brief }: CaseView) {
  const client = useQueryClient();
  const [, go] = useRoute();
  const { busy, problem, call } = useCall();
  const again = (groups: boolean) => {
    const people = brief.people.flatMap((one) => (one.id === null ? [] : [one.id]));
    const here = href({ at: "case", id: brief.id });
    return call(async () => {
      const made = await host.planLockdown({ people, groups });
      const id = made.case_id;
      // The new plan is loaded before it replaces this one, so that the screen does not blink.
      const view = await client.fetchQuery({
        queryKey: ["case", id],
        queryFn: () => host.case(id),
      });
      const plan = made.plan;
      if (plan && view.plan_id === plan.id) client.setQueryData(["plan", plan.id], plan);
      if (window.location.hash === here) go({ at: "case", id }, true);
      // An unconfirmed plan does no harm if it could not be discarded.
      await host.discardCase(brief.id).catch(() => null);
    });
  };
  return { busy, problem, again };
}

export function GroupsChoice({
  view,
  replan,
}: {
  view: CaseView;
  replan: ReturnType<typeof useReplan>;
}) {
  const id = useId();
  const groups = view.groups;
  const known = view.brief.people.some((one) => one.id !== null);
  if (!known) return null;
  return (
    <div className={css.choice}>
      <input
        id={id}
        type="checkbox"
        tabIndex={0}
        checked={replan.busy ? !groups : groups}
        aria-disabled={replan.busy}
        onChange={(event) => void replan.again(event.target.checked)}
        data-testid="case-groups"
      />
      <label htmlFor={id}>Also remove the accounts from their groups</label>
      <span className="muted small" role="status">
        {replan.busy ? "Checking live data…" : ""}
      </span>
    </div>
  );
}
