import { useEffect } from "react";
import { useCaseCall, useTicks } from "../../data/cases";
import { useNow } from "../../data/clock";
import type { CaseView } from "../../host";
import { Link } from "../../parts/button";
import { LineShape } from "../../parts/line-shape";
import { href } from "../../routes";
import {
  backWords,
  CASE_KIND,
  dueWords,
  isBack,
  LINE_MARK,
  tally,
  verifiedOf,
} from "../../words/case";
import { count, plural, sentence } from "../../words/numbers";
import { shortHash } from "../../words/plan";
import { span, zone } from "../../words/times";
import css from "./case.module.css";
import { CaseHeader } from "./crumbs";
import { ExportButtons, Exported, useExportCase } from "./export";
import { Foot } from "./foot";
import { Lines } from "./lines";
import { Residual } from "./residual";
import { Trouble } from "./trouble";

/** The request to each app, its answer, and the state that was read back. */
export function Receipt({ view }: { view: CaseView }) {
  const now = useNow();
  const { brief } = view;
  const calls = useCaseCall();
  const ticks = useTicks(brief.id);
  const exporting = useExportCase(brief.id);
  usePaper();
  const sub = [
    view.started_at === null ? "not started yet" : span(view.started_at, view.ended_at),
    brief.by ? `by ${brief.by}` : "",
  ];
  return (
    <>
      <CaseHeader
        brief={brief}
        title={`${CASE_KIND[brief.kind]} receipt`}
        sub={sub.filter(Boolean).join(", ")}
      >
        <ExportButtons exporting={exporting} />
      </CaseHeader>
      <div className={`fill ${css.case}`} data-testid="case-screen" data-state={brief.state}>
        <Counts view={view} now={now} />
        <Exported exporting={exporting} />
        <Trouble problem={calls.problem} title={calls.title} />
        <Trouble problem={ticks.problem} title="The tick was not saved" />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable */}
        <section className="table-room" aria-label="Receipt" tabIndex={0}>
          <Notes view={view} />
          <Lines lines={view.lines} trying={brief.trying} people={brief.people.length} now={now} />
          <Residual
            lines={view.residual}
            people={brief.people.length}
            now={now}
            onTick={(line, done, note) => ticks.tick(line.number, done, note)}
          />
        </section>
        <Foot view={view} calls={calls} />
      </div>
    </>
  );
}

/** How much of it is proven. Green is only for what was read back as expected. */
function Counts({ view, now }: { view: CaseView; now: Date }) {
  const changes = view.lines;
  const verified = verifiedOf(changes);
  const due = sentence(dueWords(view.brief, now));
  const words = `${count(verified)} of ${plural(changes.length, "change", "changes")} verified`;
  return (
    <div className={css.counts}>
      <div role="status" data-testid="case-counts">
        <ul aria-label="State">
          <li>
            {verified > 0 ? <LineShape mark="verified" words={words} /> : <span>{words}</span>}
          </li>
          {tally(view.lines).map(({ mark, lines }) => (
            <li key={mark} data-mark={mark}>
              <LineShape mark={mark} words={`${count(lines)} ${LINE_MARK[mark]}`} />
            </li>
          ))}
        </ul>
      </div>
      {due ? <span className={view.brief.overdue ? "tag bad" : "tag"}>{due}</span> : null}
      <span className="grow" />
      <span className={`muted small ${css.proof}`}>
        {view.plan_id ? (
          <span>
            <Link className="link" href={href({ at: "plan", id: view.plan_id })}>
              Plan
            </Link>{" "}
            <span className="mono" title={view.plan_hash}>
              {shortHash(view.plan_hash)}
            </span>
          </span>
        ) : null}
        {view.record_from === null ? null : (
          <span>
            <Link className="link" href={href({ at: "activity" })}>
              Activity
            </Link>{" "}
            {view.record_to === null || view.record_to === view.record_from
              ? `entry ${count(view.record_from)}`
              : `entries ${count(view.record_from)} to ${count(view.record_to)}`}
          </span>
        )}
        {view.started_at ? <span>times in {zone(view.started_at)}</span> : null}
        <Link className="link" href={href({ at: "cases" })} data-testid="case-all">
          All lockdowns
        </Link>
      </span>
    </div>
  );
}

function Notes({ view }: { view: CaseView }) {
  const { brief } = view;
  const state =
    brief.state === "released"
      ? "Access was restored. This receipt covers the changes before that."
      : brief.state === "stopped"
        ? "Retries were stopped. Open changes stay open."
        : "";
  const again = isBack(brief);
  if (state === "" && !again && view.notes.length === 0) return null;
  return (
    <div className={css.notes} data-testid="case-notes">
      {again ? (
        <p className="note" data-testid="case-active-again">
          <b>{sentence(backWords(brief))}.</b> A later sync shows this. Use “Check again” to check
          it now, or “Plan again…” to see and confirm what would be sent.
        </p>
      ) : null}
      {state ? <p className="note plain">{state}</p> : null}
      {view.notes.map((note) => (
        <p key={note} className="note plain">
          {note}
        </p>
      ))}
    </div>
  );
}

/** Prints the screen in the light theme, regardless of the theme of the window. */
function usePaper(): void {
  useEffect(() => {
    const root = document.documentElement;
    let before: string | undefined;
    const light = () => {
      before = root.dataset.theme;
      root.dataset.theme = "light";
    };
    const back = () => {
      if (before === undefined) delete root.dataset.theme;
      else root.dataset.theme = before;
    };
    root.dataset.paper = "";
    window.addEventListener("beforeprint", light);
    window.addEventListener("afterprint", back);
    return () => {
      delete root.dataset.paper;
      window.removeEventListener("beforeprint", light);
      window.removeEventListener("afterprint", back);
    };
  }, []);
}
