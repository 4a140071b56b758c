import { useState } from "react";
import type { ReviewView } from "../../host";
import { FormDialog } from "../../parts/form-dialog";
import { TextField } from "../../parts/text-field";
import { count, plural } from "../../words/numbers";
import { decided } from "../../words/review";
import type { useReviewCall } from "./use-review-call";

/** What discarding a review ends, and its name typed before it is discarded. */
export function DiscardDialog({
  view,
  calls,
  onClose,
}: {
  view: ReviewView;
  calls: ReturnType<typeof useReviewCall>;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  const { brief, sign_offs: signed } = view;
  const discard = async () => {
    if (await calls.discard()) onClose();
  };
  return (
    <FormDialog
      title={`Discard ${brief.name}?`}
      dialogTestId="discard-dialog"
      busy={calls.busy !== null}
      problem={calls.problem?.problem ?? null}
      failed={calls.problem?.title}
      ready={typed.trim() === brief.name}
      label="Discard review"
      testId="discard-save"
      onSubmit={() => void discard()}
      onClose={onClose}
    >
      <p className="small ink-2">
        {count(decided(brief))} of {plural(brief.items, "item", "items")} decided
        {signed.length === 0 ? "" : `, ${signed.map((one) => one.name).join(" and ")} signed`}. What
        was frozen and decided stays on record. A discarded review cannot be reopened, signed or
        packed.
      </p>
      <TextField
        label={`Type ${brief.name} to discard it`}
        value={typed}
        testId="discard-name"
        onChange={setTyped}
      />
    </FormDialog>
  );
}
