import { type RefObject, useEffect, useRef } from "react";

/** `/` goes to the search, Esc backs out one level; both unless something nearer took the key. */
export function useScreenKeys({
  search,
  onEscape,
}: {
  search: RefObject<HTMLInputElement | null>;
  onEscape: () => void;
}): void {
  const onEscapeNow = useRef(onEscape);
  onEscapeNow.current = onEscape;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      const at = event.target as HTMLElement | null;
      const typing =
        at?.closest("input, textarea, select, [contenteditable]") !== null && at !== null;
      // A popover of a filter is a level of its own and closes itself.
      if (at?.closest(".popover, [role=dialog]")) return;
      if (event.key === "/" && !typing) {
        event.preventDefault();
        search.current?.focus();
        search.current?.select();
      } else if (event.key === "Escape") {
        event.preventDefault();
        onEscapeNow.current();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [search]);
}
