import { useEffect, useRef } from "react";
import { Press } from "../../parts/press";

/** Makes the plan of the inverse changes; Ctrl/Cmd+Z on this page is the same press. */
export function UndoButton({ busy, onPress }: { busy: boolean; onPress: () => void }) {
  const press = useRef(onPress);
  press.current = onPress;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = event.ctrlKey || event.metaKey;
      if (event.defaultPrevented || !command || event.altKey || event.shiftKey) return;
      if (event.key.toLowerCase() !== "z") return;
      const at = event.target as HTMLElement | null;
      // In a field it takes back typing.
      if (at?.closest?.("input, textarea, select, [contenteditable]")) return;
      event.preventDefault();
      press.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Press
      className="button"
      aria-disabled={busy}
      aria-keyshortcuts="Control+Z Meta+Z"
      title="Plans the inverse changes (Ctrl Z)"
      onClick={() => press.current()}
      data-testid="run-undo"
    >
      {busy ? "Reading live state…" : "Undo"}
    </Press>
  );
}
