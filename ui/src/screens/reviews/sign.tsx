import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, host, type ReviewView, type SignOffLook } from "../../host";
import { ModalDialog } from "../../parts/dialog";
import { DialogForm } from "../../parts/form-dialog";
import { ProblemPart } from "../../parts/problem";
import { TextField } from "../../parts/text-field";
import { plural } from "../../words/numbers";
import css from "./reviews.module.css";
import { type Choice, choices, effectWords, firstChoice, signsInstead } from "./sign-choices";
import type { useReviewCall } from "./use-review-call";

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
  const [key, setKey] = useState(() => firstChoice(all)?.key ?? "");
  const chosen = all.find((one) => one.key === key) ?? all[0];
  const [typed, setTyped] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  /** The statement that was confirmed; another one must be confirmed separately. */
  const [confirmed, setConfirmed] = useState("");
  if (!chosen) return <p className="muted">Everything is signed.</p>;
  const name = (typed ?? chosen.name).trim();
  const { named } = look.second;
  const instead = signsInstead(chosen, named, name);
  const ready =
    name !== "" &&
    confirmed === chosen.statement &&
    chosen.left === 0 &&
    (!instead || reason.trim() !== "");
  const sign = async () => {
    const done = await calls.sign({
      role: chosen.role,
      reviewer: chosen.reviewer,
      name,
      confirms: chosen.statement,
      reason: instead ? reason.trim() : "",
      asked: "confirmed",
    });
    if (done) onClose();
  };
  return (
    <DialogForm
      busy={calls.busy !== null}
      problem={calls.problem?.problem ?? null}
      failed={calls.problem?.title}
      ready={ready}
      label="Sign"
      testId="sign-save"
      onSubmit={() => void sign()}
      onClose={onClose}
    >
      <WhatToSign
        all={all}
        chosen={chosen}
        onChoose={(next) => {
          setKey(next);
          setTyped(null);
        }}
      />
      <p data-testid="sign-facts">
        <b>{chosen.statement}</b>
      </p>
      {chosen.left > 0 ? (
        <p className="small" role="status">
          {plural(chosen.left, "item of this part is", "items of this part are")} undecided or
          contradictory.
        </p>
      ) : null}
      <p className="small ink-2">{effectWords(chosen.role, look.second)}</p>
      <TextField
        label="Signer’s name"
        value={typed ?? chosen.name}
        testId="sign-name"
        onChange={setTyped}
      />
      {instead && name !== "" ? (
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

function WhatToSign({
  all,
  chosen,
  onChoose,
}: {
  all: Choice[];
  chosen: Choice;
  onChoose: (key: string) => void;
}) {
  return (
    <label className="field">
      <span>Sign</span>
      <select
        className="input"
        value={chosen.key}
        onChange={(event) => onChoose(event.target.value)}
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
  );
}
