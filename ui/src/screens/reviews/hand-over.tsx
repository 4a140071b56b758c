import { useState } from "react";
import type { ReviewRow, ReviewView } from "../../host";
import { FormDialog } from "../../parts/form-dialog";
import { TextField } from "../../parts/text-field";
import { plural } from "../../words/numbers";
import css from "./reviews.module.css";
import { signersOver, unsigning } from "./unsign";
import type { useReviewCall } from "./use-review-call";
import { UnsignNote } from "./use-unsign";

/** Someone who is not a reviewer of it yet. */
const NEW = "new";

/** Hands items over to another reviewer, with the reason. */
export function HandOverDialog({
  view,
  rows,
  calls,
  onDone,
  onClose,
}: {
  view: ReviewView;
  rows: ReviewRow[];
  calls: ReturnType<typeof useReviewCall>;
  onDone: () => void;
  onClose: () => void;
}) {
  const has = new Set(rows.map((row) => row.reviewer));
  const others = view.reviewers.filter((one) => has.size > 1 || !has.has(one.number));
  const [to, setTo] = useState(others[0] ? String(others[0].number) : NEW);
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [reason, setReason] = useState("");
  const busy = calls.busy !== null;
  const chosen = view.reviewers.find((one) => String(one.number) === to);
  const who = chosen
    ? { name: chosen.name, email: chosen.email }
    : { name: name.trim(), email: email.trim() };
  // What the other reviewer has already is not handed over.
  const given = chosen ? rows.filter((row) => row.reviewer !== chosen.number) : rows;
  const parts = new Set(given.map((row) => row.reviewer));
  const lost = signersOver(view, chosen && given.length > 0 ? parts.add(chosen.number) : parts);
  const ready = who.name !== "" && who.email !== "" && reason.trim() !== "";
  const give = async () => {
    if (
      await calls.handOver({
        items: rows.map((row) => row.item),
        to: who,
        reason: reason.trim(),
      })
    )
      onDone();
  };
  return (
    <FormDialog
      title={`Hand over ${plural(rows.length, "item", "items")}`}
      dialogTestId="hand-over-dialog"
      busy={busy}
      problem={calls.problem?.problem ?? null}
      failed={calls.problem?.title}
      ready={ready}
      label={unsigning("Hand over", lost)}
      testId="hand-over-save"
      onSubmit={() => void give()}
      onClose={onClose}
    >
      <p className="small ink-2">
        Another reviewer decides about these items from now on. Earlier decisions stay. The evidence
        keeps who had them before and why.
      </p>
      <label className="field">
        <span>To</span>
        <select
          className="input"
          value={to}
          onChange={(event) => setTo(event.target.value)}
          data-testid="hand-over-to"
        >
          {others.map((one) => (
            <option key={one.number} value={one.number}>
              {one.name}
            </option>
          ))}
          <option value={NEW}>someone else…</option>
        </select>
      </label>
      {chosen ? null : (
        <div className={css.reviewPair}>
          <TextField label="Name" value={name} testId="hand-over-name" onChange={setName} />
          <TextField
            label="Email address of their own accounts"
            value={email}
            testId="hand-over-email"
            onChange={setEmail}
          />
        </div>
      )}
      <TextField label="Reason" value={reason} testId="hand-over-reason" onChange={setReason} />
      <UnsignNote names={lost} />
    </FormDialog>
  );
}
