import { useState } from "react";
import type { useCaseCall } from "../../data/cases";
import { usePlanning } from "../../data/planning";
import { type CaseView, host } from "../../host";
import { Button } from "../../parts/button";
import { PlanButton } from "../../parts/plan-button";
import { checkedWords, RESTORE } from "../../words/case";
import css from "./case.module.css";
import { AskSendAgain, AskStop } from "./foot-asks";
import { offersOf } from "./offers";
import { Trouble } from "./trouble";

type Calls = ReturnType<typeof useCaseCall>;

/** Plans what is open again; if nothing of it can be sent, the notes of the host say why. */
function usePlanAgain(id: string) {
  const { planning, problem, plan } = usePlanning();
  const [nothing, say] = useState<string[] | null>(null);
  const again = () =>
    plan(async () => {
      say(null);
      const { plan, notes } = await host.planCaseAgain(id);
      if (!plan) say(notes);
      return plan;
    });
  return { planning, problem, nothing, again };
}

/** The actions of a receipt. */
export function Foot({ view, calls }: { view: CaseView; calls: Calls }) {
  const { id } = view.brief;
  const [asked, ask] = useState<"again" | "stop" | null>(null);
  const release = usePlanning();
  const planned = usePlanAgain(id);
  const close = () => ask(null);
  const stop = async () => {
    await calls.call("stop", "The retries were not stopped", () => host.stopCase(id));
    close();
  };
  return (
    <>
      <Trouble problem={release.problem} title="The restore could not be planned" />
      <Trouble problem={planned.problem} title="No plan was created" />
      {planned.nothing ? (
        <p className="case-nothing" role="status" data-testid="case-nothing">
          <b>None of these changes can be sent now.</b> {planned.nothing.join(" ")}
        </p>
      ) : null}
      <Actions
        view={view}
        calls={calls}
        release={release}
        planned={planned}
        onAsk={ask}
        onStop={stop}
      />
      {asked === "again" ? <AskSendAgain view={view} calls={calls} onClose={close} /> : null}
      {asked === "stop" ? (
        <AskStop view={view} calls={calls} onClose={close} onStop={stop} />
      ) : null}
    </>
  );
}

function Actions({
  view,
  calls,
  release,
  planned,
  onAsk,
  onStop,
}: {
  view: CaseView;
  calls: Calls;
  release: ReturnType<typeof usePlanning>;
  planned: ReturnType<typeof usePlanAgain>;
  onAsk: (what: "again" | "stop") => void;
  onStop: () => Promise<void>;
}) {
  const { id, kind } = view.brief;
  const offers = offersOf(view);
  return (
    <div className={`foot ${css.caseFoot}`}>
      <span className="ink-2 small" data-testid="case-checked">
        {checkedWords(view)}
        {offers.recheck
          ? " “Check again” reads back every change and adds the result below it. Nothing is sent."
          : ""}
      </span>
      {offers.release ? (
        <PlanButton
          className="button"
          planning={release.planning}
          label={RESTORE[kind]}
          aria-disabled={release.planning}
          onClick={() => void release.plan(() => host.planRelease(id))}
          data-testid="case-release"
        />
      ) : null}
      {offers.stop ? (
        <Button className="button" onClick={() => onAsk("stop")} data-testid="case-stop">
          Stop retrying…
        </Button>
      ) : null}
      {offers.letBe ? (
        <Button
          className="button"
          aria-disabled={calls.busy !== null}
          title="Rollcall no longer reports this access"
          onClick={() => void onStop()}
          data-testid="case-let-be"
        >
          Mark as intended
        </Button>
      ) : null}
      {offers.planAgain ? (
        <PlanButton
          className="button"
          planning={planned.planning}
          label="Plan again…"
          aria-disabled={planned.planning}
          title="Plans the open changes for you to review and confirm"
          onClick={() => void planned.again()}
          data-testid="case-plan-again"
        />
      ) : null}
      {offers.sendAgain ? (
        <Button className="button" onClick={() => onAsk("again")} data-testid="case-again">
          Send again…
        </Button>
      ) : null}
      {offers.recheck ? <Recheck id={id} calls={calls} /> : null}
    </div>
  );
}

function Recheck({ id, calls }: { id: string; calls: Calls }) {
  return (
    <Button
      className="button primary"
      aria-disabled={calls.busy !== null}
      onClick={() =>
        void calls.call("recheck", "The changes could not be checked", () => host.recheckCase(id))
      }
      data-testid="case-recheck"
    >
      {calls.busy === "recheck" ? "Checking…" : "Check again"}
    </Button>
  );
}
