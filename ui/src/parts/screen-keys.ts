import { type RefObject, useEffect, useRef } from "react";
import { backOf, usePlace } from "../data/origin";
import type { Route } from "../routes";
import { isTyping } from "./typing";

type LetterKeys = Record<string, () => void>;

/** False: there was nothing to go back from, and the page itself may be left. */
type Escape = () => unknown;

const isPlain = (event: KeyboardEvent) => !event.altKey && !event.ctrlKey && !event.metaKey;

/** A popover of a filter or a dialog is a separate level and closes first. */
const isOver = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest(".popover, [role=dialog], [role=alertdialog]") !== null;

/** What a key does on a screen; null leaves it to the browser. */
export function screenKey(
  key: string,
  typing: boolean,
  on: { search: () => void; escape: Escape; letters?: LetterKeys },
): (() => unknown) | null {
  if (!typing && key === "/") return on.search;
  const letter = typing ? undefined : on.letters?.[key];
  if (letter) return letter;
  return key === "Escape" ? on.escape : null;
}

/** `/` focuses the search, Esc goes back one level; both unless a nearer element handled the key. */
export function useScreenKeys({
  search,
  onEscape,
  keys,
}: {
  search: RefObject<HTMLInputElement | null>;
  onEscape: Escape;
  /** Single letters, outside text fields. */
  keys?: LetterKeys;
}): void {
  const onEscapeNow = useRef(onEscape);
  onEscapeNow.current = onEscape;
  const keysNow = useRef(keys);
  keysNow.current = keys;
  useEffect(() => {
    const toSearch = () => {
      search.current?.focus();
      search.current?.select();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !isPlain(event) || isOver(event.target)) return;
      const run = screenKey(event.key, isTyping(event.target), {
        search: toSearch,
        escape: onEscapeNow.current,
        letters: keysNow.current,
      });
      if (run && run() !== false) event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [search]);
}

/** Text that leaving the page would lose. A search is no such text. */
const holdsText = (): boolean =>
  [...document.querySelectorAll<HTMLInputElement>("main textarea, main input")].some(
    (field) =>
      field.value.trim() !== "" && !["checkbox", "radio", "search", "button"].includes(field.type),
  );

const isOpenAbove = () => document.querySelector(".overlay, .popover, [role=dialog]") !== null;

/** Esc leaves a page that was opened from another one, unless something nearer handled the key. */
export function useEscapeBack(route: Route, go: (to: Route) => void): void {
  const place = usePlace();
  const to = backOf(route, place);
  const now = useRef({ to, go });
  now.current = { to, go };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { to, go } = now.current;
      if (event.key !== "Escape" || event.defaultPrevented || !isPlain(event) || !to) return;
      if (isOver(event.target) || isOpenAbove() || holdsText()) return;
      event.preventDefault();
      go(to);
    };
    // On the window: after every screen has had the key.
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
