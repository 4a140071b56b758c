// People in words: their HR status, and the apps in which they are active.
import type { ListState, PeopleApp, PersonCell, PersonRow, TruthList } from "../host";
import { count, plural } from "./numbers";
import { STATUS } from "./state";
import { dayOnly, moment, sameDay } from "./times";

/** A day has no time zone: it is shown as the day it names. */
const dayOf = (day: string, now: Date) => dayOnly(`${day}T12:00`, now);

export type ListTone = "plain" | "quiet" | "warn" | "bad";

/** "Not in HR", "Left 3 Nov", "Starts 4 Dec", or the department. */
export function listWords(
  row: { list: ListState; department: string; list_date: string | null },
  now: Date,
): { words: string; tone: ListTone } {
  const day = row.list_date ? ` ${dayOf(row.list_date, now)}` : "";
  switch (row.list) {
    case "not-listed":
      return { words: "Not in HR", tone: "warn" };
    case "left":
      return { words: `Left${day}`, tone: "bad" };
    case "not-known":
      return { words: "Status not known", tone: "warn" };
    case "not-started":
      return { words: day === "" ? "Not started" : `Starts${day}`, tone: "quiet" };
    case "employed":
    case "no-list":
      return { words: row.department, tone: "plain" };
  }
}

/** "Left 3 Nov", "Employed": what the list says where no department is shown. */
export const listStateWords = (list: ListState, day: string | null, now: Date): string =>
  list === "employed" ? "Employed" : listWords({ list, department: "", list_date: day }, now).words;

/** "hr-export.csv, today 09:12". */
export function listName(list: TruthList, now: Date): string {
  const at = new Date(list.imported_at);
  const when = moment(list.imported_at, now);
  return `${list.name}, ${sameDay(at, now) ? `today ${when}` : when}`;
}

/** A cell of an app for a screen reader: "active, 2 accounts". */
export function cellWords(cell: PersonCell | undefined, complete: boolean): string {
  if (!cell) return complete ? "no account" : "unknown, not everything was synced";
  const state = STATUS[cell.state].toLowerCase();
  return cell.accounts > 1 ? `${state}, ${count(cell.accounts)} accounts` : state;
}

/** Names of the apps in which any of these people is active, in the order of the table. */
export function activeIn(rows: PersonRow[], apps: PeopleApp[]): string[] {
  const active = new Set(
    rows.flatMap((row) =>
      row.cells.filter((cell) => cell.state === "active").map((cell) => cell.connection_id),
    ),
  );
  return apps.filter((app) => active.has(app.connection_id)).map((app) => app.name);
}

/** "Lock down 4 apps". */
export const lockDownWords = (apps: number): string => `Lock down ${plural(apps, "app", "apps")}`;

/** "1846.00 EUR" with separated thousands. */
export function money(text: string): string {
  return text.replace(/^\d+/, (whole) => count(Number(whole)));
}
