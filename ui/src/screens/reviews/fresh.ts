// Decisions made here since the rows were fetched: the order stays while a reviewer decides.
import type { ListState, ReviewRow } from "../../host";

/** By number of the item. */
export type Fresh = ReadonlyMap<number, Partial<ReviewRow>>;

export type Decided = Partial<ReviewRow> & { item: number };

/** What the HR list says of people whose access is kept although it says so. */
const SPEAKS_AGAINST: ReadonlySet<ListState> = new Set(["left", "not-listed", "not-known"]);

export function withDecided(
  fresh: Fresh,
  decided: Decided[],
  lists: ReadonlyMap<number, ListState>,
): Fresh {
  const next = new Map(fresh);
  for (const one of decided) {
    const list = lists.get(one.item) ?? "employed";
    const against = one.decision === "keep" && SPEAKS_AGAINST.has(list);
    next.set(one.item, { ...one, kept_although: against ? list : null });
  }
  return next;
}
