import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useCall } from "../../data/call";
import { useRevision } from "../../data/live";
import { asProblem, type Guard, host } from "../../host";
import { Button } from "../../parts/button";
import { LineForm } from "../../parts/line-form";
import { ProblemPart } from "../../parts/problem";
import { plural } from "../../words/numbers";
import { guardNumber, guardWords, mayGuard } from "../../words/safeguards";
import css from "./connection.module.css";
import safeguardsCss from "./safeguards.module.css";

/** How many people a single plan can remove access for, and the form to change the limit. */
export function GuardPart({ connectionId }: { connectionId: string }) {
  const client = useQueryClient();
  const revision = useRevision();
  const [editing, edit] = useState(false);
  const { busy: saving, problem, call, dismiss } = useCall();
  const query = useQuery({
    queryKey: ["guard", connectionId, revision],
    queryFn: () => host.guard(connectionId),
    placeholderData: (before: Guard | undefined) => before,
  });
  const guard = query.data;
  const set = (people: number | null, typed: string | null) =>
    call(async () => {
      const now = await host.setGuard(connectionId, people, typed);
      client.setQueryData(["guard", connectionId, revision], now);
      edit(false);
    });
  if (!guard) {
    return query.isError ? (
      <ProblemPart problem={asProblem(query.error)} title="The guard could not be shown" />
    ) : null;
  }
  return (
    <div className={css.stack}>
      <div className={safeguardsCss.safeguardLine}>
        <p className="grow" data-testid="guard-words" data-people={guard.people}>
          {guardWords(guard)}.{" "}
          <span className="muted">Larger plans are blocked before anything is sent.</span>
        </p>
        {editing ? null : (
          <>
            <Button className="button" onClick={() => edit(true)} data-testid="guard-edit">
              Change…
            </Button>
            {guard.set ? (
              <Button
                className="button"
                aria-disabled={saving}
                why={saving && "The guard is being saved."}
                onClick={() => void set(null, null)}
                data-testid="guard-usual"
              >
                Reset to default
              </Button>
            ) : null}
          </>
        )}
      </div>
      {editing ? (
        <GuardForm
          guard={guard}
          saving={saving}
          onSave={(people, typed) => void set(people, typed)}
          onCancel={() => {
            edit(false);
            dismiss();
          }}
        />
      ) : null}
      {problem ? (
        <div role="alert">
          <ProblemPart problem={problem} title="The guard was not changed" />
        </div>
      ) : null}
    </div>
  );
}

/** A lower number is saved at once; a higher one must be typed a second time. */
export function GuardForm({
  guard,
  saving,
  onSave,
  onCancel,
}: {
  guard: Guard;
  saving: boolean;
  onSave: (people: number, typed: string | null) => void;
  onCancel: () => void;
}) {
  const id = useId();
  const [text, setText] = useState(String(guard.people));
  const [typed, setTyped] = useState("");
  const people = guardNumber(text);
  const raised = people !== null && people > guard.people;
  const same = people === guard.people && guard.set;
  return (
    <LineForm
      className={safeguardsCss.form}
      label="Guard"
      ready={!same && mayGuard(guard, people, typed)}
      busy={saving}
      action={raised ? `Raise to ${plural(people, "person", "people")}` : "Save"}
      working="Saving…"
      testId="guard-save"
      note={
        <p className="muted small" id={`${id}-why`}>
          {people === null
            ? "Enter a whole number, 1 or more."
            : raised
              ? "A higher limit allows larger mistakes. The change is recorded."
              : "The change is recorded."}
        </p>
      }
      onSubmit={() => people !== null && onSave(people, raised ? typed.trim() : null)}
      onCancel={onCancel}
    >
      <label htmlFor={`${id}-number`}>
        <span>Maximum people per plan</span>
        <input
          id={`${id}-number`}
          className="input"
          inputMode="numeric"
          autoComplete="off"
          value={text}
          size={8}
          aria-invalid={people === null || undefined}
          aria-describedby={`${id}-why`}
          // biome-ignore lint/a11y/noAutofocus: it replaces the pressed button
          autoFocus
          data-testid="guard-number"
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {raised ? (
        <label htmlFor={`${id}-typed`}>
          <span>
            Type <b>{people}</b> again to raise it
          </span>
          <input
            id={`${id}-typed`}
            className="input"
            inputMode="numeric"
            autoComplete="off"
            value={typed}
            size={8}
            data-testid="guard-typed"
            onChange={(event) => setTyped(event.target.value)}
          />
        </label>
      ) : null}
    </LineForm>
  );
}
