import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { useCall } from "../data/call";
import { useConnections } from "../data/state";
import { host, type PersonView } from "../host";
import { useRoute } from "../routes";
import { someNames } from "../words/membership";
import { plural } from "../words/numbers";
import appFieldsCss from "./app-fields.module.css";
import { Button } from "./button";
import { FormDialog } from "./form-dialog";
import { HoldingGroup } from "./holding-group";
import css from "./quarantine-dialog.module.css";
import { AppName } from "./shapes";
import { toggled } from "./toggled";

/** The number of people to look up; the description of the apps is the same for all others. */
const LOOKED_UP = 10;

/** Today in the machine's time zone, in the format of a date field. */
function today(): string {
  const now = new Date();
  const two = (n: number) => String(n).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

type AppWords = { words: string; group: boolean; absent: boolean };

/** What quarantine does in one app, as far as it is known. */
function wordsOf(connectionId: string, seen: PersonView[], all: boolean): AppWords {
  const apps = seen.flatMap((one) => one.apps.filter((app) => app.connection_id === connectionId));
  const group = apps.find((app) => app.holding_group)?.holding_group;
  if (seen.length === 0) return { words: "", group: false, absent: false };
  if (all && apps.every((app) => app.accounts.length === 0))
    return { words: "no account", group: false, absent: true };
  return {
    words: group
      ? `moved to ${group.name}, removed from all other groups`
      : "No holding group. Removed from all groups",
    group: group !== undefined,
    absent: false,
  };
}

/**
 * Asks what a quarantine leaves out and until when, and plans it. `onDone` hears of the case that
 * was planned, which is open by then.
 */
export function QuarantineDialog({
  people,
  onDone,
  onClose,
}: {
  people: { id: number; name: string }[];
  onDone: (caseId: string) => void;
  onClose: () => void;
}) {
  const [, go] = useRoute();
  const connections = useConnections();
  const looked = people.slice(0, LOOKED_UP);
  const answers = useQueries({
    queries: looked.map(({ id }) => ({
      queryKey: ["person", id],
      queryFn: () => host.person(id),
      staleTime: 0,
    })),
  });
  const seen = answers.flatMap((answer) => (answer.data ? [answer.data] : []));
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [choosing, choose] = useState<string | null>(null);
  const [due, setDue] = useState("");
  const { busy, problem, call } = useCall();
  // A web view without date fields shows a text field.
  const isDay = due === "" || /^\d{4}-\d{2}-\d{2}$/.test(due);
  const ready = connections.some((one) => !out.has(one.id)) && people.length > 0 && isDay;
  const who = someNames(people.map((one) => one.name));

  const toggle = (id: string) => setOut((before) => toggled(before, id));
  const plan = async () => {
    if (!ready) return;
    await call(async () => {
      const made = await host.planQuarantine({
        people: people.map((one) => one.id),
        leave_out: connections.filter((one) => out.has(one.id)).map((one) => one.id),
        due: due === "" ? null : due,
      });
      go({ at: "case", id: made.case_id });
      onDone(made.case_id);
    });
  };

  return (
    <FormDialog
      title={`Quarantine ${people.length === 1 ? who : plural(people.length, "person", "people")}`}
      wide
      dialogTestId="quarantine-dialog"
      busy={busy}
      problem={problem}
      failed="The quarantine was not planned"
      ready={ready}
      label="Plan quarantine"
      working="Checking live data…"
      testId="quarantine-plan"
      note={
        <p className="muted small">
          Nothing is sent yet. Rollcall checks live data and shows the plan first.
        </p>
      }
      onSubmit={() => {
        // Enter in the group search does not submit the form.
        if (choosing === null) void plan();
      }}
      onClose={onClose}
    >
      {people.length > 1 ? <p className="ink-2 name">{who}</p> : null}
      <p className="ink-2">
        Accounts stay active but are removed from all groups. Memberships are saved so you can
        restore them.
      </p>
      <fieldset className={appFieldsCss.holding}>
        <legend>Apps</legend>
        {connections.map((connection) => {
          const { id, name, color } = connection;
          const left = out.has(id);
          const app = wordsOf(id, seen, seen.length === people.length);
          return (
            <div key={id} data-testid="quarantine-app" data-app={id}>
              <div className={appFieldsCss.app}>
                <label>
                  <input type="checkbox" tabIndex={0} checked={!left} onChange={() => toggle(id)} />
                  <AppName color={color} name={name} />
                  <span className="small ink-2">{left ? "left out" : app.words}</span>
                </label>
                {left || app.absent || app.words === "" ? null : (
                  <Button
                    className="button slim"
                    aria-expanded={choosing === id}
                    onClick={() => choose(choosing === id ? null : id)}
                    data-testid="quarantine-choose"
                  >
                    {app.group ? "Change…" : "Choose…"}
                    <span className="hidden-words"> holding group in {name}</span>
                  </Button>
                )}
              </div>
              {choosing === id && !left ? (
                <HoldingGroup
                  connection={connection}
                  chosen={app.group}
                  onClose={() => choose(null)}
                />
              ) : null}
            </div>
          );
        })}
      </fieldset>
      <label className="field">
        <span>Review on</span>
        <input
          className={`input ${css.due}`}
          type="date"
          tabIndex={0}
          min={today()}
          value={due}
          data-testid="quarantine-due"
          onChange={(event) => setDue(event.target.value)}
        />
        {isDay ? null : <span className="ink-2">Format: 2026-12-01</span>}
      </label>
    </FormDialog>
  );
}
