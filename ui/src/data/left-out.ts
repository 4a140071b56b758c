// The accounts left out of the last staged change. Visible until dismissed or until nothing is left out.
import type { StageAnswer, UserWishKind } from "../host";
import { createStore } from "./store";

export type Answered = { kind: UserWishKind; answer: StageAnswer };

const last = createStore<Answered | null>(null);

export const useLeftOut = last.use;

export function keepLeftOut(kind: UserWishKind, answer: StageAnswer): void {
  last.set(answer.left_out.length > 0 ? { kind, answer } : null);
}

export function dismissLeftOut(): void {
  last.set(null);
}
