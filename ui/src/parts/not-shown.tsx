import type { UseQueryResult } from "@tanstack/react-query";
import { asProblem } from "../host";
import { Button } from "./button";
import { Header } from "./page";
import { ProblemPart } from "./problem";

/** A screen that is still loading: its title, and the problem if loading failed. */
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
            <Button className="button" onClick={() => void query.refetch()}>
              Try again
            </Button>
          </ProblemPart>
        </div>
      ) : null}
    </>
  );
}
