import { useEffect, useRef, useState } from "react";
import { rememberReason, useReviewSession } from "../../data/review-view";
import { asProblem, type Problem, type ReviewDecision, type ReviewRow } from "../../host";
import { FormDialog } from "../../parts/form-dialog";
import { TextField } from "../../parts/text-field";
import { toggled } from "../../parts/toggled";
import { DECISION, itemWords, keepWords, needsReason } from "../../words/review";
import css from "./reviews.module.css";
import { isMade, unsigning } from "./unsign";
import { UnsignNote } from "./use-unsign";

/**
 * The reason that is offered: the item's own, or the last one, so that each further leaver needs one
 * more press. Why one person keeps access is no reason for the next.
 */
function useOffered(row: ReviewRow, decision: ReviewDecision): string {
  const { reasons } = useReviewSession();
  if (row.decision === decision) return row.reason;
  return decision === "keep" ? "" : (reasons[decision] ?? "");
}

/** Asks for the details of a decision: a reason, and for a change the groups to drop. */
export function DecideDialog({
  row,
  decision,
  signers,
  onDecide,
  onClose,
}: {
  row: ReviewRow;
  decision: ReviewDecision;
  /** Who signed the part of this item. */
  signers: string[];
  onDecide: (reason: string, drop: string[]) => Promise<void>;
  onClose: () => void;
}) {
  const same = row.decision === decision;
  const [reason, setReason] = useState(useOffered(row, decision));
  const [drop, setDrop] = useState<ReadonlySet<string>>(new Set(same ? row.drop : []));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const inFlight = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // This field has the focus; for a change, the groups above it.
    if (decision === "change") return;
    field.current?.focus();
    field.current?.select();
  }, [decision]);
  const needed = needsReason(row, decision);
  const ready = (!needed || reason.trim() !== "") && (decision !== "change" || drop.size > 0);
  const lost = isMade(row, decision, reason.trim(), [...drop]) ? [] : signers;
  const save = async () => {
    if (!ready || inFlight.current) return;
    inFlight.current = true;
    setBusy(true);
    try {
      if (needed) rememberReason(decision, reason.trim());
      await onDecide(reason.trim(), [...drop]);
    } catch (thrown) {
      setProblem(asProblem(thrown));
      inFlight.current = false;
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={`${DECISION[decision]}: ${itemWords(row)}`}
      dialogTestId="decide-dialog"
      busy={busy}
      problem={problem}
      failed="The decision was not saved"
      ready={ready}
      label={unsigning(DECISION[decision], lost)}
      danger={decision === "revoke"}
      testId="decide-save"
      onSubmit={() => void save()}
      onClose={onClose}
    >
      {decision === "change" ? (
        <fieldset className={css.groups}>
          <legend className="small ink-2">Groups to drop</legend>
          {row.groups.map((group) => (
            <label key={group.id}>
              <input
                type="checkbox"
                tabIndex={0}
                checked={drop.has(group.id)}
                onChange={() => setDrop((before) => toggled(before, group.id))}
                data-testid="decide-group"
              />
              <span className="name">{group.name}</span>
            </label>
          ))}
          {row.groups.length === 0 ? (
            <p className="muted small">This account is in no group.</p>
          ) : null}
        </fieldset>
      ) : null}
      <TextField
        label={needed ? "Reason" : "Note"}
        value={reason}
        inputRef={field}
        testId="decide-reason"
        onChange={setReason}
      />
      {decision === "keep" && needed ? <p className="small ink-2">{keepWords(row)}</p> : null}
      <UnsignNote names={lost} />
      {row.last_decision ? <p className="muted small">Last review: {row.last_decision}.</p> : null}
    </FormDialog>
  );
}
