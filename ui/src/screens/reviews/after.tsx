import { useState } from "react";
import {
  host,
  type RemediationLine,
  type ReviewView,
  type SignOff,
  type SignRole,
} from "../../host";
import { Button, Link } from "../../parts/button";
import { PlanButton } from "../../parts/plan-button";
import { ProblemPart } from "../../parts/problem";
import { href, useRoute } from "../../routes";
import { plural } from "../../words/numbers";
import { SIGNED, toCarryOut } from "../../words/review";
import { Packed, Redact, useEvidence } from "./evidence";
import { ExceptDialog } from "./except";
import css from "./reviews.module.css";
import { RevokedLines } from "./revoked-lines";
import type { useReviewCall } from "./use-review-call";

type Calls = ReturnType<typeof useReviewCall>;

/** After the signatures: revokes are carried out or excepted, then the review is closed. */
export function After({ view, calls }: { view: ReviewView; calls: Calls }) {
  const [excepting, except] = useState<RemediationLine | null>(null);
  const { remediation: lines, brief } = view;
  const evidence = useEvidence(brief.id, calls);
  const left = toCarryOut(lines);
  const closed = brief.state === "closed";
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
    <section className={css.after} aria-label="Revoked access" tabIndex={0}>
      {view.sign_offs.map((one) => (
        <Signature key={`${one.role}-${one.reviewer}`} signature={one} />
      ))}
      <div className="actions">
        {left > 0 ? <CarryOut view={view} calls={calls} left={left} /> : null}
        {view.case ? (
          <Link
            className="button"
            href={href({ at: "case", id: view.case.id })}
            data-testid="review-case"
          >
            View receipt
          </Link>
        ) : null}
        {brief.state === "signed" ? <Close calls={calls} left={left} /> : null}
        {closed ? <Export calls={calls} onExport={() => void evidence.write()} /> : null}
      </div>
      {closed && left > 0 ? (
        <p className="note" data-testid="review-reopened">
          <b>{plural(left, "revoke is", "revokes are")} no longer in effect.</b> The evidence says
          so. Carry out the change or add an exception to reopen the review, then close it again.
        </p>
      ) : null}
      {closed ? <Redact leftOut={evidence.leftOut} onToggle={evidence.toggle} /> : null}
      {evidence.pack ? <Packed pack={evidence.pack} /> : null}
      <RevokedLines lines={lines} state={brief.state} onExcept={except} />
      {calls.problem && !excepting ? (
        <div role="alert">
          <ProblemPart {...calls.problem} />
        </div>
      ) : null}
      {excepting ? (
        <ExceptDialog line={excepting} calls={calls} onClose={() => except(null)} />
      ) : null}
    </section>
  );
}

function Signature({ signature: one }: { signature: SignOff }) {
  return (
    <p className="small ink-2" data-testid="review-signed" data-role={one.role}>
      {SIGNED[one.role as SignRole] ?? "Signed"} by <b className="name">{one.name}</b>
      {one.instead_of ? ` instead of ${one.instead_of} (${one.reason})` : ""}: {one.statement}{" "}
      <span className="muted">{one.identified}</span>
    </p>
  );
}

function CarryOut({ view, calls, left }: { view: ReviewView; calls: Calls; left: number }) {
  const [, go] = useRoute();
  const { id } = view.brief;
  // The changes of an open case are sent already.
  const blocked = calls.busy !== null || view.case?.state === "open";
  const plan = () =>
    calls.call(
      "plan",
      "The revokes were not planned",
      () => host.planReview(id),
      (planned) => go({ at: "case", id: planned.case_id }),
    );
  return (
    <PlanButton
      className="button danger"
      planning={calls.busy === "plan"}
      label={`Carry out ${plural(left, "change", "changes")}…`}
      aria-disabled={blocked}
      onClick={blocked ? undefined : () => void plan()}
      data-testid="review-plan"
    />
  );
}

function Close({ calls, left }: { calls: Calls; left: number }) {
  return (
    <Button
      className="button primary"
      aria-disabled={left > 0 || calls.busy !== null}
      onClick={left > 0 ? undefined : () => void calls.close()}
      data-testid="review-close"
    >
      Close review
    </Button>
  );
}

function Export({ calls, onExport }: { calls: Calls; onExport: () => void }) {
  return (
    <Button
      className="button primary"
      aria-disabled={calls.busy !== null}
      onClick={onExport}
      data-testid="review-pack"
    >
      {calls.busy === "pack" ? "Exporting…" : "Export evidence"}
    </Button>
  );
}
