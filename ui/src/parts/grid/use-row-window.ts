// The rows near the viewport: only these are rendered, and asked for.
import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect } from "react";

const ROW_HEIGHTS = { comfortable: 34, compact: 28 };
const HEADER_HEIGHT = 31;
/** Rows kept ready above and below the screen. */
const OVERSCAN = 12;

function rowHeight(): number {
  return document.documentElement.dataset.density === "compact"
    ? ROW_HEIGHTS.compact
    : ROW_HEIGHTS.comfortable;
}

/** The rendered rows with one row that is always among them, in their order. */
export function withActive(rows: number[], active: number, count: number): number[] {
  if (active < 0 || active >= count || rows.includes(active)) return rows;
  return [...rows, active].sort((a, b) => a - b);
}

export function useRowWindow({
  scroller,
  count,
  active,
  onView,
}: {
  scroller: RefObject<HTMLDivElement | null>;
  count: number;
  /** The focused row; below 0 if it is none. */
  active: number;
  onView: (first: number, last: number) => void;
}) {
  const height = rowHeight();
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
    // The header covers the first rows: a row that is scrolled to must end above the lower edge.
    scrollPaddingEnd: HEADER_HEIGHT,
    rangeExtractor: useCallback(
      // The active row stays rendered, so that aria-activedescendant always names an element.
      (range: Range) => withActive(defaultRangeExtractor(range), active, count),
      [active, count],
    ),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when the density changes
  useEffect(() => virtual.measure(), [height]);

  const items = virtual.getVirtualItems();
  const inView = useCallback(() => {
    const el = scroller.current;
    const top = el?.scrollTop ?? 0;
    const room = Math.max(0, (el?.clientHeight ?? 0) - HEADER_HEIGHT);
    return {
      first: Math.max(0, Math.floor(top / height)),
      last: Math.max(0, Math.min(count - 1, Math.ceil((top + room) / height) - 1)),
    };
  }, [scroller, count, height]);

  // Only the rows near the viewport: the active row is rendered too, and may be far away.
  const near = virtual.range ?? { startIndex: 0, endIndex: 0 };
  const first = Math.max(0, near.startIndex - OVERSCAN);
  const last = Math.max(0, Math.min(count - 1, near.endIndex + OVERSCAN));
  useEffect(() => onView(first, last), [onView, first, last]);

  return {
    height,
    items,
    room: virtual.getTotalSize(),
    inView,
    scrollTo: (row: number) => virtual.scrollToIndex(row, { align: "auto" }),
  };
}
