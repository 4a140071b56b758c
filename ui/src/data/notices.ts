import type { Problem } from "../host";
import { createStore } from "./store";

export type Notice = { id: number; problem: Problem };

const notices = createStore<Notice[]>([]);
let next = 1;

export const useNotices = notices.use;

/** Shows a problem above every screen until it is dismissed. */
export function showNotice(problem: Problem): void {
  const same = notices.get().some((n) => n.problem.what === problem.what);
  if (!same) notices.set((before) => [...before.slice(-2), { id: next++, problem }]);
}

export function dismiss(id: number): void {
  notices.set((before) => before.filter((notice) => notice.id !== id));
}

export function dismissAll(): void {
  notices.set([]);
}
