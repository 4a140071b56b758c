import type { Problem } from "../../host";
import { Button } from "../../parts/button";
import { ProblemPart } from "../../parts/problem";
import { Brand } from "../../parts/shapes";
import { useStartSample } from "./start";
import css from "./start.module.css";

/** The store could not be opened: nothing else can be shown, and nothing was overwritten. */
export function StoreProblemScreen({
  problem,
  retry,
  sample,
}: {
  problem: Problem;
  retry: () => void;
  /** Sample data has a separate store, so it still works. */
  sample?: boolean;
}) {
  const trial = useStartSample();
  return (
    <main className={`${css.start} scroll`} data-testid="store-problem">
      <div className={css.middle}>
        <Brand size={44} />
        <h1>Rollcall could not open its store</h1>
        <div className={css.problem}>
          <ProblemPart problem={problem}>
            <Button className="button primary" onClick={retry} data-testid="store-retry">
              Try again
            </Button>
            {sample ? (
              <Button
                className="button"
                onClick={trial.start}
                aria-disabled={trial.starting}
                data-testid="start-sample"
              >
                Try with sample data
              </Button>
            ) : null}
          </ProblemPart>
          {trial.problem ? <ProblemPart problem={trial.problem} /> : null}
        </div>
      </div>
    </main>
  );
}
