import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useCasePlanning } from "../../data/case-planning";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { useRead, useReading } from "../../data/state";
import { asProblem, host, type PersonView } from "../../host";
import { Button, Link } from "../../parts/button";
import { Header } from "../../parts/page";
import { PlanButton } from "../../parts/plan-button";
import { ProblemPart } from "../../parts/problem";
import { QuarantineDialog } from "../../parts/quarantine-dialog";
import { Avatar } from "../../parts/shapes";
import { TiePeople } from "../../parts/tie-people";
import { href, useRoute } from "../../routes";
import { whole } from "../../words/names";
import { personLead } from "../../words/person";
import { PersonCases, StandingCases } from "./cases";
import { ListLine } from "./list-line";
import { Matrix } from "./matrix";
import css from "./person.module.css";
import { Proposals } from "./proposals";
import { PersonTime } from "./time-line";

const CRUMB = { words: "People", to: { at: "people" } } as const;

/** One person: HR status, one column per app, and the timeline. */
export function PersonScreen({ id }: { id: number }) {
  const revision = useRevision();
  const query = useQuery({
    queryKey: ["person", id, revision],
    queryFn: () => host.person(id),
    placeholderData: (before: PersonView | undefined) =>
      before?.row.id === id ? before : undefined,
  });
  if (query.data) return <Person view={query.data} />;
  return (
    <>
      <Header title="Person" crumb={CRUMB} />
      {query.isError ? (
        <div className="empty">
          <ProblemPart problem={asProblem(query.error)} title="This person could not be shown">
            <Button className="button" onClick={() => void query.refetch()}>
              Try again
            </Button>
            <Link className="button" href={href({ at: "people" })}>
              View all people
            </Link>
          </ProblemPart>
        </div>
      ) : null}
    </>
  );
}

function Person({ view }: { view: PersonView }) {
  const now = useNow();
  const read = useRead();
  const reading = useReading();
  const { planning, problem, lockDown } = useCasePlanning();
  const [, go] = useRoute();
  const [quarantine, setQuarantine] = useState(false);
  const [tying, setTying] = useState(false);
  const { row, apps } = view;
  const there = apps.filter((app) => app.accounts.length > 0);
  const ids = (there.length > 0 ? there : apps).map((app) => app.connection_id);
  const busy = ids.length > 0 && ids.every((id) => reading.has(id));
  const active = apps.some((app) => app.accounts.some((one) => one.state === "active"));
  return (
    <>
      <Header
        title={whole(row.name)}
        crumb={CRUMB}
        mark={<Avatar name={row.name} />}
        sub={personLead(view, now)}
      >
        <Button
          className="button ghost"
          aria-disabled={busy}
          onClick={busy ? undefined : () => void read(ids)}
          data-testid="person-read"
        >
          {busy ? "Syncing…" : "Sync now"}
        </Button>
        <Button className="button ghost" onClick={() => setTying(true)} data-testid="person-tie">
          Link person…
        </Button>
        <Button
          className="button"
          aria-disabled={!active}
          aria-describedby={active ? undefined : "person-no-active"}
          onClick={active ? () => setQuarantine(true) : undefined}
          data-testid="person-quarantine"
        >
          Quarantine…
        </Button>
        <PlanButton
          className="button danger-outline"
          planning={planning}
          label="Lock down…"
          aria-disabled={!active || planning}
          aria-describedby={active ? undefined : "person-no-active"}
          onClick={active && !planning ? () => void lockDown([row.id]) : undefined}
          data-testid="person-lockdown"
        />
      </Header>
      <div className={`${css.person} scroll`} data-testid="person">
        <StandingCases cases={view.cases} now={now} />
        <ListLine view={view} now={now} />
        {active ? null : (
          <p className={`${css.personLine} small muted`} id="person-no-active">
            Not active in any app, so there is nothing to lock down or quarantine.
          </p>
        )}
        {problem ? (
          <div className={css.block} role="alert">
            <ProblemPart problem={problem} title="The lockdown could not be planned" />
          </div>
        ) : null}
        <Proposals proposals={view.proposals} />
        <Matrix view={view} now={now} />
        <PersonTime lines={view.time} now={now} />
        <PersonCases cases={view.cases} now={now} />
      </div>
      {tying ? (
        <TiePeople
          person={row}
          other={null}
          apps={[]}
          onDone={(id) => {
            setTying(false);
            go({ at: "person", id });
          }}
          onClose={() => setTying(false)}
        />
      ) : null}
      {quarantine ? (
        <QuarantineDialog
          people={[row]}
          onDone={() => setQuarantine(false)}
          onClose={() => setQuarantine(false)}
        />
      ) : null}
    </>
  );
}
