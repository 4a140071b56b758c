import { type RefObject, useLayoutEffect, useState } from "react";

/** The width of an element, px, as it changes; 0 where it cannot be measured. */
export function useRoom(element: RefObject<HTMLElement | null>): number {
  const [room, setRoom] = useState(0);
  useLayoutEffect(() => {
    const of = element.current;
    if (!of) return;
    const measure = () => setRoom(of.clientWidth);
    measure();
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(measure);
    observer.observe(of);
    return () => observer.disconnect();
  }, [element]);
  return room;
}
