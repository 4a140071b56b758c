import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState } from "react";
import { usePages } from "../../data/pages";
import { useReviewView } from "../../data/review-view";
import { host, type ReviewRow, type ReviewRows } from "../../host";
import { type Decided, type Fresh, withDecided } from "./fresh";

/** Each table fetches its own rows: those of an earlier table may be out of date. */
let stamps = 0;
const nextStamp = () => ++stamps;

/** The items that match, with the decisions made since they were fetched. */
export function useItemRows(review: string) {
  const client = useQueryClient();
  const { view: asked, as } = useReviewView(review);
  const fetchPage = useCallback(
    (offset: number, limit: number) => host.reviewRows(review, { ...asked, offset, limit }),
    [review, asked],
  );
  const [stamp, setStamp] = useState(nextStamp);
  const pages = usePages<ReviewRow, ReviewRows>(
    "review-rows",
    { ...asked, id: review },
    stamp,
    fetchPage,
  );
  const [fresh, setFresh] = useState<Fresh>(new Map());
  const known = useRef(new Map<string, ReviewRow>());
  const learn = (row: ReviewRow) => known.current.set(String(row.item), row);
  const withFresh = (row: ReviewRow): ReviewRow => ({ ...row, ...fresh.get(row.item) });
  return {
    asked,
    as,
    pages,
    learn,
    rowAt: (index: number): ReviewRow | undefined => {
      const row = pages.rowAt(index);
      if (!row) return undefined;
      learn(row);
      return fresh.has(row.item) ? withFresh(row) : row;
    },
    /** The rows of these keys, as far as they were ever loaded. */
    rowsOf: (keys: Iterable<string>): ReviewRow[] =>
      [...keys].flatMap((key) => {
        const row = known.current.get(key);
        return row ? [withFresh(row)] : [];
      }),
    /** The rows stay in place: the order does not change while a reviewer decides. */
    decidedAs: (decided: Decided[]) => {
      const lists = new Map([...known.current.values()].map((row) => [row.item, row.list]));
      setFresh((before) => withDecided(before, decided, lists));
      void client.invalidateQueries({ queryKey: ["review", review] });
    },
    /** The items changed elsewhere. */
    fetchAgain: () => setStamp(nextStamp()),
    /** Another query: its rows are fetched again, with the decisions made since. */
    startOver: () => {
      setFresh(new Map());
      setStamp(nextStamp());
    },
  };
}

export type ItemRows = ReturnType<typeof useItemRows>;
