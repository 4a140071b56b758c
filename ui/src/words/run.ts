// What a sync after a run says about the rows of the run.
import type {
  ConnectionView,
  Outcome,
  ReadView,
  Recheck,
  RunState,
  RunView,
  UserRow,
} from "../host";
import { count, list, plural } from "./numbers";
import { STATUS, VERDICT } from "./state";
import { moment } from "./times";

const MAY_HAVE_TAKEN: ReadonlySet<Outcome> = new Set([
  "verified",
  "accepted-not-verified",
  "unknown",
]);

/** Whether a run is over and some of it may have taken effect, so that it can be undone. */
export function canUndo(run: RunView): boolean {
  return (
    run.state === "finished" &&
    run.items.some((item) => item.outcome !== null && MAY_HAVE_TAKEN.has(item.outcome))
  );
}

/** Whether it is over and some items are not verified. */
export function canRetry(run: RunView): boolean {
  return (
    run.state === "finished" &&
    run.items.some((item) => item.outcome !== null && item.outcome !== "verified")
  );
}

/** Whether there is anything to check again: only what was sent can have been reverted. */
export function canRecheck(run: RunView): boolean {
  const sent = (o: Outcome | null) => o !== null && o !== "not-sent" && o !== "held-back";
  return run.state === "finished" && run.items.some((item) => sent(item.outcome));
}

/** Whether it may still change, so that it is polled. */
export function underWay(state: RunState): boolean {
  return state === "running" || state === "paused" || state === "stopping";
}

/** What a run is doing, beside its title. */
export function stateWords(run: RunView, now: Date): string {
  switch (run.state) {
    case "running":
      return "running";
    case "paused":
      return "paused, nothing new starts until you resume";
    case "stopping":
      return "stopping after the current requests";
    case "interrupted":
      return "interrupted, checking results by reading them back";
    case "finished":
      return `ended ${moment(run.ended_at ?? run.started_at, now)}`;
  }
}

/** "7 of 9 changes are still in effect, 1 not as expected, 1 not known." */
export function recheckWords({ items }: Recheck): string {
  const holds = items.filter((item) => item.holds).length;
  const unknown = items.filter((item) => item.holds === null).length;
  const not = items.length - holds - unknown;
  if (items.length === 0) return "This run sent nothing, so there was nothing to read back.";
  if (holds === items.length)
    return items.length === 1
      ? "The change is still in effect."
      : `All ${count(holds)} changes are still in effect.`;
  const rest = [
    not > 0 ? `, ${count(not)} not as expected` : "",
    unknown > 0 ? `, ${count(unknown)} not known` : "",
  ].join("");
  return `${count(holds)} of ${plural(items.length, "change is", "changes are")} still in effect${rest}.`;
}

/** The newest read of a connection, when it ended after the run did. */
export function readSince(run: RunView, connection: ConnectionView): ReadView | null {
  const read = connection.last_read;
  const time = (iso: string) => new Date(iso).getTime();
  if (!read?.ended_at || !run.ended_at) return null;
  return time(read.ended_at) > time(run.ended_at) ? read : null;
}

const ended = (read: ReadView, now: Date) =>
  `${moment(read.ended_at ?? read.started_at, now)}, ${VERDICT[read.verdict]}`;

/** "Acme was synced again (09:34, complete). Oskar Lind is inactive there." */
export function listedWords(
  on: string,
  app: string,
  read: ReadView,
  row: Pick<UserRow, "status" | "stale">,
  now: Date,
): string {
  const lead = `${app} was synced again (${ended(read, now)})`;
  if (row.stale) {
    return `${lead}, but that sync did not reach ${on}. The Accounts table shows what was read back.`;
  }
  return `${lead}. ${on} is ${STATUS[row.status].toLowerCase()} there.`;
}

/** The same for several items: which apps were synced, and where to look. */
export function readsWords(reads: { app: string; read: ReadView }[], now: Date): string {
  const which = reads.map(({ app, read }) => `${app} (${ended(read, now)})`);
  return `${list(which)} ${reads.length === 1 ? "was" : "were"} synced again. The Accounts table shows what is listed now.`;
}
