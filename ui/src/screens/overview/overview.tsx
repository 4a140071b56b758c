import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useNow } from "../../data/clock";
import { useLive, useRevision } from "../../data/live";
import { openPalette } from "../../data/palette";
import { useConnections, useRead, useReading } from "../../data/state";
import { asProblem, host, type OverviewView } from "../../host";
import { Button } from "../../parts/button";
import { Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { ReadButtons } from "../../parts/read-buttons";
import { paletteKey } from "../../words/keys";
import { weekday } from "../../words/times";
import { LatestActivity } from "./activity";
import { AppBars } from "./bars";
import { OpenCases } from "./cases";
import css from "./overview.module.css";
import { Tiles } from "./tiles";

/** What needs a decision, the state of the apps, and the latest activity. */
export function OverviewScreen() {
  const now = useNow();
  const revision = useRevision();
  const connections = useConnections();
  const reading = useReading();
  const read = useRead();
  const run = useLive().run;
  const query = useQuery({
    queryKey: ["overview", revision],
    queryFn: () => host.overview(),
    placeholderData: (before: OverviewView | undefined) => before,
    // Entries are written without new rows in the store, so the screen asks again when it opens.
    staleTime: 0,
  });
  const { refetch } = query;
  const state = `${run?.id} ${run?.state}`;
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    void refetch();
  }, [refetch, state]);
  return (
    <>
      <Header title="Overview" sub={weekday(now)}>
        <Button
          className="button ghost"
          aria-keyshortcuts="Control+K Meta+K"
          onClick={openPalette}
          data-testid="overview-palette"
        >
          Search or run <span className="key">{paletteKey()}</span>
        </Button>
        <ReadButtons
          connections={connections}
          reading={reading}
          label="Sync all"
          onRead={() => void read([])}
        />
      </Header>
      <div className={`${css.overview} scroll`} data-testid="overview">
        {query.isError ? (
          <div role="alert">
            <ProblemPart
              problem={asProblem(query.error)}
              title={
                query.data
                  ? "This may be out of date. The newest data could not be loaded"
                  : "The overview could not be loaded"
              }
            >
              <Button className="button" onClick={() => void query.refetch()}>
                Try again
              </Button>
            </ProblemPart>
          </div>
        ) : null}
        {query.data ? (
          <>
            <Tiles view={query.data} now={now} />
            <OpenCases cases={query.data.cases} now={now} />
            <AppBars apps={query.data.apps} now={now} />
            <LatestActivity view={query.data} now={now} />
          </>
        ) : null}
      </div>
    </>
  );
}
