import type { ConnectionDetail, FactView } from "../../host";
import { MARK } from "../../words/state";
import css from "./connection.module.css";

const KINDS = { can: "✓", cannot: "–", unknown: "?" };

/** What the app can do, cannot do and cannot report; each with how certain that is. */
export function Facts({ detail }: { detail: ConnectionDetail }) {
  return (
    <>
      <Group title="Can" kind="can" facts={detail.can} />
      <Group title="Cannot" kind="cannot" facts={detail.cannot} />
      <Group title="Unknown" kind="unknown" facts={detail.unknown} />
      <p className="muted small">
        Documented: the app’s documentation says so. Seen: the test or working code showed it.
        Assumed: the standard’s default, checked by reading back.
      </p>
    </>
  );
}

function Group({
  title,
  kind,
  facts,
}: {
  title: string;
  kind: keyof typeof KINDS;
  facts: FactView[];
}) {
  if (facts.length === 0) return null;
  return (
    <section className={css.stack}>
      <h2 className="sec">{title}</h2>
      <ul className={`box ${css.facts}`}>
        {facts.map((fact) => (
          <li key={`${fact.text}${fact.detail}`}>
            <span className={css.factSign} data-kind={kind} aria-hidden="true">
              {KINDS[kind]}
            </span>
            <span className="grow">
              {fact.text} <span className="muted">{fact.detail}</span>
            </span>
            <span className={fact.mark === "assumed" ? "tag warn" : "tag"}>{MARK[fact.mark]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
