import { useQuery } from "@tanstack/react-query";
import { useNow } from "../../data/clock";
import { useRevision } from "../../data/live";
import { asProblem, type CaseBrief, host } from "../../host";
import { Button, Link } from "../../parts/button";
import { LineShape } from "../../parts/line-shape";
import { Empty, Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { href } from "../../routes";
import {
  CASE_KIND,
  CASE_STATE,
  dueWords,
  isBack,
  type LineMark,
  peopleWords,
  standWords,
} from "../../words/case";
import { count, plural, sentence } from "../../words/numbers";
import { moment } from "../../words/times";

/** All lockdowns and quarantines that were confirmed, newest first. */
export function CasesScreen() {
  const now = useNow();
  const revision = useRevision();
  const query = useQuery({
    queryKey: ["cases", revision],
    queryFn: () => host.cases(),
    placeholderData: (before) => before,
    staleTime: 0,
  });
  const cases = query.data;
  const open = cases?.filter((one) => one.state === "open").length ?? 0;
  return (
    <>
      <Header
        title="Lockdowns and quarantines"
        crumb={{ words: "People", to: { at: "people" } }}
        sub={cases ? `${count(cases.length)} confirmed, ${count(open)} open, newest first` : ""}
      />
      {cases === undefined ? (
        query.isError ? (
          <div className="empty">
            <ProblemPart problem={asProblem(query.error)} title="The list could not be loaded">
              <Button className="button" onClick={() => void query.refetch()}>
                Try again
              </Button>
            </ProblemPart>
          </div>
        ) : (
          <Empty title="Opening the list…" />
        )
      ) : cases.length === 0 ? (
        <Empty title="No lockdowns or quarantines yet." testId="cases-none">
          <Link className="button" href={href({ at: "people" })}>
            Open people
          </Link>
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
        <section className="table-room" aria-label="Lockdowns and quarantines" tabIndex={0}>
          <table className="table inset" data-testid="cases">
            <thead>
              <tr>
                <th scope="col">What</th>
                <th scope="col">People</th>
                <th scope="col">State</th>
                <th scope="col" className="num">
                  Verified
                </th>
                <th scope="col">Review on</th>
                <th scope="col">By</th>
                <th scope="col" className="num">
                  When
                </th>
              </tr>
            </thead>
            <tbody>
              {cases.map((brief) => (
                <CaseRow key={brief.id} brief={brief} now={now} />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

const NAMED = 4;

const MARKS: Record<CaseBrief["state"], LineMark> = {
  planned: "waiting",
  open: "open",
  closed: "verified",
  stopped: "stopped",
  released: "left",
};

function CaseRow({ brief, now }: { brief: CaseBrief; now: Date }) {
  const names = brief.people.map((one) => one.name);
  const due = dueWords(brief, now);
  // A case is closed when all of it was verified, which is what green means.
  const proven = brief.state === "closed" && brief.verified === brief.lines;
  const again = isBack(brief);
  const mark = again
    ? "undone"
    : brief.state === "closed" && !proven
      ? "stopped"
      : MARKS[brief.state];
  return (
    <tr data-testid="cases-row" data-state={brief.state}>
      <td>
        <Link className="link" href={href({ at: "case", id: brief.id })} aria-label={brief.title}>
          {CASE_KIND[brief.kind]}
        </Link>
      </td>
      <td title={names.join(", ")}>
        {names.length > NAMED ? (
          plural(names.length, "person", "people")
        ) : (
          <span className="name">{names.join(", ") || peopleWords(brief.people)}</span>
        )}
      </td>
      <td>
        <LineShape
          mark={mark}
          words={brief.open > 0 && !again ? CASE_STATE[brief.state] : standWords(brief)}
        />
      </td>
      <td className="num">
        {count(brief.verified)} of {count(brief.lines)}
      </td>
      <td>
        {due === "" ? (
          <span className="muted">–</span>
        ) : (
          <span className={brief.overdue ? "tag bad" : undefined}>{sentence(due)}</span>
        )}
      </td>
      <td>{brief.by}</td>
      <td className="num muted">{moment(brief.made_at, now)}</td>
    </tr>
  );
}
