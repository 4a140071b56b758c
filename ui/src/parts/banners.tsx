import { useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { useLive } from "../data/live";
import { dismiss, dismissAll, tell, useNotices } from "../data/notices";
import { replaceState, useRead } from "../data/state";
import { createStore } from "../data/store";
import { asProblem, host, type RunView } from "../host";
import { href, useRoute } from "../routes";
import { count, list, plural } from "../words/numbers";
import { OUTCOME } from "../words/state";
import { Go, Press } from "./press";
import { ProblemPart } from "./problem";

/** Above every screen while the data is made up. */
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
      tell(asProblem(thrown));
    } finally {
      setLeaving(false);
    }
  };
  return (
    <section className="banner" aria-label="Sample data" data-testid="sample-banner">
      <span>
        <b>Sample data.</b> Every person and account here is made up;{" "}
        {plural(connections, "practice app runs", "practice apps run")} on this computer and nothing
        leaves it.
      </span>
      <span className="grow" />
      <Press className="button" onClick={leave} disabled={leaving} data-testid="leave-sample">
        Leave sample data
      </Press>
    </section>
  );
}

const seen = createStore<ReadonlySet<string>>(new Set());

/** What was in flight when Rollcall last stopped, and what became of it. */
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
      className="banner settled"
      aria-label="Settled at this start"
      data-testid="settled-notice"
    >
      <div className="grow settled-words">
        {shownRuns.length > 0 ? (
          <p>
            <b>Rollcall stopped in the middle of {plural(shownRuns.length, "run", "runs")}.</b> At
            this start it was settled by reading; nothing was sent again.{" "}
            {shownRuns.map((run) => (
              <span key={run.id} data-testid="settled-run">
                <Go className="link" href={href({ at: "run", id: run.id })}>
                  {run.title}
                </Go>
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
            <b>Rollcall stopped while it was reading {list(shownReads)}.</b> What had arrived is
            kept and marked as partial; nobody is called removed because of it.{" "}
            <Press className="link" onClick={() => void read([])}>
              Read now
            </Press>
          </p>
        ) : null}
        {shownSwept.map((words) => (
          <p key={words} data-testid="settled-swept">
            {words}
          </p>
        ))}
      </div>
      <Press
        className="button icon ghost"
        aria-label="Dismiss"
        data-testid="settled-dismiss"
        onClick={dismissAllShown}
      >
        <X aria-hidden="true" />
      </Press>
    </section>
  );
}

/** A run that is under way on another screen than its own: it must not be forgotten, paused least. */
export function RunNotice() {
  const [route] = useRoute();
  const run = useLive().run;
  if (!run || run.state === "finished" || run.state === "interrupted") return null;
  if (route.at === "run" && route.id === run.id) return null;
  const state = { running: "runs", paused: "is paused", stopping: "is stopping" }[run.state];
  return (
    <section className="banner" aria-label="A run under way" data-testid="run-notice">
      <span className="grow">
        <b>{run.title}</b> {state}: {count(run.items.length - run.to_go)} of{" "}
        {count(run.items.length)} done.
      </span>
      <Go className="button" href={href({ at: "run", id: run.id })} data-testid="run-notice-open">
        Open the run
      </Go>
    </section>
  );
}

/** Problems that belong to no one screen. */
export function NoticeList() {
  return useNotices().map(({ id, problem }) => (
    <div key={id} className="notice" role="alert" data-testid="notice">
      <ProblemPart problem={problem} />
      <Press className="button icon ghost" aria-label="Dismiss" onClick={() => dismiss(id)}>
        <X aria-hidden="true" />
      </Press>
    </div>
  ));
}
