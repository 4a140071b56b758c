import { useNow } from "../data/clock";
import type { CaseBrief } from "../host";
import { href, useRoute } from "../routes";
import { dueWords, isBack, standWords } from "../words/case";
import { plural, sentence } from "../words/numbers";
import { Link } from "./button";
import css from "./case-banner.module.css";

/** Open lockdowns and those no longer in effect, on every screen but their own, so that nobody forgets
 * one. Always one line: the table below needs the room. */
export function CaseBanner({ cases }: { cases: CaseBrief[] }) {
  const [route] = useRoute();
  const now = useNow();
  if (route.at === "cases") return null;
  const here = route.at === "case" ? route.id : null;
  const open = cases.filter((one) => (one.state === "open" || isBack(one)) && one.id !== here);
  const [first, ...others] = open;
  if (!first) return null;
  return (
    <section
      className={`banner ${css.caseBanner}`}
      aria-label="Open cases"
      data-testid="case-banner"
    >
      <span className="grow">
        <b className="name">{first.title}</b>: {standWords(first)}.{" "}
        {first.trying
          ? "Rollcall keeps retrying."
          : isBack(first)
            ? "A later sync shows it."
            : "It is waiting for you."}
        {first.due === null ? null : ` ${sentence(dueWords(first, now))}.`}
        {others.length > 0 ? (
          <span className="ink-2"> And {plural(others.length, "more", "more")} open.</span>
        ) : null}
      </span>
      <Link
        className="button"
        href={href({ at: "case", id: first.id })}
        aria-label={`View ${first.title}`}
        data-testid="case-banner-open"
      >
        View
      </Link>
      {others.length > 0 ? (
        <Link className="button" href={href({ at: "cases" })} data-testid="case-banner-all">
          View all
        </Link>
      ) : null}
    </section>
  );
}
