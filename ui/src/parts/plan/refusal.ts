import { useEffect, useRef } from "react";

/** The pressed button is disabled after a refusal: the focus goes to what the plan says about it. */
export function useFocusOnRefusal(problem: object | null, closed: string | null) {
  const refusal = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (problem || (closed && lost)) refusal.current?.focus();
  }, [problem, closed]);
  return refusal;
}
