import { FormDialog } from "../../parts/form-dialog";
import { TextField } from "../../parts/text-field";
import { Managers } from "./managers";
import { offersExclusion } from "./review-request";
import { Apps, NameAndDue, People, Reviewers, Scope } from "./start-fields";
import { useStart } from "./use-start";

/** Asks for scope, reviewers and due date; then the apps are synced and the list is frozen. */
export function StartReview({ onClose }: { onClose: () => void }) {
  const { form, fill, ...starting } = useStart();
  return (
    <FormDialog
      title="Start an access review"
      wide
      dialogTestId="review-dialog"
      busy={starting.busy}
      problem={starting.problem}
      failed="The review was not started"
      problemFirst
      remedy={
        offersExclusion(form, starting.problem) ? (
          <TextField
            label="Start without apps that can’t be fully synced. Reason:"
            value={form.excluded}
            placeholder="Kept in the evidence"
            spellCheck={false}
            testId="review-excluded"
            onChange={(excluded) => fill({ excluded })}
          />
        ) : null
      }
      ready={starting.ready}
      label="Start review"
      working="Syncing the apps…"
      testId="review-freeze"
      note={
        <p className="muted small">
          Rollcall syncs these apps, keeps every response, then freezes the list. Later changes
          don’t affect this review.
        </p>
      }
      onSubmit={() => void starting.start()}
      onClose={onClose}
    >
      <NameAndDue form={form} fill={fill} />
      <Apps connections={starting.connections} out={form.out} onToggle={starting.toggleApp} />
      <Scope form={form} fill={fill} />
      <Reviewers form={form} fill={fill} />
      <People form={form} fill={fill} />
      {form.assign === "manager" ? (
        <Managers look={starting.managers} problem={starting.managersProblem} />
      ) : null}
    </FormDialog>
  );
}
