import type { UseQueryResult } from "@tanstack/react-query";
import { asProblem } from "../host";
import { Header } from "./page";
import { Press } from "./press";
import { ProblemPart } from "./problem";

/** Stands for a screen that is asked for: its title, and what failed when there was no answer. */
export function NotShown({
  title,
  failed,
  query,
}: {
  title: string;
  failed: string;
  query: Pick<UseQueryResult, "isError" | "error" | "refetch">;
}) {
  return (
    <>
      <Header title={title} />
      {query.isError ? (
        <div className="empty">
          <ProblemPart problem={asProblem(query.error)} title={failed}>
            <Press className="button" onClick={() => void query.refetch()}>
              Try again
            </Press>
          </ProblemPart>
        </div>
      ) : null}
    </>
  );
}
