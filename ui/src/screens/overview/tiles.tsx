import { askPeople } from "../../data/people-view";
import type { OverviewView, PeopleFilter, ReviewBrief } from "../../host";
import { Link } from "../../parts/button";
import { href } from "../../routes";
import { count, plural } from "../../words/numbers";
import { listName, money } from "../../words/people";
import { decided, dueOf } from "../../words/review";
import css from "./overview.module.css";

/** The numbers that need a decision; each links to the people behind it. */
export function Tiles({ view, now }: { view: OverviewView; now: Date }) {
  const none = view.list === null;
  return (
    <ul className={css.tiles} aria-label="What needs a decision">
      {view.reviews[0] ? <ReviewTile first={view.reviews[0]} view={view} now={now} /> : null}
      <PeopleTile
        testId="tile-not-in-list"
        label="Not in HR"
        value={view.not_in_list}
        filter="not-in-list"
        bad
        note={
          view.list ? `HR list ${listName(view.list, now)}` : "unknown, no HR list imported yet"
        }
      />
      <PeopleTile
        testId="tile-left"
        label="Left, still active"
        value={view.left_active}
        filter="left-active"
        bad
        note={none ? "unknown without an HR list" : "according to the HR list"}
      />
      {view.not_known === null || view.not_known === 0 ? null : (
        <PeopleTile
          testId="tile-not-known"
          label="Status not known"
          value={view.not_known}
          filter="not-known"
          note="the HR list does not say whether they work here"
        />
      )}
      <Tile
        testId="tile-seats"
        label="Licenses to reclaim"
        value={view.seats}
        note={
          none
            ? "unknown without an HR list"
            : view.seats_cost === ""
              ? "license cost not set"
              : `${money(view.seats_cost)} a month`
        }
      />
      <Tile
        testId="tile-changes"
        label="Changes this week"
        value={view.changes_verified + view.changes_not_verified}
        note={`${count(view.changes_verified)} verified · ${count(view.changes_not_verified)} not verified`}
      />
      {view.ignored_ended > 0 ? (
        <li data-testid="tile-ignored-ended">
          <Link className={css.tile} href={href({ at: "reconcile" })}>
            <Figures
              testId="tile-ignored-ended"
              label="No longer ignored"
              value={view.ignored_ended}
              note="differences from the HR list, shown again since last week"
            />
          </Link>
        </li>
      ) : null}
      {view.proposals > 0 ? (
        <PeopleTile
          testId="tile-proposals"
          label="May be the same person"
          value={view.proposals}
          filter="proposed"
          note={plural(view.proposals, "decision needed", "decisions needed")}
        />
      ) : null}
    </ul>
  );
}

/** The open decisions of all reviews; links to the review that is due first. */
function ReviewTile({ first, view, now }: { first: ReviewBrief; view: OverviewView; now: Date }) {
  const left = view.reviews.reduce((sum, one) => sum + one.items - decided(one), 0);
  const others = view.reviews.length - 1;
  const due = dueOf(first, now);
  const note = [
    `${first.state === "signed" ? "ready to close: " : "in "}${first.name}`,
    others > 0 ? `and ${plural(others, "other review", "other reviews")}` : "",
    due === "" ? "" : `· ${due}`,
  ];
  return (
    <li data-testid="tile-review">
      <Link className={css.tile} href={href({ at: "review", id: first.id })}>
        <Figures
          testId="tile-review"
          label="Left to review"
          value={left}
          note={note.filter((part) => part !== "").join(" ")}
          bad={view.reviews.some((one) => one.overdue)}
        />
      </Link>
    </li>
  );
}

type TileProps = {
  testId: string;
  label: string;
  /** Null: not known. */
  value: number | null;
  note: string;
  bad?: boolean;
};

function Figures({ label, value, note, bad }: TileProps) {
  return (
    <>
      <span className="muted small">{label}</span>
      <span className={css.tileValue} data-bad={(bad && value !== null && value > 0) || undefined}>
        {value === null ? "–" : count(value)}
      </span>
      <span className="muted small">{note}</span>
    </>
  );
}

function Tile(props: TileProps) {
  return (
    <li className={css.tile} data-testid={props.testId}>
      <Figures {...props} />
    </li>
  );
}

function PeopleTile({ filter, ...props }: TileProps & { filter: PeopleFilter }) {
  if (props.value === null) {
    return (
      <li className={css.tile} data-testid={props.testId}>
        <Figures {...props} />
        <Link className="link small" href={href({ at: "truth" })}>
          Import HR list…
        </Link>
      </li>
    );
  }
  return (
    <li data-testid={props.testId}>
      <Link className={css.tile} href={href({ at: "people" })} onClick={() => askPeople([filter])}>
        <Figures {...props} />
      </Link>
    </li>
  );
}
