// How recent and how complete the data on the screen is, in one line.
import type { ConnectionView, Health, ReadProgress } from "../host";
import { count, list, percent, plural } from "./numbers";
import { HEALTH, VERDICT } from "./state";
import { ago, moment } from "./times";

/** The states of an app that answers no request, worst first. */
const SILENT = ["token-rejected", "token-missing", "not-answering"] as const;
const isSilent = (health: Health): boolean => (SILENT as readonly Health[]).includes(health);

/** What is wrong with a connection's token, as a sentence; null when nothing is known to be. */
export function tokenTrouble(connection: ConnectionView): string | null {
  if (connection.health === "token-rejected")
    return `The token of ${connection.name} was rejected (401).`;
  if (connection.health === "token-missing")
    return `The keychain has no token for ${connection.name}.`;
  return null;
}

/** "4 207 in 5 apps, synced 09:11 to 09:14", and which apps are partial or syncing. */
export function headline(
  connections: ConnectionView[],
  reading: Map<string, ReadProgress>,
  all: number | null,
  now: Date,
  /** Of all, those that the apps no longer list. */
  gone = 0,
): string {
  const read = connections.filter((c) => c.last_read !== null);
  const where = plural(connections.length, "app", "apps");
  if (read.length === 0) {
    return reading.size > 0 ? `${where}, first sync in progress` : `${where}, not synced yet`;
  }
  const listed = all === null ? where : `${count(all - gone)} in ${where}`;
  const much = gone > 0 ? `${listed} and ${count(gone)} no longer listed` : listed;
  const ends = read
    .map((c) =>
      c.last_read?.verdict === "complete"
        ? c.complete_at
        : (c.last_read?.ended_at ?? c.complete_at),
    )
    .filter((t): t is string => t !== null && t !== undefined)
    .sort();
  const first = ends[0] ? moment(ends[0], now) : null;
  const last = ends.at(-1) ? moment(ends.at(-1) ?? "", now) : null;
  const when =
    first === null ? "" : first === last ? `, synced ${first}` : `, synced ${first} to ${last}`;
  const caveats = connections.flatMap((c) => {
    const under = reading.get(c.id);
    if (under) return [c.complete_at === null ? soFar(c.name, under) : `${c.name} syncing`];
    if (isSilent(c.health)) return [`${c.name} ${HEALTH[c.health]}`];
    if (c.last_read === null) return [`${c.name} not synced yet`];
    if (c.last_read.verdict === "partial") return [`${c.name} partial`];
    if (c.last_read.verdict === "cannot-be-proven") return [`${c.name} cannot be proven`];
    return [];
  });
  return caveats.length === 0
    ? `${much}${when}, complete`
    : `${much}${when}; ${caveats.join(", ")}`;
}

/** Of a first sync, whose accounts are shown as they come: that these are not all of them. */
function soFar(name: string, read: ReadProgress): string {
  if (read.stage !== "users" || read.done === 0) return `${name} syncing for the first time`;
  const of = read.of === null ? "" : ` of ${count(read.of)}`;
  return `${name} syncing for the first time, ${count(read.done)}${of} so far`;
}

/** One connection's part of the freshness line, without its name. */
export function freshness(connection: ConnectionView, now: Date): string {
  const read = connection.last_read;
  if (isSilent(connection.health)) {
    const words = HEALTH[connection.health];
    return connection.complete_at
      ? `${words}, last complete ${moment(connection.complete_at, now)}`
      : `${words}, never fully synced`;
  }
  if (!read) return "not synced yet";
  switch (read.verdict) {
    case "complete":
      return `${moment(read.ended_at ?? read.started_at, now)} complete`;
    case "partial":
      return `partial, ${count(read.users_received)} of ${
        read.users_claimed === null ? "unknown" : count(read.users_claimed)
      }`;
    case "cannot-be-proven":
      return `${moment(read.ended_at ?? read.started_at, now)} cannot be proven`;
    default:
      return VERDICT[read.verdict];
  }
}

