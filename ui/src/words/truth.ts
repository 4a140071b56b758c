// A file that may become the HR list, in words.
import type { TruthDates, TruthLook, TruthQuestion, TruthStatus } from "../host";
import { count, plural } from "./numbers";

const full = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });

/** "03/11/2026" read day first: "3 November 2026"; null if it is not such a date. */
export function readAs(example: string, dates: TruthDates): string | null {
  const [, a = "", b = "", y = ""] = /^\s*(\d{1,2})\D(\d{1,2})\D(\d{2,4})/.exec(example) ?? [];
  const [day, month] = dates === "day-month" ? [Number(a), Number(b)] : [Number(b), Number(a)];
  const year = y.length === 2 ? 2000 + Number(y) : Number(y);
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  return full.format(new Date(year, month - 1, day));
}

/** "5 of 6 rows are ready to import: 3 employed, 1 not started, 1 left. 1 row is skipped." */
export function countsWords(look: TruthLook): string {
  if (look.entries === null) return `${plural(look.rows, "row", "rows")} in the file`;
  const kinds = [
    `${count(look.employed)} employed`,
    `${count(look.not_started)} not started`,
    `${count(look.left)} left`,
    ...(look.not_known > 0 ? [`${count(look.not_known)} not known`] : []),
  ].join(", ");
  const out =
    look.rejected_count === 0
      ? ""
      : ` ${plural(look.rejected_count, "row is", "rows are")} skipped.`;
  // With an open question nothing is ready yet.
  const is = look.cannot === null ? "ready to import" : "understood so far";
  return `${count(look.entries)} of ${plural(look.rows, "row", "rows")} ${look.entries === 1 ? "is" : "are"} ${is}: ${kinds}.${out}`;
}

/** Why Import is disabled, or null if it is enabled. */
export function importBlocked(look: TruthLook): string | null {
  if (look.cannot !== null) return look.cannot;
  if (look.entries === null)
    return look.dates_asked === null
      ? "Answer all questions first."
      : "First choose how dates are read.";
  return look.entries === 0 ? "None of the rows can be used." : null;
}

export const STATUSES: TruthStatus[] = ["employed", "left", "not-started", "not-known"];

/** What a value may mean; in a column of last days, some values say that there is none. */
export function meaningWords(status: TruthStatus, kind: TruthQuestion["kind"] | null): string {
  switch (status) {
    case "employed":
      return kind === "end-date" ? "No last day" : "Employed";
    case "left":
      return "Left";
    case "not-started":
      return "Not started";
    case "not-known":
      return "Not known";
  }
}

/** "2 of 3 questions are answered.", including the one about the order of dates. */
export function answeredWords({ questions, dates, dates_asked }: TruthLook): string {
  const order = dates_asked === null ? 0 : 1;
  const all = questions.length + order;
  const answered = questions.filter((one) => !one.open).length + (dates === null ? 0 : order);
  return answered === all
    ? "All questions are answered. Rollcall remembers the answers for these values in files with this layout."
    : `${count(answered)} of ${plural(all, "question is", "questions are")} answered. Answer all of them to import the list.`;
}
