import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { asProblem, host, type ReviewView } from "../../host";
import { Button, Link } from "../../parts/button";
import { Empty, Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { href } from "../../routes";
import { count } from "../../words/numbers";
import { decided, dueOf, REVIEW_STATE, tallyWords } from "../../words/review";
import { moment } from "../../words/times";
import { After } from "./after";
import { DiscardDialog } from "./discard";
import { HandOut } from "./hand-out";
import { Items } from "./items";
import css from "./reviews.module.css";
import { SignDialog } from "./sign";
import { useReviewCall } from "./use-review-call";

const CRUMB = { words: "Reviews", to: { at: "reviews" } } as const;

/** One review: its items and decisions, and after the signatures their results. */
export function ReviewScreen({ id }: { id: string }) {
  const revision = useRevision();
  const query = useQuery({
    queryKey: ["review", id],
    queryFn: () => host.review(id),
    staleTime: 0,
  });
  const client = useQueryClient();
  const seen = useRef(revision);
  useEffect(() => {
    if (seen.current === revision) return;
    seen.current = revision;
    void client.invalidateQueries({ queryKey: ["review", id] });
  }, [client, id, revision]);
  if (query.data) return <Review view={query.data} />;
  return (
    <>
      <Header title="Review" crumb={CRUMB} />
      {query.isError ? (
        <div className="empty">
          <ProblemPart problem={asProblem(query.error)} title="This review could not be shown">
            <Link className="button" href={href({ at: "reviews" })}>
              View all reviews
            </Link>
          </ProblemPart>
        </div>
      ) : (
        <Empty title="Opening the review…" />
      )}
    </>
  );
}

function Review({ view }: { view: ReviewView }) {
  const { brief } = view;
  const now = useNow();
  const calls = useReviewCall(brief.id);
  const [signing, setSigning] = useState(false);
  const [handing, setHanding] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  /** Rows were decided elsewhere: the table is fetched again. */
  const [taken, setTaken] = useState(0);
  const open = brief.state === "open";
  const left = brief.items - decided(brief);
  const due = dueOf(brief, now);
  const parts = view.reviewers.filter((one) => one.items > 0);
  const signed = parts.filter((one) => one.signed).length;
  const stated = view.sign_offs.filter((one) => one.role === "import").length;
  const ready =
    signed === parts.length || parts.some((one) => !one.signed && one.decided === one.items);
  return (
    <>
      <Header
        title={brief.name}
        crumb={CRUMB}
        sub={
          <>
            <span className="tag">
              frozen {moment(brief.frozen_at, now)} · {count(brief.items)} items
            </span>{" "}
            {open ? "" : REVIEW_STATE[brief.state]}
          </>
        }
      >
        {open ? (
          <Button
            className="button ghost"
            onClick={() => setDiscarding(true)}
            data-testid="review-discard"
          >
            Discard…
          </Button>
        ) : null}
        {open ? (
          <Button
            className="button ghost"
            onClick={() => setHanding(true)}
            data-testid="review-handout"
          >
            Send to reviewers…
          </Button>
        ) : null}
        {open ? (
          <Button
            className="button primary"
            aria-disabled={!ready}
            title={ready ? undefined : "Decide all items of one reviewer first."}
            onClick={ready ? () => setSigning(true) : undefined}
            data-testid="review-finish"
          >
            {signed === parts.length ? "Second signature…" : "Sign off…"}
          </Button>
        ) : null}
      </Header>
      <div className={css.reviewBar} data-testid="review-bar" data-left={left}>
        <div className={css.track} aria-hidden="true">
          {(["keep", "change", "revoke"] as const).map((one) => (
            <i
              key={one}
              data-decision={one}
              style={{ width: `${(100 * brief[one]) / Math.max(1, brief.items)}%` }}
            />
          ))}
        </div>
        <span role="status">
          <b>{count(decided(brief))}</b> of {count(brief.items)} decided
        </span>
        <span className="muted">
          {tallyWords(brief)}
          {due === "" ? "" : ` · ${due}`}
          {open && signed > 0
            ? ` · ${count(signed - stated)} of ${count(parts.length)} parts signed`
            : ""}
          {open && stated > 0 ? `, ${count(stated)} imported and attested` : ""}
        </span>
      </div>
      {view.exclusions.length > 0 || view.conflicts.length > 0 ? (
        <div className={css.notes}>
          {view.exclusions.map((one) => (
            <p key={one.connection} className="note">
              {one.connection} was not fully synced and is left out. Reason: {one.reason}
            </p>
          ))}
          {view.conflicts.map((one) => (
            <p key={one.item} className="note" data-testid="review-conflict">
              <b className="name">{one.name}</b> has contradictory decisions: {one.one}; {one.other}
              . Decide again.
            </p>
          ))}
        </div>
      ) : null}
      {open ? <Items key={taken} view={view} calls={calls} /> : <After view={view} calls={calls} />}
      {handing ? (
        <HandOut
          view={view}
          onClose={() => {
            setHanding(false);
            setTaken((n) => n + 1);
          }}
        />
      ) : null}
      {discarding ? (
        <DiscardDialog view={view} calls={calls} onClose={() => setDiscarding(false)} />
      ) : null}
      {signing ? <SignDialog view={view} calls={calls} onClose={() => setSigning(false)} /> : null}
    </>
  );
}
