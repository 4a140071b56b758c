import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { asProblem, host, type ReviewBrief } from "../../host";
import { Button, Link } from "../../parts/button";
import { Empty, Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { href } from "../../routes";
import { count, plural } from "../../words/numbers";
import { decided, dueOf, REVIEW_STATE, tallyWords } from "../../words/review";
import { moment } from "../../words/times";
import { StartReview } from "./start";

/** All access reviews, newest first. */
export function ReviewsScreen() {
  const now = useNow();
  const revision = useRevision();
  const [starting, setStarting] = useState(false);
  const query = useQuery({
    queryKey: ["reviews", revision],
    queryFn: () => host.reviews(),
    placeholderData: (before) => before,
    staleTime: 0,
  });
  const reviews = query.data;
  const open = reviews?.filter((one) => one.state === "open" || one.state === "signed").length ?? 0;
  return (
    <>
      <Header
        title="Reviews"
        sub={
          reviews ? `${plural(reviews.length, "review", "reviews")}, ${count(open)} under way` : ""
        }
      >
        <Button
          className="button primary"
          onClick={() => setStarting(true)}
          data-testid="review-start"
        >
          Start review…
        </Button>
      </Header>
      {reviews === undefined ? (
        query.isError ? (
          <div className="empty">
            <ProblemPart problem={asProblem(query.error)} title="The list could not be loaded">
              <Button className="button" onClick={() => void query.refetch()}>
                Try again
              </Button>
            </ProblemPart>
          </div>
        ) : (
          <Empty title="Opening the list…" />
        )
      ) : reviews.length === 0 ? (
        <Empty title="No access reviews yet." testId="reviews-none">
          <p className="muted small">
            A review freezes the list of accounts, records a decision on each, removes revoked
            access, and exports the evidence.
          </p>
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
        <section className="table-room" aria-label="Reviews" tabIndex={0}>
          <table className="table inset" data-testid="reviews">
            <thead>
              <tr>
                <th scope="col">Review</th>
                <th scope="col">State</th>
                <th scope="col">Apps</th>
                <th scope="col" className="num">
                  Decided
                </th>
                <th scope="col">Decisions</th>
                <th scope="col">Due</th>
                <th scope="col" className="num">
                  Frozen
                </th>
              </tr>
            </thead>
            <tbody>
              {reviews.map((brief) => (
                <ReviewLine key={brief.id} brief={brief} now={now} />
              ))}
            </tbody>
          </table>
        </section>
      )}
      {starting ? <StartReview onClose={() => setStarting(false)} /> : null}
    </>
  );
}

function ReviewLine({ brief, now }: { brief: ReviewBrief; now: Date }) {
  const due = dueOf(brief, now);
  return (
    <tr data-testid="reviews-row" data-state={brief.state}>
      <td>
        <Link className="link name" href={href({ at: "review", id: brief.id })}>
          {brief.name}
        </Link>
      </td>
      <td>{REVIEW_STATE[brief.state]}</td>
      <td>{brief.apps.join(", ")}</td>
      <td className="num">
        {count(decided(brief))} of {count(brief.items)}
      </td>
      <td className="muted">{tallyWords(brief)}</td>
      <td>
        {due === "" ? (
          <span className="muted">–</span>
        ) : (
          <span className={brief.overdue ? "tag bad" : undefined}>{due}</span>
        )}
      </td>
      <td className="num muted">{moment(brief.frozen_at, now)}</td>
    </tr>
  );
}
