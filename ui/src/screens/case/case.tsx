import { useCase } from "../../data/cases";
import { asProblem } from "../../host";
import { Button, Link } from "../../parts/button";
import { Empty, Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { href } from "../../routes";
import { Planned } from "./planned";
import { Receipt } from "./receipt";

/** A lockdown or quarantine: first its plan to confirm, then its receipt. */
export function CaseScreen({ id }: { id: string }) {
  const query = useCase(id);
  const view = query.data;
  if (view) {
    return view.brief.state === "planned" ? (
      <Planned view={view} />
    ) : (
      <Receipt key={id} view={view} />
    );
  }
  return (
    <>
      <Header title="Lockdown" crumb={{ words: "Lockdowns", to: { at: "cases" } }} />
      {query.isError ? (
        <div className="empty">
          <ProblemPart problem={asProblem(query.error)} title="This lockdown could not be shown">
            <Button className="button" onClick={() => void query.refetch()}>
              Try again
            </Button>
            <Link className="button" href={href({ at: "cases" })}>
              All lockdowns
            </Link>
          </ProblemPart>
        </div>
      ) : (
        <Empty title="Opening the lockdown…" />
      )}
    </>
  );
}
