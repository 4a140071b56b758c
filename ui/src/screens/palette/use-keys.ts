import { useEffect } from "react";
import { togglePalette } from "../../data/palette";
import type { AppState } from "../../host";
import { isTyping } from "../../parts/typing";
import type { Route } from "../../routes";
import { BEGINNINGS, offered, type Place, SCREENS } from "./places";

/** How long G waits for its letter. */
const WAIT_MS = 1200;

/** Over a dialog another place would be out of reach. */
const isCovered = () => document.querySelector(".overlay, .popover") !== null;

const isPaletteShown = () => document.querySelector("[data-testid=palette]") !== null;

const isCommand = (event: KeyboardEvent) => event.ctrlKey || event.metaKey;

/** Neither the screen nor the browser acts on a key that was meant for the palette. */
function take(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

/** Ctrl-K or ⌘K. */
const opensPalette = (event: KeyboardEvent) =>
  !event.altKey && !event.shiftKey && isCommand(event) && event.key.toLowerCase() === "k";

const isLetter = (event: KeyboardEvent) => !event.altKey && !event.shiftKey && !isCommand(event);

/** The screen or beginning that a letter after G names. */
function placeOf(letter: string, mode: AppState["mode"]): Place | undefined {
  const key = letter.toUpperCase();
  return offered([...SCREENS, ...BEGINNINGS], mode).find((one) => one.key === key);
}

/** Ctrl-K or ⌘K opens and closes the palette; G and a letter go to a screen. */
export function usePaletteKeys(mode: AppState["mode"], go: (to: Route) => void): void {
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | null = null;
    const stop = () => {
      if (waiting !== null) clearTimeout(waiting);
      waiting = null;
    };
    const onLetter = (event: KeyboardEvent) => {
      const before = waiting !== null;
      stop();
      if (!isLetter(event) || isTyping(event.target) || isCovered()) return;
      const place = before ? placeOf(event.key, mode) : undefined;
      if (place) {
        take(event);
        // The next screen's title takes the focus, and an arrow goes from there into its table.
        (document.activeElement as HTMLElement | null)?.blur();
        go(place.to);
      } else if (event.key.toUpperCase() === "G") {
        waiting = setTimeout(stop, WAIT_MS);
      }
    };
    const onKey = (event: KeyboardEvent) => {
      if (!opensPalette(event)) return onLetter(event);
      if (isCovered() && !isPaletteShown()) return;
      take(event);
      togglePalette();
    };
    // In the capture phase: a letter after G is not for the screens.
    document.addEventListener("keydown", onKey, true);
    return () => {
      stop();
      document.removeEventListener("keydown", onKey, true);
    };
  }, [mode, go]);
}
