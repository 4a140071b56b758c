import { useEffect, useRef } from "react";
import { PlanButton } from "../../parts/plan-button";
import { isTyping } from "../../parts/typing";

/** Plans the inverse changes; Ctrl/Cmd+Z on this page does the same. */
export function UndoButton({ busy, onPress }: { busy: boolean; onPress: () => void }) {
  const press = useRef(onPress);
  press.current = onPress;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = event.ctrlKey || event.metaKey;
      if (event.defaultPrevented || !command || event.altKey || event.shiftKey) return;
      if (event.key.toLowerCase() !== "z") return;
      // In a field it undoes typing.
      if (isTyping(event.target)) return;
      event.preventDefault();
      press.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <PlanButton
      className="button"
      planning={busy}
      label="Undo"
      aria-disabled={busy}
      aria-keyshortcuts="Control+Z Meta+Z"
      title="Plan the inverse changes (Ctrl Z)"
      onClick={() => press.current()}
      data-testid="run-undo"
    />
  );
}