/** The same as part of a sentence: "synced 09:12, complete". */
export function readWords(connection: ConnectionView, now: Date): string {
  const read = connection.last_read;
  if (tokenTrouble(connection)) return HEALTH[connection.health];
  if (isSilent(connection.health) || !read) return freshness(connection, now);
  return `synced ${moment(read.ended_at ?? read.started_at, now)}, ${VERDICT[read.verdict]}`;
}

/** "212 of 388", or the reason for waiting. */
export function progressWords(read: ReadProgress): string {
  if (read.waiting) return read.waiting;
  const what = {
    waiting: "",
    users: "",
    groups: " groups",
    members: " groups’ members",
    finishing: "",
    done: "",
  };
  if (read.stage === "finishing") return "finishing";
  const of = read.of === null ? "" : ` of ${count(read.of)}`;
  return `${count(read.done)}${of}${what[read.stage]}`;
}

/** The banner's two sentences for a connection whose newest sync is not complete. */
export function partialWords(
  connection: ConnectionView,
  stale: number | null,
  now: Date,
): { lead: string; rest: string } {
  const read = connection.last_read;
  const total = connection.users;
  const nobody = "No one is marked as removed based on this sync.";
  const token = tokenTrouble(connection);
  if (token) {
    const shown = total
      ? `Showing ${count(total)} ${connection.nouns.users} from ${sinceWords(connection, now)}.`
      : "";
    return { lead: token, rest: `${shown} ${nobody}`.trim() };
  }
  if (read?.verdict === "cannot-be-proven") {
    return {
      lead: `${connection.name} cannot be proven complete.`,
      rest: `${read.reason} ${nobody}`,
    };
  }
  if (total === null || stale === null || !read) {
    return {
      lead: `${connection.name} is partial.`,
      rest: `${read?.reason ?? ""} ${nobody}`.trim(),
    };
  }
  const fresh = Math.max(0, total - stale);
  const older = sinceWords(connection, now);
  if (fresh === 0 && stale > 0) {
    return {
      lead: `${connection.name} couldn’t be synced.`,
      rest: `Showing ${count(stale)} ${connection.nouns.users} from ${older}. ${nobody}`,
    };
  }
  const lead = `${connection.name} is only partly synced: ${count(fresh)} of ${count(total)} ${
    connection.nouns.users
  } are from the newest sync.`;
  if (stale === 0) {
    return { lead, rest: `${read?.reason ?? "The sync did not finish."} ${nobody}` };
  }
  return { lead, rest: `The other ${count(stale)} are from ${older}. ${nobody}` };
}

/** "17:03", the time of the last complete sync, or that there was none. */
const sinceWords = (connection: ConnectionView, now: Date): string =>
  connection.complete_at ? moment(connection.complete_at, now) : "earlier syncs";
/** The line at the bottom of the side bar. */
export function syncLine(
  connections: ConnectionView[],
  reads: ReadProgress[],
  now: Date,
): { health: Health | "none"; words: string } {
  if (connections.length === 0) return { health: "none", words: "Nothing connected" };
  const running = reads.filter((r) => r.stage !== "done");
  const [only] = running;
  if (only && running.length === 1) {
    const p = percent(only.done, only.of);
    return {
      health: "reading",
      words: `Syncing ${only.connection_name}${p === null ? "" : `, ${p}%`}`,
    };
  }
  if (running.length > 1)
    return { health: "reading", words: `Syncing ${count(running.length)} apps` };
  for (const health of SILENT) {
    const names = connections.filter((c) => c.health === health).map((c) => c.name);
    if (names.length > 0) return { health, words: `${list(names)} ${HEALTH[health]}` };
  }
  const partial = connections.filter((c) => c.health === "partial").map((c) => c.name);
  if (partial.length > 0) return { health: "partial", words: `${list(partial)} partly synced` };
  const ends = connections.map((c) => c.complete_at).filter((t): t is string => t !== null);
  if (ends.length < connections.length)
    return { health: "none", words: "Some apps are not synced yet" };
  const oldest = ends.sort()[0];
  return {
    health: "healthy",
    words: oldest ? `All complete · ${ago(oldest, now)}` : "All complete",
  };
}
