// A long answer as pages of 200 rows, fetched as they come near the viewport.
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { asProblem, type Problem } from "../host";

export const PAGE_ROWS = 200;

export type Page<T> = { rows: T[]; total: number };

export type Pages<T, P extends Page<T>> = {
  /** The number of matching rows; the last known one while a new answer is pending. */
  total: number;
  rowAt: (index: number) => T | undefined;
  /** Any page, for the values beside its rows. Undefined before the first answer. */
  sample: P | undefined;
  /** Reports which rows are near the viewport. */
  see: (first: number, last: number) => void;
  /** Rows of an interval, fetching pages that were never loaded. */
  rowsBetween: (from: number, to: number) => Promise<T[]>;
  /** The newest answer is known, and no row matches. */
  empty: boolean;
  busy: boolean;
  problem: Problem | null;
  retry: () => void;
};

const NO_TOTAL = 0;

/**
 * `view` names what is asked for (everything but offset and limit); `revision` makes it fresh.
 * While the same view is fetched at a newer revision its old rows stay; while another view is
 * fetched the rows of the last one stay until the first answer, so that typing does not flicker.
 */
export function usePages<T, P extends Page<T>>(
  name: string,
  view: object,
  revision: number,
  fetchPage: (offset: number, limit: number) => Promise<P>,
): Pages<T, P> {
  const client = useQueryClient();
  const [seen, setSeen] = useState({ first: 0, last: 0 });
  const key = useMemo(() => JSON.stringify(view), [view]);
  const held = useRef<{ key: string; pages: Map<number, P> }>({ key, pages: new Map() });

  const wanted = useMemo(() => {
    const from = Math.floor(seen.first / PAGE_ROWS);
    const to = Math.floor(seen.last / PAGE_ROWS);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  }, [seen]);

  const optionsFor = useCallback(
    (page: number) => ({
      queryKey: [name, key, revision, page] as const,
      queryFn: () => fetchPage(page * PAGE_ROWS, PAGE_ROWS),
    }),
    [name, key, revision, fetchPage],
  );

  const answers = useQueries({ queries: wanted.map(optionsFor) });

  const fresh = new Map<number, P>();
  answers.forEach((answer, i) => {
    const page = wanted[i];
    if (answer.data && page !== undefined) fresh.set(page, answer.data);
  });
  if (held.current.key !== key && fresh.size > 0) held.current = { key, pages: new Map() };
  for (const [page, data] of fresh) held.current.pages.set(page, data);

  const pages = held.current.pages;
  const sample = fresh.values().next().value ?? pages.values().next().value;
  const total = sample?.total ?? NO_TOTAL;
  const failed = answers.find((answer) => answer.isError && !answer.data);

  const see = useCallback((first: number, last: number) => {
    setSeen((before) => {
      const page = (n: number) => Math.floor(n / PAGE_ROWS);
      return page(before.first) === page(first) && page(before.last) === page(last)
        ? before
        : { first, last };
    });
  }, []);

  return {
    total,
    rowAt: (index) => pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS],
    sample,
    see,
    async rowsBetween(from, to) {
      const [low, high] = from <= to ? [from, to] : [to, from];
      const first = Math.floor(low / PAGE_ROWS);
      const last = Math.floor(high / PAGE_ROWS);
      const rows: T[] = [];
      for (let page = first; page <= last; page++) {
        const data: P = pages.get(page) ?? (await client.fetchQuery<P>(optionsFor(page)));
        const start = page === first ? low % PAGE_ROWS : 0;
        const end = page === last ? (high % PAGE_ROWS) + 1 : PAGE_ROWS;
        rows.push(...data.rows.slice(start, end));
      }
      return rows;
    },
    empty: sample !== undefined && total === 0 && !failed,
    busy: answers.some((answer) => answer.isFetching),
    problem: failed ? asProblem(failed.error) : null,
    retry: () => {
      for (const answer of answers) if (answer.isError) void answer.refetch();
    },
  };
}
