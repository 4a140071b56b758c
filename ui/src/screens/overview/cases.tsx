import type { CaseBrief } from "../../host";
import { Link } from "../../parts/button";
import { href } from "../../routes";
import { dueWords, isBack, standWords } from "../../words/case";
import { moment } from "../../words/times";
import css from "./overview.module.css";

/** Open lockdowns and active quarantines, overdue ones first. */
export function OpenCases({ cases, now }: { cases: CaseBrief[]; now: Date }) {
  if (cases.length === 0) return null;
  const sorted = [...cases].sort((a, b) => Number(b.overdue) - Number(a.overdue));
  return (
    <section className={css.card} aria-label="Open lockdowns and quarantines">
      <h2 className="sec">Open lockdowns and quarantines</h2>
      <ul className={css.lines}>
        {sorted.map((one) => (
          <li key={one.id} data-testid="overview-case" data-overdue={one.overdue || undefined}>
            <Link className="link name grow" href={href({ at: "case", id: one.id })}>
              {one.title}
            </Link>
            {one.due ? (
              <span className={one.overdue ? "tag bad" : "tag"}>{dueWords(one, now)}</span>
            ) : null}
            <span className={isBack(one) ? "tag bad" : "muted small"}>{standWords(one)}</span>
            <span className="muted small">{moment(one.made_at, now)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
