import { usePeopleCall } from "../../data/people-calls";
import { host, type ProposalView } from "../../host";
import { Button, Link } from "../../parts/button";
import { ProblemPart } from "../../parts/problem";
import { href } from "../../routes";
import css from "./person.module.css";

/** People who may be the same person. An admin decides; nothing is linked before that. */
export function Proposals({ proposals }: { proposals: ProposalView[] }) {
  const { busy, problem, call } = usePeopleCall();
  if (proposals.length === 0 && !problem) return null;
  return (
    <section className={css.block} aria-label="May be the same person">
      {proposals.map((one) => (
        <div
          key={one.id}
          className={`note ${css.proposal}`}
          data-testid="proposal"
          data-id={one.id}
        >
          <p className="grow">
            <b>May be the same person:</b>{" "}
            <Link className="link name" href={href({ at: "person", id: one.other })}>
              {one.other_name}
            </Link>
            {one.other_email === "" ? null : <span className="name"> ({one.other_email})</span>}, in{" "}
            {one.other_in}: {one.why}.
          </p>
          <Button
            className="button"
            disabled={busy}
            onClick={() => void call(() => host.decideTie(one.id, true))}
            aria-label={`Same person: ${one.other_name}`}
            data-testid="proposal-same"
          >
            Same person
          </Button>
          <Button
            className="button"
            disabled={busy}
            onClick={() => void call(() => host.decideTie(one.id, false))}
            aria-label={`Different person: ${one.other_name}`}
            data-testid="proposal-other"
          >
            Different person
          </Button>
        </div>
      ))}
      {problem ? (
        <div role="alert">
          <ProblemPart problem={problem} title="The decision could not be saved" />
        </div>
      ) : null}
    </section>
  );
}
