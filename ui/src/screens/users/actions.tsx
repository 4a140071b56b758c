import { useState } from "react";
import { usePlanning } from "../../data/planning";
import type { StagedAccount } from "../../data/stage";
import { host, type UserDetail, type UserWishKind } from "../../host";
import { MenuButton } from "../../parts/menu";
import { PlanButton } from "../../parts/plan-button";
import { ProblemPart } from "../../parts/problem";
import { rowEntries } from "./row-menu";
import { targetOf, wishOf } from "./target";
import { useUserStaging } from "./use-staging";

/** The actions of an account: a button creates a plan and sends nothing, the ⋯ menu stages. */
export function AccountActions({
  detail,
  staged,
  onEdit,
}: {
  detail: UserDetail;
  staged?: StagedAccount;
  onEdit?: () => void;
}) {
  const { stage, takeOut, said } = useUserStaging();
  const { planning, problem, plan } = usePlanning();
  const [pressed, press] = useState<"deactivate" | "activate" | null>(null);
  const { row, nouns, deactivate_blocked: stays, activate_blocked: rests } = detail;
  const inactive = row.status !== "active";
  const start = (which: "deactivate" | "activate") => {
    if (planning) return;
    press(which);
    void plan(() =>
      which === "deactivate"
        ? host.planDeactivate(row.connection_id, row.account_id)
        : host.planActivate(row.connection_id, row.account_id),
    );
  };
  const wish = (kind: UserWishKind) => stage(wishOf(targetOf(row), kind));
  return (
    <>
      <div className="actions">
        <PlanButton
          className="button danger"
          planning={planning && pressed === "deactivate"}
          label={nouns.deactivate}
          aria-disabled={stays !== null || planning}
          aria-describedby={stays ? "deactivate-why" : undefined}
          onClick={() => stays === null && start("deactivate")}
          data-testid="drawer-deactivate"
        />
        {inactive ? (
          <PlanButton
            className="button"
            planning={planning && pressed === "activate"}
            label="Activate"
            aria-disabled={rests !== null || planning}
            aria-describedby={rests ? "activate-why" : undefined}
            onClick={() => rests === null && start("activate")}
            data-testid="drawer-activate"
          />
        ) : null}
        <MenuButton
          label="Stage a change"
          testId="drawer-menu"
          entries={rowEntries(
            row,
            nouns,
            staged,
            {
              edit: () => onEdit?.(),
              stage: (kind) => void wish(kind),
              takeOut: (ids) => void takeOut(ids),
            },
            detail.delete_blocked,
          )}
        />
        {stays && !inactive ? (
          <span className="small ink-2 grow" id="deactivate-why" data-testid="drawer-blocked">
            {stays}
          </span>
        ) : null}
      </div>
      <p className="hidden-words" role="status">
        {said}
      </p>
      {inactive ? <WhyBlocked detail={detail} /> : null}
      {problem ? (
        <div role="alert">
          <ProblemPart problem={problem} title="The plan could not be created" headingLevel={3} />
        </div>
      ) : null}
    </>
  );
}

/** Why an inactive account can be neither deactivated nor activated, each beside its verb. */
function WhyBlocked({ detail }: { detail: UserDetail }) {
  const { nouns, deactivate_blocked: stays, activate_blocked: rests } = detail;
  if (!stays && !rests) return null;
  return (
    <dl className="pairs">
      {stays ? (
        <>
          <dt>{nouns.deactivate}</dt>
          <dd id="deactivate-why" data-testid="drawer-blocked">
            {stays}
          </dd>
        </>
      ) : null}
      {rests ? (
        <>
          <dt>Activate</dt>
          <dd id="activate-why" data-testid="drawer-activate-blocked">
            {rests}
          </dd>
        </>
      ) : null}
    </dl>
  );
}
