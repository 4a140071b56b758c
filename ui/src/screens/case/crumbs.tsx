import { ChevronRight } from "lucide-react";
import type { CaseBrief } from "../../host";
import { Link } from "../../parts/button";
import { Header } from "../../parts/page";
import css from "../../parts/page.module.css";
import { href, type Route } from "../../routes";
import { peopleWords } from "../../words/case";

/** The page of the person; for several people, the list. */
export function placeOf({ people }: CaseBrief): Route {
  const [only] = people;
  return only && people.length === 1 && only.id !== null
    ? { at: "person", id: only.id }
    : { at: "people" };
}

/** Where a plan leads that is discarded: to the review of its revokes, or to the people. */
export function beforePlan(brief: CaseBrief): Route {
  if (brief.kind !== "review") return placeOf(brief);
  return brief.review === null ? { at: "reviews" } : { at: "review", id: brief.review };
}

/** "People › Oskar Lind › Lockdown receipt". */
export function CaseHeader({
  brief,
  title,
  sub,
  children,
}: {
  brief: CaseBrief;
  title: string;
  sub?: React.ReactNode;
  children?: React.ReactNode;
}) {
  return (
    <Header
      title={title}
      crumb={
        brief.kind === "review"
          ? { words: "Reviews", to: { at: "reviews" } }
          : { words: "People", to: { at: "people" } }
      }
      mark={
        <Link className={css.crumb} href={href(placeOf(brief))} data-testid="case-crumb">
          <span className={`clip name ${css.crumbName}`}>{peopleWords(brief.people)}</span>
          <ChevronRight aria-hidden="true" size={12} />
        </Link>
      }
      sub={sub}
    >
      {children}
    </Header>
  );
}
