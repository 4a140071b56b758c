// The query of a review table, and the reviewer who decides; for this session.
import { useMemo } from "react";
import type { ReviewDecision, ReviewTableQuery } from "../host";
import { createStore } from "./store";

export type ReviewChip = "undecided" | "moved" | "privileged" | "not-in-list" | "mine";

type Session = {
  text: string;
  on: ReviewChip[];
  order: ReviewTableQuery["order"];
  /** Number of the reviewer, by review. */
  as: Record<string, number>;
  /** The last reason that was given for each decision, offered for the next. */
  reasons: Partial<Record<ReviewDecision, string>>;
};

const session = createStore<Session>({
  text: "",
  on: ["undecided"],
  order: "person",
  as: {},
  reasons: {},
});

export const useReviewSession = session.use;

export const searchReview = (text: string): void =>
  session.set((before) => (before.text === text ? before : { ...before, text }));

export const orderReview = (order: ReviewTableQuery["order"]): void =>
  session.set((before) => ({ ...before, order }));

export const decideAs = (review: string, reviewer: number): void =>
  session.set((before) => ({ ...before, as: { ...before.as, [review]: reviewer } }));

export const rememberReason = (decision: ReviewDecision, reason: string): void =>
  session.set((before) => ({ ...before, reasons: { ...before.reasons, [decision]: reason } }));

export const toggleReviewChip = (chip: ReviewChip): void =>
  session.set((before) => ({
    ...before,
    on: before.on.includes(chip) ? before.on.filter((one) => one !== chip) : [...before.on, chip],
  }));

export type ReviewView = Omit<ReviewTableQuery, "offset" | "limit">;

/** The query of the table, and the reviewer who decides. */
export function useReviewView(review: string): { view: ReviewView; as: number } {
  const { text, on, order, as } = useReviewSession();
  const mine = as[review] ?? 1;
  return useMemo(() => {
    const view: ReviewView = {
      text: text.trim(),
      reviewer: on.includes("mine") ? mine : null,
      only_undecided: false,
      only_privileged: on.includes("privileged"),
      only_not_in_list: on.includes("not-in-list"),
      only_moved: false,
      undecided_first: on.includes("undecided"),
      moved_first: on.includes("moved"),
      order,
    };
    return { view, as: mine };
  }, [text, on, order, mine]);
}
