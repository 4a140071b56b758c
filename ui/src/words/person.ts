// One person in words: how much of their data was synced, and their timeline.
import type { HistoryEntry, PersonView, TimeLine } from "../host";
import { plural } from "./numbers";
import { moment } from "./times";

/** "4 accounts in 5 apps, synced 09:11 to 09:12, complete". */
export function personLead(view: PersonView, now: Date): string {
  const accounts = view.apps.reduce((sum, app) => sum + app.accounts.length, 0);
  const much = `${plural(accounts, "account", "accounts")} in ${plural(view.apps.length, "app", "apps")}`;
  const times = view.apps.flatMap((app) => app.read_at ?? []).sort();
  const [first, last] = [times[0], times.at(-1)];
  if (!first || !last) return `${much}, not synced yet`;
  const [from, to] = [moment(first, now), moment(last, now)];
  const read = from === to ? `synced ${from}` : `synced ${from} to ${to}`;
  const partial = view.apps.filter((app) => !app.complete).map((app) => app.name);
  return partial.length === 0
    ? `${much}, ${read}, complete`
    : `${much}, ${read}; ${partial.join(", ")} partial`;
}

/** "+ Deal desk", "− Deal desk", or what happened. */
export function eventLabel({ what, before, after }: HistoryEntry): string {
  if (/^joined/i.test(what) && after) return `+ ${after}`;
  if (/^left/i.test(what) && before) return `\u2212 ${before}`;
  return what;
}

/** "Department: Sales → Support". */
export function eventWords({ what, before, after }: HistoryEntry): string {
  if (before && after) return `${what}: ${before} → ${after}`;
  const value = after ?? before;
  return value ? `${what}: ${value}` : what;
}

export type Axis = { from: number; to: number; months: { at: number; label: string }[] };

const DAY_MS = 86_400_000;
/** The shortest timeline, so that a first day is not just a point. */
const LEAST_DAYS = 14;
const MOST_MONTHS = 12;

const month = new Intl.DateTimeFormat(undefined, { month: "short" });
const monthYear = new Intl.DateTimeFormat(undefined, { month: "short", year: "numeric" });

/** From the first known day to now, with the first of each month between; fewer labels when it is long. */
export function axisOf(lines: TimeLine[], now: Date): Axis | null {
  const starts = lines
    .flatMap((line) => [
      line.known_from,
      ...line.spans.map((span) => span.from),
      ...line.events.map((event) => event.at),
    ])
    .flatMap((iso) => (iso ? [new Date(iso).getTime()] : []))
    .filter((time) => !Number.isNaN(time));
  if (starts.length === 0) return null;
  const to = now.getTime();
  const from = Math.min(...starts, to - LEAST_DAYS * DAY_MS);
  const months: Axis["months"] = [];
  const first = new Date(from);
  const span = (now.getFullYear() - first.getFullYear()) * 12 + now.getMonth() - first.getMonth();
  const step = Math.max(1, Math.ceil(span / MOST_MONTHS));
  for (let i = 1; i <= span; i += step) {
    const day = new Date(first.getFullYear(), first.getMonth() + i, 1);
    const words = day.getMonth() === 0 || step > 1 ? monthYear : month;
    months.push({ at: day.getTime(), label: words.format(day) });
  }
  return { from, to, months };
}

/** The position of a moment on the axis, in percent. */
export function placeOn(axis: Axis, iso: string | number): number {
  const time = typeof iso === "number" ? iso : new Date(iso).getTime();
  const share = ((time - axis.from) / (axis.to - axis.from)) * 100;
  return Math.max(0, Math.min(100, Number.isNaN(share) ? 0 : share));
}

export type Placed = { event: HistoryEntry; at: number; label: "right" | "left" | null };

/** Percent of the timeline that one letter of a label needs in a typical window. */
const LETTER = 0.72;

/** The events, oldest first; a label only where there is room. */
export function placeEvents(axis: Axis, events: HistoryEntry[]): Placed[] {
  const sorted = [...events].sort((a, b) => a.at.localeCompare(b.at));
  const placed = sorted.map(
    (event): Placed => ({ event, at: placeOn(axis, event.at), label: null }),
  );
  let taken = -1;
  return placed.map((one, i) => {
    const room = eventLabel(one.event).length * LETTER + 2;
    const next = placed[i + 1]?.at ?? 101;
    if (one.at >= taken && one.at + room <= Math.min(next, 100)) {
      taken = one.at + room;
      return { ...one, label: "right" };
    }
    const before = Math.max(taken, (placed[i - 1]?.at ?? -2) + 1);
    const left = one.at - room >= before;
    taken = Math.max(taken, one.at);
    return left ? { ...one, label: "left" } : one;
  });
}
