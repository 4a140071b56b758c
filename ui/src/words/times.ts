// Dates in the machine's order of day and month; 24-hour times, because they are compared with logs.
import { count } from "./numbers";

const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const dayYear = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
});
const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});
const clockSeconds = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const weekdayOnly = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
});
const zoneOnly = new Intl.DateTimeFormat(undefined, { timeZoneName: "short" });

function parse(iso: string): Date | null {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? null : date;
}

export function sameDay(a: Date, b: Date): boolean {
  return (
    a.getFullYear() === b.getFullYear() &&
    a.getMonth() === b.getMonth() &&
    a.getDate() === b.getDate()
  );
}

/** "09:12" today, "20 Nov 18:04" this year, "20 Nov 2025 18:04" before. */
export function moment(iso: string, now: Date): string {
  const date = parse(iso);
  if (!date) return iso;
  if (sameDay(date, now)) return clock.format(date);
  const when = date.getFullYear() === now.getFullYear() ? day : dayYear;
  return `${when.format(date)} ${clock.format(date)}`;
}

/** "14 Nov", with the year if it is not this year. */
export function dayOnly(iso: string, now: Date): string {
  const date = parse(iso);
  if (!date) return iso;
  return (date.getFullYear() === now.getFullYear() ? day : dayYear).format(date);
}

/** "4 May 2026". */
export function date(iso: string): string {
  const parsed = parse(iso);
  return parsed ? dayYear.format(parsed) : iso;
}

/** "Saturday 21 November, 09:14". */
export function weekday(now: Date): string {
  return `${weekdayOnly.format(now)}, ${clock.format(now)}`;
}

/** "09:12:08". */
export function seconds(iso: string): string {
  const date = parse(iso);
  return date ? clockSeconds.format(date) : iso;
}

/** The time zone of the machine at that time: "CET". */
export function zone(iso: string): string {
  const date = parse(iso);
  if (!date) return "";
  return zoneOnly.formatToParts(date).find((part) => part.type === "timeZoneName")?.value ?? "";
}

/** As evidence: "21 Nov 2026, 09:11:58 to 09:12:02 CET". */
export function span(from: string, to: string | null): string {
  const a = parse(from);
  if (!a) return from;
  const start = `${dayYear.format(a)}, ${clockSeconds.format(a)}`;
  const b = to ? parse(to) : null;
  if (!b) return `${start} ${zone(from)}`;
  const end = sameDay(a, b)
    ? clockSeconds.format(b)
    : `${dayYear.format(b)}, ${clockSeconds.format(b)}`;
  return `${start} to ${end} ${zone(from)}`;
}

/** One time as evidence: "21 Nov 2026, 09:12:08 CET". */
export function evidence(iso: string): string {
  return span(iso, null);
}

/** "in 13 min", "in 40 s", or null when it has passed. */
export function until(iso: string, now: Date): string | null {
  const date = parse(iso);
  if (!date) return null;
  const s = Math.floor((date.getTime() - now.getTime()) / 1000);
  if (s <= 0) return null;
  return s >= 90 ? `in ${Math.round(s / 60)} min` : `in ${s} s`;
}

/** "just now", "2 min ago", "3 h ago", then the date. */
export function ago(iso: string, now: Date): string {
  const date = parse(iso);
  if (!date) return iso;
  const s = Math.max(0, Math.floor((now.getTime() - date.getTime()) / 1000));
  if (s < 60) return "just now";
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ago`;
  return dayOnly(iso, now);
}

/** 0.41 → "0.41 s", 1204.3 → "1 204 s". */
export function took(s: number): string {
  if (s >= 999.95) return `${count(Math.round(s))} s`;
  return `${s < 10 ? s.toFixed(2) : s.toFixed(1)} s`;
}
