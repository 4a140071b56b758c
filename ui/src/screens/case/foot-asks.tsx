// What the foot of a receipt asks before it sends again or stops.
import type { useCaseCall } from "../../data/cases";
import { type CaseView, host } from "../../host";
import { FormDialog } from "../../parts/form-dialog";
import { endsAccess, sendable, verifiedOf } from "../../words/case";
import { count, plural } from "../../words/numbers";
import css from "./case.module.css";

type Ask = { view: CaseView; calls: ReturnType<typeof useCaseCall>; onClose: () => void };

export function AskSendAgain({ view, calls, onClose }: Ask) {
  const lines = sendable(view.lines);
  const send = async () => {
    await calls.call("again", "The changes were not sent again", () =>
      host.tryCaseAgain(view.brief.id),
    );
    onClose();
  };
  return (
    <FormDialog
      title={`Send ${plural(lines.length, "change", "changes")} again`}
      label={calls.busy === "again" ? "Sending…" : `Send ${count(lines.length)} again`}
      danger={endsAccess(view.brief.kind)}
      busy={calls.busy !== null}
      dialogTestId="case-again-ask"
      problem={null}
      testId="case-again-ask-confirm"
      onSubmit={() => void send()}
      onClose={onClose}
    >
      <p>Live data is checked before anything is sent.</p>
      <ul className={`box ${css.askLines}`}>
        {lines.map((line) => (
          <li key={line.number}>
            <span>
              <span className="name">{line.connection_name}</span>: {line.change},{" "}
              <span className="name">{line.person}</span>
            </span>
          </li>
        ))}
      </ul>
    </FormDialog>
  );
}

export function AskStop({ view, calls, onClose, onStop }: Ask & { onStop: () => Promise<void> }) {
  const { length } = sendable(view.lines);
  return (
    <FormDialog
      title="Stop retrying"
      label={calls.busy === "stop" ? "Stopping…" : "Stop retrying"}
      danger
      busy={calls.busy !== null}
      dialogTestId="case-stop-ask"
      problem={null}
      testId="case-stop-ask-confirm"
      onSubmit={() => void onStop()}
      onClose={onClose}
    >
      <p>
        {verifiedOf(view.lines) > 0 ? "Verified changes stay as they are. " : ""}
        {plural(length, "change stays", "changes stay")} open in this receipt.{" "}
        {length === 1 ? "Its" : "Their"} access may still exist.
      </p>
    </FormDialog>
  );
}
