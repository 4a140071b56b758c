import { useEffect } from "react";
import { togglePalette } from "../../data/palette";
import type { AppState } from "../../host";
import type { Route } from "../../routes";
import { BEGINNINGS, offered, SCREENS } from "./places";

/** How long G waits for its letter. */
const WAIT_MS = 1200;

const isTyping = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest("input, textarea, select, [contenteditable]") !== null;

/** Over a dialog another place would be out of reach. */
const isCovered = () => document.querySelector(".overlay, .popover") !== null;

/** Ctrl-K or ⌘K opens and closes the palette; G and a letter go to a screen. */
export function usePaletteKeys(mode: AppState["mode"], go: (to: Route) => void): void {
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | null = null;
    const stop = () => {
      if (waiting !== null) clearTimeout(waiting);
      waiting = null;
    };
    const onKey = (event: KeyboardEvent) => {
      const plain = !event.altKey && !event.shiftKey;
      if (plain && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        const palette = document.querySelector("[data-testid=palette]") !== null;
        if (isCovered() && !palette) return;
        event.preventDefault();
        event.stopPropagation();
        togglePalette();
        return;
      }
      const before = waiting !== null;
      stop();
      if (!plain || event.ctrlKey || event.metaKey || isTyping(event.target) || isCovered()) return;
      const key = event.key.toUpperCase();
      const place = before
        ? offered([...SCREENS, ...BEGINNINGS], mode).find((one) => one.key === key)
        : undefined;
      if (place) {
        event.preventDefault();
        event.stopPropagation();
        go(place.to);
      } else if (key === "G") {
        waiting = setTimeout(stop, WAIT_MS);
      }
    };
    // In the capture phase: a letter after G is not for the screens.
    document.addEventListener("keydown", onKey, true);
    return () => {
      stop();
      document.removeEventListener("keydown", onKey, true);
    };
  }, [mode, go]);
}
