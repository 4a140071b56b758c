import { type RefObject, useEffect, useRef } from "react";
import { isTyping } from "./typing";

type LetterKeys = Record<string, () => void>;

const isPlain = (event: KeyboardEvent) => !event.altKey && !event.ctrlKey && !event.metaKey;

/** A popover of a filter or a dialog is a separate level and closes first. */
const isOver = (target: EventTarget | null) =>
  target instanceof Element &&
  target.closest(".popover, [role=dialog], [role=alertdialog]") !== null;

/** What a key does on a screen; null leaves it to the browser. */
export function screenKey(
  key: string,
  typing: boolean,
  on: { search: () => void; escape: () => void; letters?: LetterKeys },
): (() => void) | null {
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
  onEscape: () => void;
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
      if (!run) return;
      event.preventDefault();
      run();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [search]);
}
