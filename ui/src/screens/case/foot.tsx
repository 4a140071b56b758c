import { useState } from "react";
import type { useCaseCall } from "../../data/cases";
import { usePlanning } from "../../data/planning";
import { type CaseView, host } from "../../host";
import { Press } from "../../parts/press";
import {
  checkedWords,
  endsAccess,
  neverConfirmed,
  sendable,
  verifiedOf,
  WAY_BACK,
} from "../../words/case";
import { count, plural } from "../../words/numbers";
import { Ask } from "./ask";
import { Trouble } from "./trouble";

/** What can still be done about it. */
export function Foot({ view, calls }: { view: CaseView; calls: ReturnType<typeof useCaseCall> }) {
  const { id, kind, state } = view.brief;
  const [asked, ask] = useState<"again" | "stop" | null>(null);
  const release = usePlanning();
  const planned = usePlanning();
  const [nothing, say] = useState<string[] | null>(null);
  const busy = calls.busy !== null;
  const again = sendable(view.lines);
  const toPlan =
    again.some(neverConfirmed) || (state === "closed" && view.brief.active_again.length > 0);
  const over = state === "released";
  const took =
    view.brief.sent &&
    view.lines.some((line) => line.outcome !== null && line.outcome !== "refused");
  const tryAgain = async () => {
    await calls.call("again", "It was not sent again", () => host.tryCaseAgain(id));
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
    await calls.call("stop", "Trying was not stopped", () => host.stopCase(id));
    ask(null);
  };
  return (
    <>
      <Trouble problem={release.problem} title="No plan of the way back was made" />
      <Trouble problem={planned.problem} title="No plan was made" />
      {nothing ? (
        <p className="case-nothing" role="status" data-testid="case-nothing">
          <b>Nothing of it can be sent now.</b> {nothing.join(" ")}
        </p>
      ) : null}
      <div className="foot case-foot">
        <span className="ink-2 small" data-testid="case-checked">
          {checkedWords(view)}
          {over
            ? ""
            : " “Still so?” reads every line again and adds the answers below it; nothing is sent."}
        </span>
        {took && !over ? (
          <Press
            className="button"
            aria-disabled={release.planning}
            onClick={() => void release.plan(() => host.planRelease(id))}
            data-testid="case-release"
          >
            {release.planning ? "Reading live state…" : WAY_BACK[kind]}
          </Press>
        ) : null}
        {state === "open" && view.brief.trying ? (
          <Press className="button" onClick={() => ask("stop")} data-testid="case-stop">
            Stop trying…
          </Press>
        ) : null}
        {state === "closed" && view.brief.active_again.length > 0 ? (
          <Press
            className="button"
            aria-disabled={busy}
            title="Who has access again on purpose is not told as active again any more"
            onClick={() => void stop()}
            data-testid="case-let-be"
          >
            It is meant to be so
          </Press>
        ) : null}
        {toPlan && !over ? (
          <Press
            className="button"
            aria-disabled={planned.planning}
            title="A plan of what is open, to look at and to confirm"
            onClick={() => void planAgain()}
            data-testid="case-plan-again"
          >
            {planned.planning ? "Reading live state…" : "Plan again…"}
          </Press>
        ) : null}
        {again.length > 0 && !toPlan && !over ? (
          <Press className="button" onClick={() => ask("again")} data-testid="case-again">
            Send again…
          </Press>
        ) : null}
        {over ? null : (
          <Press
            className="button primary"
            aria-disabled={busy}
            onClick={() =>
              void calls.call("recheck", "What is there now could not be asked", () =>
                host.recheckCase(id),
              )
            }
            data-testid="case-recheck"
          >
            {calls.busy === "recheck" ? "Asking…" : "Still so?"}
          </Press>
        )}
      </div>
      {asked === "again" ? (
        <Ask
          title={`Send ${plural(again.length, "change", "changes")} again`}
          label={calls.busy === "again" ? "Sending…" : `Send ${count(again.length)} again`}
          danger={endsAccess(kind)}
          busy={busy}
          testId="case-again-ask"
          onConfirm={() => void tryAgain()}
          onClose={() => ask(null)}
        >
          <p>Live state is read before anything is sent.</p>
          <ul className="box ask-lines">
            {again.map((line) => (
              <li key={line.number}>
                <span>
                  <span className="name">{line.connection_name}</span>: {line.change},{" "}
                  <span className="name">{line.person}</span>
                </span>
              </li>
            ))}
          </ul>
        </Ask>
      ) : null}
      {asked === "stop" ? (
        <Ask
          title="Stop trying"
          label={calls.busy === "stop" ? "Stopping…" : "Stop trying"}
          danger
          busy={busy}
          testId="case-stop-ask"
          onConfirm={() => void stop()}
          onClose={() => ask(null)}
        >
          <p>
            {verifiedOf(view.lines) > 0 ? "What is verified stays as it is. " : ""}
            {plural(again.length, "change stays", "changes stay")} open in this receipt: the access
            behind {again.length === 1 ? "it" : "them"} may still be there.
          </p>
        </Ask>
      ) : null}
    </>
  );
}
