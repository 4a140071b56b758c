import { useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { dismiss, dismissAll, tell, useNotices } from "../data/notices";
import { replaceState } from "../data/state";
import { createStore } from "../data/store";
import { asProblem, host, type RunView } from "../host";
import { href, useRoute } from "../routes";
import { plural } from "../words/numbers";
import { OUTCOME } from "../words/state";
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
      <button
        type="button"
        className="button"
        onClick={leave}
        disabled={leaving}
        data-testid="leave-sample"
      >
        Leave sample data
      </button>
    </section>
  );
}

const seen = createStore<ReadonlySet<string>>(new Set());

/** What was in flight when Rollcall last stopped, and how reading settled it. */
export function SettledNotice({ runs }: { runs: RunView[] }) {
  const dismissed = seen.use();
  const shown = runs.filter((run) => !dismissed.has(run.id));
  if (shown.length === 0) return null;
  return (
    <section
      className="banner settled"
      aria-label="Settled at this start"
      data-testid="settled-notice"
    >
      <span>
        <b>Rollcall stopped in the middle of {plural(shown.length, "run", "runs")}.</b> At this
        start it was settled by reading; nothing was sent again.{" "}
        {shown.map((run) => (
          <span key={run.id}>
            <a className="link" href={href({ at: "run", id: run.id })}>
              {run.title}
            </a>
            :{" "}
            {run.items
              .map(
                (item) =>
                  `${item.on} in ${item.connection_name} ${item.outcome ? OUTCOME[item.outcome] : "open"}`,
              )
              .join(", ")}
            .{" "}
          </span>
        ))}
      </span>
      <span className="grow" />
      <button
        type="button"
        className="button icon ghost"
        aria-label="Dismiss"
        data-testid="settled-dismiss"
        onClick={() => seen.set((before) => new Set([...before, ...shown.map((run) => run.id)]))}
      >
        <X aria-hidden="true" />
      </button>
    </section>
  );
}

/** Problems that belong to no one screen. */
export function NoticeList() {
  return useNotices().map(({ id, problem }) => (
    <div key={id} className="notice" role="alert" data-testid="notice">
      <ProblemPart problem={problem} />
      <button
        type="button"
        className="button icon ghost"
        aria-label="Dismiss"
        onClick={() => dismiss(id)}
      >
        <X aria-hidden="true" />
      </button>
    </div>
  ));
}
