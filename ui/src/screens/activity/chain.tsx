import { useQuery } from "@tanstack/react-query";
import { Link2, Unlink2 } from "lucide-react";
import { asProblem } from "../../host";
import { Button } from "../../parts/button";
import { ProblemPart } from "../../parts/problem";
import { count, plural } from "../../words/numbers";
import { shortHash } from "../../words/plan";
import { seconds } from "../../words/times";
import css from "./activity.module.css";
import { type RecordCheck, verifyRecord } from "./record-host";

type Checked = { check: RecordCheck; at: string };

/** Whether each entry fits the previous one, as of the last verification. */
export function Chain({ all }: { all: number | undefined }) {
  // Runs only by the button; the result outlives the screen.
  const query = useQuery({
    queryKey: ["record-check"],
    queryFn: async (): Promise<Checked> => ({
      check: await verifyRecord(),
      at: new Date().toISOString(),
    }),
    enabled: false,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const checked = query.data ?? null;
  const checking = query.isFetching;
  const state = checked === null ? "unchecked" : checked.check.intact ? "intact" : "broken";
  return (
    <>
      <div className={css.chain}>
        <p
          className={css.chainWords}
          role="status"
          data-testid="activity-chain"
          data-state={state}
          data-first-bad={checked?.check.first_bad ?? undefined}
        >
          <ChainWords checked={checked} all={all} />
        </p>
        <Button
          className="button"
          aria-disabled={checking}
          onClick={() => void query.refetch()}
          data-testid="activity-verify"
        >
          {checking ? "Verifying…" : checked ? "Verify again" : "Verify"}
        </Button>
      </div>
      {query.isError && !checking ? (
        <div className={css.problem} role="alert">
          <ProblemPart problem={asProblem(query.error)} title="The record could not be verified" />
        </div>
      ) : null}
    </>
  );
}

function ChainWords({ checked, all }: { checked: Checked | null; all: number | undefined }) {
  if (checked === null) {
    return (
      <span className="muted">
        {all === undefined ? "" : `${plural(all, "entry", "entries")}, `}not verified since Rollcall
        was opened
      </span>
    );
  }
  const { check, at } = checked;
  if (check.intact) {
    const since = all === undefined ? 0 : all - check.entries;
    return (
      <>
        <Link2 aria-hidden="true" />
        <span className={css.chainGood}>
          {plural(check.entries, "entry", "entries")}, chain intact
        </span>
        <span className="muted">
          hash <span className="mono">{shortHash(check.head)}</span>, verified {seconds(at)}
          {since > 0 ? `, ${count(since)} more since` : ""}
        </span>
      </>
    );
  }
  return (
    <>
      <Unlink2 aria-hidden="true" className={css.chainBroken} />
      <span className={css.chainBroken}>
        {check.first_bad === null
          ? "The chain is broken."
          : `Broken at entry ${count(check.first_bad)}.`}{" "}
        {check.words}
      </span>
      <span className="muted">verified {seconds(at)}</span>
    </>
  );
}
