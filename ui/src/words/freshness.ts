// How fresh and how complete what is shown is, in one line.
import type { ConnectionView, Health, ReadProgress } from "../host";
import { count, list, percent, plural } from "./numbers";
import { HEALTH, VERDICT } from "./state";
import { ago, moment } from "./times";

/** An app that answers no read at all: worst first. */
const SILENT = ["token-rejected", "token-missing", "not-answering"] as const;
const isSilent = (health: Health): boolean => (SILENT as readonly Health[]).includes(health);

/** What is wrong with a connection's token, as a sentence; null when nothing is known to be. */
export function tokenTrouble(connection: ConnectionView): string | null {
  if (connection.health === "token-rejected")
    return `${connection.provider_name} does not accept the token of ${connection.name} (401).`;
  if (connection.health === "token-missing")
    return `The keychain has no token for ${connection.name}.`;
  return null;
}

/** "4 207 in 5 apps, read 09:11 to 09:14", and which apps are partial or being read. */
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
    return reading.size > 0 ? `${where}, being read for the first time` : `${where}, not read yet`;
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
    first === null ? "" : first === last ? `, read ${first}` : `, read ${first} to ${last}`;
  const caveats = connections.flatMap((c) => {
    if (reading.has(c.id)) return [`${c.name} being read`];
    if (isSilent(c.health)) return [`${c.name} ${HEALTH[c.health]}`];
    if (c.last_read === null) return [`${c.name} not read yet`];
    if (c.last_read.verdict === "partial") return [`${c.name} partial`];
    if (c.last_read.verdict === "cannot-be-proven") return [`${c.name} cannot be proven`];
    return [];
  });
  return caveats.length === 0
    ? `${much}${when}, complete`
    : `${much}${when}; ${caveats.join(", ")}`;
}

/** One connection's part of the freshness line, without its name. */
export function freshness(connection: ConnectionView, now: Date): string {
  const read = connection.last_read;
  if (isSilent(connection.health)) {
    const words = HEALTH[connection.health];
    return connection.complete_at
      ? `${words}, last complete ${moment(connection.complete_at, now)}`
      : `${words}, never read completely`;
  }
  if (!read) return "not read yet";
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

/** The same as part of a sentence: "read 09:12, complete". */
export function readWords(connection: ConnectionView, now: Date): string {
  const read = connection.last_read;
  if (tokenTrouble(connection)) return HEALTH[connection.health];
  if (isSilent(connection.health) || !read) return freshness(connection, now);
  return `read ${moment(read.ended_at ?? read.started_at, now)}, ${VERDICT[read.verdict]}`;
}

/** "212 of 388", or what it waits for. */
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
  if (read.stage === "waiting") return "waiting its turn";
  if (read.stage === "finishing") return "finishing";
  const of = read.of === null ? "" : ` of ${count(read.of)}`;
  return `${count(read.done)}${of}${what[read.stage]}`;
}

/** The banner's two sentences for a connection whose newest read did not finish. */
export function partialWords(
  connection: ConnectionView,
  stale: number | null,
  now: Date,
): { lead: string; rest: string } {
  const read = connection.last_read;
  const total = connection.users;
  const nobody = "Nobody is called removed because of this read.";
  const token = tokenTrouble(connection);
  if (token) {
    const shown = total
      ? `Showing ${count(total)} ${connection.nouns.users} ${
          connection.complete_at
            ? `as of ${moment(connection.complete_at, now)}`
            : "of earlier reads"
        }.`
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
  const lead = `${connection.name} is partial: ${count(fresh)} of ${count(total)} ${
    connection.nouns.users
  } are from the newest read.`;
  if (stale === 0) {
    return { lead, rest: `${read?.reason ?? "The read did not finish."} ${nobody}` };
  }
  const others = fresh === 0 ? `All ${count(stale)}` : `The other ${count(stale)}`;
  const older = connection.complete_at
    ? `${others} are as of ${moment(connection.complete_at, now)}.`
    : `${others} are from earlier reads.`;
  return { lead, rest: `${older} ${nobody}` };
}

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
      words: `Reading ${only.connection_name}${p === null ? "" : `, ${p} %`}`,
    };
  }
  if (running.length > 1)
    return { health: "reading", words: `Reading ${count(running.length)} apps` };
  for (const health of SILENT) {
    const names = connections.filter((c) => c.health === health).map((c) => c.name);
    if (names.length > 0) return { health, words: `${list(names)} ${HEALTH[health]}` };
  }
  const partial = connections.filter((c) => c.health === "partial").map((c) => c.name);
  if (partial.length > 0) return { health: "partial", words: `${list(partial)} partly read` };
  const ends = connections.map((c) => c.complete_at).filter((t): t is string => t !== null);
  if (ends.length < connections.length)
    return { health: "none", words: "Not everything was read yet" };
  const oldest = ends.sort()[0];
  return {
    health: "healthy",
    words: oldest ? `All complete · ${ago(oldest, now)}` : "All complete",
  };
}
