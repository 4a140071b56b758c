import { useState } from "react";
import type { ReviewView } from "../../host";
import { ModalDialog } from "../../parts/dialog";
import { Press } from "../../parts/press";
import { ProblemPart } from "../../parts/problem";
import { TextField } from "../../parts/text-field";
import type { useReviewCall } from "./use-review-call";

const STATEMENT = "I looked at each account myself and decided about it.";
const SECOND = "I looked at how the decisions were made and agree with them.";

/** The two signatures under all decisions. */
export function SignDialog({
  view,
  calls,
  onClose,
}: {
  view: ReviewView;
  calls: ReturnType<typeof useReviewCall>;
  onClose: () => void;
}) {
  const signed = view.sign_offs.find((one) => one.role === "reviewer");
  const second = signed !== undefined;
  const [name, setName] = useState(second ? "" : (view.reviewers[0]?.name ?? ""));
  const [statement, setStatement] = useState(second ? SECOND : STATEMENT);
  const busy = calls.busy !== null;
  const ready = name.trim() !== "" && statement.trim() !== "" && !busy;
  const sign = async () => {
    if (!ready) return;
    if (await calls.sign(second, name.trim(), statement.trim())) onClose();
  };
  return (
    <ModalDialog
      title={second ? "The second signature" : "Sign off all decisions"}
      open
      busy={busy}
      testId="sign-dialog"
      onClose={onClose}
    >
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          void sign();
        }}
      >
        <p className="small ink-2">
          {second
            ? `${signed?.name} has signed. Somebody else signs too; then the decisions stand and what was revoked can be taken away.`
            : "After this a second person signs. A decision that is made meanwhile takes the signature off again."}
        </p>
        <TextField label="Name" value={name} testId="sign-name" onChange={setName} />
        <TextField
          label="Statement"
          value={statement}
          testId="sign-statement"
          onChange={setStatement}
        />
        {calls.problem ? (
          <div role="alert">
            <ProblemPart {...calls.problem} headingLevel={3} />
          </div>
        ) : null}
        <div className="actions end">
          <Press className="button" onClick={onClose} disabled={busy}>
            Cancel
          </Press>
          <Press className="button primary" type="submit" disabled={!ready} data-testid="sign-save">
            Sign
          </Press>
        </div>
      </form>
    </ModalDialog>
  );
}
