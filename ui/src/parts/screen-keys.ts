import { type RefObject, useEffect, useRef } from "react";

/** `/` focuses the search, Esc goes back one level; both unless a nearer element handled the key. */
export function useScreenKeys({
  search,
  onEscape,
  keys,
}: {
  search: RefObject<HTMLInputElement | null>;
  onEscape: () => void;
  /** Single letters, outside text fields. */
  keys?: Record<string, () => void>;
}): void {
  const onEscapeNow = useRef(onEscape);
  onEscapeNow.current = onEscape;
  const keysNow = useRef(keys);
  keysNow.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      const at = event.target as HTMLElement | null;
      const typing =
        at?.closest("input, textarea, select, [contenteditable]") !== null && at !== null;
      // A popover of a filter is a separate level and closes first.
      if (at?.closest(".popover, [role=dialog]")) return;
      if (event.key === "/" && !typing) {
        event.preventDefault();
        search.current?.focus();
        search.current?.select();
      } else if (!typing && keysNow.current?.[event.key]) {
        event.preventDefault();
        keysNow.current[event.key]?.();
      } else if (event.key === "Escape") {
        event.preventDefault();
        onEscapeNow.current();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [search]);
}
