import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, host, type ReviewView, type SignOffLook, type SignRole } from "../../host";
import { ModalDialog } from "../../parts/dialog";
import { DialogForm } from "../../parts/form-dialog";
import { ProblemPart } from "../../parts/problem";
import { TextField } from "../../parts/text-field";
import { list, plural } from "../../words/numbers";
import css from "./reviews.module.css";
import type { useReviewCall } from "./use-review-call";

const folded = (name: string) => name.trim().split(/\s+/).join(" ").toLowerCase();

/** What can be signed now: the part of a reviewer, a statement of the admin, or all parts. */
type Choice = {
  key: string;
  role: SignRole;
  reviewer: number | null;
  label: string;
  name: string;
  statement: string;
  /** Items that block the signature. */
  left: number;
};

function choices(look: SignOffLook): Choice[] {
  const all: Choice[] = [];
  for (const part of look.parts) {
    if (part.signed !== null) continue;
    const { reviewer, name, left } = part;
    all.push({
      key: `reviewer-${reviewer}`,
      role: "reviewer",
      reviewer,
      label: `${name}’s part, signed by ${name}`,
      name,
      statement: part.statement,
      left,
    });
    if (part.role === "import")
      all.push({
        key: `import-${reviewer}`,
        role: "import",
        reviewer,
        label: `Imported answers of ${name}, attested by you`,
        name: "",
        statement: part.import_statement,
        left,
      });
  }
  if (look.second.waits_for.length === 0)
    all.push({
      key: "second",
      role: "second",
      reviewer: null,
      label: "All parts, signed by the second signer",
      name: "",
      statement: look.second.statement,
      left: 0,
    });
  return all;
}

/** Each reviewer signs their own part, then the second signer signs all parts: confirmed facts. */
export function SignDialog({
  view,
  calls,
  onClose,
}: {
  view: ReviewView;
  calls: ReturnType<typeof useReviewCall>;
  onClose: () => void;
}) {
  const id = view.brief.id;
  const look = useQuery({
    queryKey: ["review", id, "sign-off"],
    queryFn: () => host.signOff(id),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <ModalDialog
      title="Sign off"
      open
      busy={calls.busy !== null}
      testId="sign-dialog"
      onClose={onClose}
    >
      {look.data ? (
        <SignForm look={look.data} calls={calls} onClose={onClose} />
      ) : look.isError ? (
        <div role="alert">
          <ProblemPart
            problem={asProblem(look.error)}
            title="The statement could not be loaded"
            headingLevel={3}
          />
        </div>
      ) : (
        <p className="muted">Counting the decisions…</p>
      )}
    </ModalDialog>
  );
}

function SignForm({
  look,
  calls,
  onClose,
}: {
  look: SignOffLook;
  calls: ReturnType<typeof useReviewCall>;
  onClose: () => void;
}) {
  const all = choices(look);
  const [key, setKey] = useState(() => (all.find((one) => one.left === 0) ?? all[0])?.key ?? "");
  const chosen = all.find((one) => one.key === key) ?? all[0];
  const [typed, setTyped] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  /** The statement that was confirmed; another one must be confirmed separately. */
  const [confirmed, setConfirmed] = useState("");
  const busy = calls.busy !== null;
  if (!chosen) return <p className="muted">Everything is signed.</p>;
  const name = typed ?? chosen.name;
  const named = look.second.named;
  const replaces = chosen.role === "second" && named !== null && folded(name) !== folded(named);
  const ready =
    name.trim() !== "" &&
    confirmed === chosen.statement &&
    chosen.left === 0 &&
    (!replaces || reason.trim() !== "");
  const sign = async () => {
    const done = await calls.sign({
      role: chosen.role,
      reviewer: chosen.reviewer,
      name: name.trim(),
      confirms: chosen.statement,
      reason: replaces ? reason.trim() : "",
      asked: "confirmed",
    });
    if (done) onClose();
  };
  return (
    <DialogForm
      busy={busy}
      problem={calls.problem?.problem ?? null}
      failed={calls.problem?.title}
      ready={ready}
      label="Sign"
      testId="sign-save"
      onSubmit={() => void sign()}
      onClose={onClose}
    >
      <label className="field">
        <span>Sign</span>
        <select
          className="input"
          value={chosen.key}
          onChange={(event) => {
            setKey(event.target.value);
            setTyped(null);
          }}
          data-testid="sign-what"
          data-chosen={chosen.key}
        >
          {all.map((one) => (
            <option key={one.key} value={one.key}>
              {one.label}
            </option>
          ))}
        </select>
      </label>
      <p data-testid="sign-facts">
        <b>{chosen.statement}</b>
      </p>
      {chosen.left > 0 ? (
        <p className="small" role="status">
          {plural(chosen.left, "item of this part is", "items of this part are")} undecided or
          contradictory.
        </p>
      ) : null}
      {chosen.role === "second" ? (
        <p className="small ink-2">
          {named === null
            ? "No second signer was named when the review started."
            : `${named} was named as the second signer when the review started.`}{" "}
          After this signature the decisions are final and revoked access can be removed.
        </p>
      ) : chosen.role === "import" ? (
        <p className="small ink-2">
          This is your statement about the imported files. It does not replace the reviewer’s
          signature.
        </p>
      ) : (
        <p className="small ink-2">
          A second person must also sign. Changing any decision in this part voids your signature.
          {look.second.waits_for.length > 1
            ? ` Parts not signed yet: ${list(look.second.waits_for)}.`
            : ""}
        </p>
      )}
      <TextField label="Signer’s name" value={name} testId="sign-name" onChange={setTyped} />
      {replaces && name.trim() !== "" ? (
        <TextField
          label={`Why this person signs instead of ${named}`}
          value={reason}
          testId="sign-reason"
          onChange={setReason}
        />
      ) : null}
      <label className={css.confirm}>
        <input
          type="checkbox"
          tabIndex={0}
          checked={confirmed === chosen.statement}
          onChange={(event) => setConfirmed(event.target.checked ? chosen.statement : "")}
          data-testid="sign-confirm"
        />
        <span>I confirm this exact statement.</span>
      </label>
      <p className="muted small">
        The signer is identified only by this computer’s user and the name above. The evidence says
        so.
      </p>
    </DialogForm>
  );
}
