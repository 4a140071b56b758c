import { useId } from "react";
import { usePlanning } from "../../data/planning";
import { host, type PersonAccount, type PersonApp, type PersonRow } from "../../host";
import { PlanButton } from "../../parts/plan-button";
import { ProblemPart } from "../../parts/problem";
import { AccountMenu } from "./account-menu";
import css from "./person.module.css";

/** The action of one account: it creates a plan and sends nothing. */
export function InThisApp({
  app,
  account,
  person,
}: {
  app: PersonApp;
  account: PersonAccount | null;
  person: PersonRow;
}) {
  const { planning, problem, plan } = usePlanning();
  const id = useId();
  if (!account) return <span className="muted">–</span>;
  const active = account.state === "active";
  const blocked = active ? account.deactivate_blocked : account.activate_blocked;
  const verb = active ? account.deactivate : "Activate";
  const start = () =>
    void plan(() =>
      active
        ? host.planDeactivate(app.connection_id, account.account_id)
        : host.planActivate(app.connection_id, account.account_id),
    );
  return (
    <div className={css.act}>
      <span className={css.actLine}>
        <PlanButton
          className="button slim"
          planning={planning}
          label={`${verb}…`}
          aria-disabled={blocked !== null || planning}
          aria-describedby={blocked ? id : undefined}
          aria-label={`${verb} in ${app.name}`}
          onClick={blocked === null && !planning ? start : undefined}
          data-testid={active ? "person-deactivate" : "person-activate"}
        />
        <AccountMenu app={app} account={account} person={person} />
      </span>
      {blocked ? (
        <span id={id} className={`muted ${css.why}`}>
          {blocked}
        </span>
      ) : null}
      {problem ? <ProblemPart problem={problem} headingLevel={3} /> : null}
    </div>
  );
}
