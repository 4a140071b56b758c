import { useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { useLive } from "../data/live";
import { dismiss, dismissAll, showNotice, useNotices } from "../data/notices";
import { replaceState, useRead } from "../data/state";
import { createStore } from "../data/store";
import { asProblem, host, type RunView } from "../host";
import { href, useRoute } from "../routes";
import { count, list, plural } from "../words/numbers";
import { OUTCOME } from "../words/state";
import css from "./banners.module.css";
import { Button, Link } from "./button";
import { ProblemPart } from "./problem";

/** Above every screen while the data is sample data. */
export function SampleBanner({ connections }: { connections: number }) {
  const client = useQueryClient();
  const [, go] = useRoute();
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    try {
      const state = await host.leaveSample();
      go({ at: "start" });
      dismissAll();
      replaceState(client, state);
    } catch (thrown) {
      showNotice(asProblem(thrown));
    } finally {
      setLeaving(false);
    }
  };
  return (
    <section className="banner" aria-label="Sample data" data-testid="sample-banner">
      <span>
        <b>Sample data.</b> Every person and account is fictional.{" "}
        {plural(connections, "practice app runs", "practice apps run")} on this computer, and
        nothing leaves it.
      </span>
      <span className="grow" />
      <Button className="button" onClick={leave} disabled={leaving} data-testid="leave-sample">
        Leave sample data
      </Button>
    </section>
  );
}

const seen = createStore<ReadonlySet<string>>(new Set());

/** What was in progress when Rollcall last stopped, and its result. */
export function SettledNotice({
  runs,
  reads,
  swept,
}: {
  runs: RunView[];
  reads: string[];
  swept: string[];
}) {
  const dismissed = seen.use();
  const read = useRead();
  const shownRuns = runs.filter((run) => !dismissed.has(`run ${run.id}`));
  const shownReads = reads.filter((name) => !dismissed.has(`read ${name}`));
  const shownSwept = swept.filter((words) => !dismissed.has(`swept ${words}`));
  if (shownRuns.length === 0 && shownReads.length === 0 && shownSwept.length === 0) return null;
  const dismissAllShown = () =>
    seen.set(
      (before) =>
        new Set([
          ...before,
          ...shownRuns.map((run) => `run ${run.id}`),
          ...shownReads.map((name) => `read ${name}`),
          ...shownSwept.map((words) => `swept ${words}`),
        ]),
    );
  return (
    <section
      className={`banner ${css.settled}`}
      aria-label="Checked at startup"
      data-testid="settled-notice"
    >
      <div className={`grow ${css.settledWords}`}>
        {shownRuns.length > 0 ? (
          <p>
            <b>Rollcall stopped in the middle of {plural(shownRuns.length, "run", "runs")}.</b> At
            startup, Rollcall checked the results by reading them back. Nothing was sent again.{" "}
            {shownRuns.map((run) => (
              <span key={run.id} data-testid="settled-run">
                <Link className="link" href={href({ at: "run", id: run.id })}>
                  {run.title}
                </Link>
                :{" "}
                {run.items
                  .map(
                    (item) =>
                      `${item.on} in ${item.connection_name} ${item.outcome ? OUTCOME[item.outcome] : "still open"}`,
                  )
                  .join(", ")}
                .{" "}
              </span>
            ))}
          </p>
        ) : null}
        {shownReads.length > 0 ? (
          <p data-testid="settled-reads">
            <b>Rollcall stopped while syncing {list(shownReads)}.</b> The data received is kept and
            marked as partial. No one is marked as removed because of it.{" "}
            <Button className="link" onClick={() => void read([])}>
              Sync now
            </Button>
          </p>
        ) : null}
        {shownSwept.map((words) => (
          <p key={words} data-testid="settled-swept">
            {words}
          </p>
        ))}
      </div>
      <Button
        className="button icon ghost"
        aria-label="Dismiss"
        data-testid="settled-dismiss"
        onClick={dismissAllShown}
      >
        <X aria-hidden="true" />
      </Button>
    </section>
  );
}

/** A run in progress, on every screen but its own, so that nobody forgets it, least of all a paused one. */
export function RunNotice() {
  const [route] = useRoute();
  const run = useLive().run;
  if (!run || run.state === "finished" || run.state === "interrupted") return null;
  if (route.at === "run" && route.id === run.id) return null;
  const state = { running: "is running", paused: "is paused", stopping: "is stopping" }[run.state];
  return (
    <section className="banner" aria-label="Run in progress" data-testid="run-notice">
      <span className="grow">
        <b>{run.title}</b> {state}. {count(run.items.length - run.to_go)} of{" "}
        {count(run.items.length)} items done.
      </span>
      <Link className="button" href={href({ at: "run", id: run.id })} data-testid="run-notice-open">
        View run
      </Link>
    </section>
  );
}

/** Problems that belong to no screen. */
export function NoticeList() {
  return useNotices().map(({ id, problem }) => (
    <div key={id} className="notice" role="alert" data-testid="notice">
      <ProblemPart problem={problem} />
      <Button className="button icon ghost" aria-label="Dismiss" onClick={() => dismiss(id)}>
        <X aria-hidden="true" />
      </Button>
    </div>
  ));
}
