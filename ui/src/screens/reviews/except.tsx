import { useState } from "react";
import { base64Of } from "../../data/truth";
import type { RemediationLine } from "../../host";
import { FormDialog } from "../../parts/form-dialog";
import { TextField } from "../../parts/text-field";
import type { useReviewCall } from "./use-review-call";

/** The owner of access that could not be removed, and the date. */
export function ExceptDialog({
  line,
  calls,
  onClose,
}: {
  line: RemediationLine;
  calls: ReturnType<typeof useReviewCall>;
  onClose: () => void;
}) {
  const [kind, setKind] = useState<"manual" | "risk">("manual");
  const [owner, setOwner] = useState("");
  const [day, setDay] = useState("");
  const [note, setNote] = useState("");
  const [proof, setProof] = useState<File | null>(null);
  const busy = calls.busy !== null;
  const explained = note.trim() !== "" || (kind === "manual" && proof !== null);
  const ready = owner.trim() !== "" && /^\d{4}-\d{2}-\d{2}$/.test(day) && explained;
  const save = async () => {
    const file: [string, string] | null = proof ? [proof.name, await base64Of(proof)] : null;
    const exception = {
      kind,
      owner,
      due: kind === "manual" ? day : null,
      expires: kind === "risk" ? day : null,
      note,
    };
    const kept = await calls.except(line.item, line.group, exception, file);
    if (kept) onClose();
  };
  return (
    <FormDialog
      title={`Add exception: ${line.change}, ${line.name}`}
      dialogTestId="except-dialog"
      busy={busy}
      problem={calls.problem?.problem ?? null}
      failed={calls.problem?.title}
      ready={ready}
      label="Save exception"
      testId="except-save"
      onSubmit={() => void save()}
      onClose={onClose}
    >
      <p className="small ink-2">{line.words || "Not verified."}</p>
      <label className="field">
        <span>Resolution</span>
        <select
          className="input"
          value={kind}
          onChange={(event) => setKind(event.target.value as typeof kind)}
          data-testid="except-kind"
        >
          <option value="manual">Remove by hand</option>
          <option value="risk">Accept the risk</option>
        </select>
      </label>
      <TextField label="Owner" value={owner} testId="except-owner" onChange={setOwner} />
      <TextField
        label={kind === "manual" ? "Due date" : "Accepted until"}
        value={day}
        placeholder="2026-12-31"
        testId="except-day"
        onChange={setDay}
      />
      <TextField label="Note" value={note} testId="except-note" onChange={setNote} />
      <label className="field">
        <span>Proof (a picture or file up to 10 MB, included in the evidence)</span>
        <input
          className="input"
          type="file"
          onChange={(event) => setProof(event.target.files?.[0] ?? null)}
          data-testid="except-proof"
        />
      </label>
    </FormDialog>
  );
}
