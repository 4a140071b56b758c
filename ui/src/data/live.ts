// The last progress events. Each event is absolute, so a missed one does no harm.
import type { QueryClient } from "@tanstack/react-query";
import { type AppState, host, type Progress } from "../host";
import { refreshStage } from "./stage";
import { createStore } from "./store";

/** At most one refetch in this time while a sync fills the store. */
const ADOPT_EVERY_MS = 700;

const NOTHING: Progress = { revision: 0, reads: [], rungs: [], run: null };

const live = createStore<Progress>(NOTHING);
const adopted = createStore(0);

/** The current reads, test steps and run. */
export const useLive = live.use;

/** The revision that the tables show; it trails the store's by at most `ADOPT_EVERY_MS`. */
export const useRevision = adopted.use;

/** The values of a fresh state, if it is newer than the events. */
export function adoptState(state: AppState): void {
  live.set((before) =>
    before.revision > state.revision
      ? before
      : {
          ...before,
          revision: state.revision,
          reads: before === NOTHING ? state.reads : before.reads,
        },
  );
  adopted.set((before) => Math.max(before, state.revision));
}

/** Called when another store is shown: values of the old one no longer count. */
export function forgetLive(): void {
  live.set(NOTHING);
  adopted.set(0);
}

/** Listens to the host and keeps the queries fresh; returns the function that stops it. */
export function startLive(client: QueryClient): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let last = 0;
  const adopt = () => {
    timer = null;
    last = Date.now();
    adopted.set(live.get().revision);
    void client.invalidateQueries({ queryKey: ["state"] });
    void refreshStage(client);
  };
  const stop = host.onProgress((progress) => {
    const before = live.get();
    live.set(progress);
    const stages = (p: Progress) =>
      p.reads.map((r) => `${r.connection_id}${r.stage === "done"}`).join();
    const moved =
      progress.revision !== adopted.get() ||
      stages(progress) !== stages(before) ||
      progress.run?.state !== before.run?.state;
    if (!moved || timer !== null) return;
    timer = setTimeout(adopt, Math.max(0, ADOPT_EVERY_MS - (Date.now() - last)));
  });
  return () => {
    if (timer !== null) clearTimeout(timer);
    stop();
  };
}
