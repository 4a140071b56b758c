import { useState } from "react";
import type { useCaseCall } from "../../data/cases";
import { usePlanning } from "../../data/planning";
import { type CaseView, host } from "../../host";
import { Button } from "../../parts/button";
import { FormDialog } from "../../parts/form-dialog";
import {
  checkedWords,
  endsAccess,
  isBack,
  neverConfirmed,
  RESTORE,
  sendable,
  verifiedOf,
} from "../../words/case";
import { count, plural } from "../../words/numbers";
import css from "./case.module.css";
import { Trouble } from "./trouble";

/** The actions of a receipt. */
export function Foot({ view, calls }: { view: CaseView; calls: ReturnType<typeof useCaseCall> }) {
  const { id, kind, state } = view.brief;
  const [asked, ask] = useState<"again" | "stop" | null>(null);
  const release = usePlanning();
  const planned = usePlanning();
  const [nothing, say] = useState<string[] | null>(null);
  const busy = calls.busy !== null;
  const again = sendable(view.lines);
  const toPlan = again.some(neverConfirmed) || isBack(view.brief);
  const over = state === "released";
  const took =
    view.brief.sent &&
    view.lines.some((line) => line.outcome !== null && line.outcome !== "refused");
  const tryAgain = async () => {
    await calls.call("again", "The changes were not sent again", () => host.tryCaseAgain(id));
    ask(null);
  };
  const planAgain = () =>
    planned.plan(async () => {
      say(null);
      const { plan, notes } = await host.planCaseAgain(id);
      if (!plan) say(notes);
      return plan;
    });
  const stop = async () => {
    await calls.call("stop", "The retries were not stopped", () => host.stopCase(id));
    ask(null);
  };
  return (
    <>
      <Trouble problem={release.problem} title="The restore could not be planned" />
      <Trouble problem={planned.problem} title="No plan was created" />
      {nothing ? (
        <p className="case-nothing" role="status" data-testid="case-nothing">
          <b>None of these changes can be sent now.</b> {nothing.join(" ")}
        </p>
      ) : null}
      <div className={`foot ${css.caseFoot}`}>
        <span className="ink-2 small" data-testid="case-checked">
          {checkedWords(view)}
          {over
            ? ""
            : " “Check again” reads back every change and adds the result below it. Nothing is sent."}
        </span>
        {took && !over ? (
          <Button
            className="button"
            aria-disabled={release.planning}
            onClick={() => void release.plan(() => host.planRelease(id))}
            data-testid="case-release"
          >
            {release.planning ? "Checking live data…" : RESTORE[kind]}
          </Button>
        ) : null}
        {state === "open" && view.brief.trying ? (
          <Button className="button" onClick={() => ask("stop")} data-testid="case-stop">
            Stop retrying…
          </Button>
        ) : null}
        {(state === "closed" || state === "stopped") && isBack(view.brief) ? (
          <Button
            className="button"
            aria-disabled={busy}
            title="Rollcall no longer reports this access"
            onClick={() => void stop()}
            data-testid="case-let-be"
          >
            Mark as intended
          </Button>
        ) : null}
        {toPlan && !over ? (
          <Button
            className="button"
            aria-disabled={planned.planning}
            title="Plans the open changes for you to review and confirm"
            onClick={() => void planAgain()}
            data-testid="case-plan-again"
          >
            {planned.planning ? "Checking live data…" : "Plan again…"}
          </Button>
        ) : null}
        {again.length > 0 && !toPlan && !over ? (
          <Button className="button" onClick={() => ask("again")} data-testid="case-again">
            Send again…
          </Button>
        ) : null}
        {over ? null : (
          <Button
            className="button primary"
            aria-disabled={busy}
            onClick={() =>
              void calls.call("recheck", "The changes could not be checked", () =>
                host.recheckCase(id),
              )
            }
            data-testid="case-recheck"
          >
            {calls.busy === "recheck" ? "Checking…" : "Check again"}
          </Button>
        )}
      </div>
      {asked === "again" ? (
        <FormDialog
          title={`Send ${plural(again.length, "change", "changes")} again`}
          label={calls.busy === "again" ? "Sending…" : `Send ${count(again.length)} again`}
          danger={endsAccess(kind)}
          busy={busy}
          dialogTestId="case-again-ask"
          problem={null}
          testId="case-again-ask-confirm"
          onSubmit={() => void tryAgain()}
          onClose={() => ask(null)}
        >
          <p>Live data is checked before anything is sent.</p>
          <ul className={`box ${css.askLines}`}>
            {again.map((line) => (
              <li key={line.number}>
                <span>
                  <span className="name">{line.connection_name}</span>: {line.change},{" "}
                  <span className="name">{line.person}</span>
                </span>
              </li>
            ))}
          </ul>
        </FormDialog>
      ) : null}
      {asked === "stop" ? (
        <FormDialog
          title="Stop retrying"
          label={calls.busy === "stop" ? "Stopping…" : "Stop retrying"}
          danger
          busy={busy}
          dialogTestId="case-stop-ask"
          problem={null}
          testId="case-stop-ask-confirm"
          onSubmit={() => void stop()}
          onClose={() => ask(null)}
        >
          <p>
            {verifiedOf(view.lines) > 0 ? "Verified changes stay as they are. " : ""}
            {plural(again.length, "change stays", "changes stay")} open in this receipt.{" "}
            {again.length === 1 ? "Its" : "Their"} access may still exist.
          </p>
        </FormDialog>
      ) : null}
    </>
  );
}
