// Whom the last wish could not be for. It stays in sight until it is dismissed or all went well.
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
