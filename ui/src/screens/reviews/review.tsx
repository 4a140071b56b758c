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
import {
  decided,
  dueOf,
  REVIEW_STATE,
  signingOf,
  signingWords,
  tallyWords,
} from "../../words/review";
import { moment } from "../../words/times";
import { After } from "./after";
import { DiscardDialog } from "./discard";
import { HandOut } from "./hand-out";
import { Items } from "./items";
import css from "./reviews.module.css";
import { SignDialog } from "./sign";
import { useKeptFocus } from "./use-kept-focus";
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
  const calls = useReviewCall(view.brief.id);
  const [asked, ask] = useState<Asked | null>(null);
  /** Rows were decided elsewhere: the table is fetched again. */
  const [taken, setTaken] = useState(0);
  const open = view.brief.state === "open";
  const close = () => ask(null);
  useKeptFocus(view.brief.state, asked !== null);
  return (
    <>
      <ReviewHeader view={view} onAsk={ask} />
      <Progress view={view} />
      <Notes view={view} />
      {open ? <Items key={taken} view={view} calls={calls} /> : <After view={view} calls={calls} />}
      {asked === "hand-out" ? (
        <HandOut
          view={view}
          onClose={() => {
            close();
            setTaken((n) => n + 1);
          }}
        />
      ) : null}
      {asked === "discard" ? <DiscardDialog view={view} calls={calls} onClose={close} /> : null}
      {asked === "sign" ? <SignDialog view={view} calls={calls} onClose={close} /> : null}
    </>
  );
}

type Asked = "discard" | "hand-out" | "sign";

function ReviewHeader({ view, onAsk }: { view: ReviewView; onAsk: (what: Asked) => void }) {
  const { brief } = view;
  const now = useNow();
  const open = brief.state === "open";
  return (
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
      {open ? <Actions view={view} onAsk={onAsk} /> : null}
    </Header>
  );
}

function Actions({ view, onAsk }: { view: ReviewView; onAsk: (what: Asked) => void }) {
  const { ready, signed, parts } = signingOf(view);
  return (
    <>
      <Button
        className="button ghost"
        onClick={() => onAsk("discard")}
        data-testid="review-discard"
      >
        Discard…
      </Button>
      <Button
        className="button ghost"
        onClick={() => onAsk("hand-out")}
        data-testid="review-handout"
      >
        Send to reviewers…
      </Button>
      <Button
        className="button primary"
        aria-disabled={!ready}
        title={ready ? undefined : "Decide all items of one reviewer first."}
        onClick={ready ? () => onAsk("sign") : undefined}
        data-testid="review-finish"
      >
        {signed === parts ? "Second signature…" : "Sign off…"}
      </Button>
    </>
  );
}

/** How many items are decided, and how far the review is signed. */
function Progress({ view }: { view: ReviewView }) {
  const { brief } = view;
  const now = useNow();
  const due = dueOf(brief, now);
  return (
    <div
      className={css.reviewBar}
      data-testid="review-bar"
      data-left={brief.items - decided(brief)}
    >
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
        {brief.state === "open" ? signingWords(signingOf(view)) : ""}
      </span>
    </div>
  );
}

/** Apps that are left out, and items that were decided in two ways. */
function Notes({ view }: { view: ReviewView }) {
  if (view.exclusions.length === 0 && view.conflicts.length === 0) return null;
  return (
    <div className={css.notes}>
      {view.exclusions.map((one) => (
        <p key={one.connection} className="note">
          {one.connection} was not fully synced and is left out. Reason: {one.reason}
        </p>
      ))}
      {view.conflicts.map((one) => (
        <p key={one.item} className="note" data-testid="review-conflict">
          <b className="name">{one.name}</b> has contradictory decisions: {one.one}; {one.other}.
          Decide again.
        </p>
      ))}
    </div>
  );
}
