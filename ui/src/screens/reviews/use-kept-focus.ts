import { useEffect, useRef } from "react";

/**
 * A step of a review removes its own button: a signature, closing or discarding. The focus that was on it
 * goes to the heading once no dialog is open.
 */
export function useKeptFocus(state: string, inDialog: boolean) {
  const seen = useRef(state);
  useEffect(() => {
    if (inDialog || seen.current === state) return;
    seen.current = state;
    if (document.activeElement === document.body)
      document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, [state, inDialog]);
}
