import { useNow } from "../data/clock";
import type { CaseBrief } from "../host";
import { href, useRoute } from "../routes";
import { dueWords, openWords } from "../words/case";
import { plural, sentence } from "../words/numbers";
import { Go } from "./press";
import "./case-banner.css";

/** Lines said before the rest is a number. */
const SAID = 2;

/** Lockdowns that are not closed, on every other screen than their own: nobody forgets one. */
export function CaseBanner({ cases }: { cases: CaseBrief[] }) {
  const [route] = useRoute();
  const now = useNow();
  if (route.at === "cases") return null;
  const here = route.at === "case" ? route.id : null;
  const open = cases.filter((one) => one.state === "open" && one.id !== here);
  if (open.length === 0) return null;
  const said = open.length > SAID + 1 ? open.slice(0, SAID) : open;
  return (
    <section
      className="banner case-banner"
      aria-label="Open lockdowns and quarantines"
      data-testid="case-banner"
    >
      <ul className="grow">
        {said.map((one) => (
          <li key={one.id}>
            <span className="grow">
              <b className="name">{one.title}</b>: {openWords(one)}.{" "}
              {one.trying ? "Rollcall keeps trying." : "It waits for you."}
              {one.due === null ? null : ` ${sentence(dueWords(one, now))}.`}
            </span>
            <Go
              className="button"
              href={href({ at: "case", id: one.id })}
              aria-label={`Open: ${one.title}`}
              data-testid="case-banner-open"
            >
              Open
            </Go>
          </li>
        ))}
        {open.length > said.length ? (
          <li>
            <span className="grow">{plural(open.length - said.length, "more", "more")} open.</span>
            <Go className="button" href={href({ at: "cases" })}>
              Show all
            </Go>
          </li>
        ) : null}
      </ul>
    </section>
  );
}
