import type { CaseBrief } from "../../host";
import { Link } from "../../parts/button";
import { href } from "../../routes";
import { dueWords, lasts, standWords } from "../../words/case";
import { moment } from "../../words/times";
import css from "./person.module.css";

/** Lockdowns and quarantines of this person, newest first. */
export function PersonCases({ cases, now }: { cases: CaseBrief[]; now: Date }) {
  if (cases.length === 0) return null;
  return (
    <section className={css.block} aria-label="Lockdowns and quarantines">
      <h2 className="sec">Lockdowns and quarantines</h2>
      <ul className="box">
        {cases.map((one) => (
          <li key={one.id} data-testid="person-case">
            <Link className="link grow" href={href({ at: "case", id: one.id })}>
              {one.title}
            </Link>
            {one.due ? (
              <span className={one.overdue ? "tag bad" : "muted"}>{dueWords(one, now)}</span>
            ) : null}
            <span className="muted">
              {standWords(one)}, {moment(one.made_at, now)}
              {one.by === "" ? "" : ` by ${one.by}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Cases that are in effect now: shown above everything else about the person. */
export function StandingCases({ cases, now }: { cases: CaseBrief[]; now: Date }) {
  const standing = cases.filter(lasts);
  if (standing.length === 0) return null;
  return (
    <section className={css.block} aria-label="Now">
      {standing.map((one) => (
        <p key={one.id} className="note" data-testid="person-standing">
          <span>
            <Link className="link name" href={href({ at: "case", id: one.id })}>
              {one.title}
            </Link>
            : {standWords(one)} since {moment(one.made_at, now)}
            {one.due ? `, ${dueWords(one, now)}` : ""}.
          </span>
        </p>
      ))}
    </section>
  );
}
