// What can be done with a receipt.
import type { CaseView, ReceiptLine } from "../../host";
import { isBack, neverConfirmed, sendable } from "../../words/case";

export type Offers = {
  /** Planning to restore what was changed. */
  release: boolean;
  /** No longer retrying. */
  stop: boolean;
  /** Leaving access that is back as it is. */
  letBe: boolean;
  planAgain: boolean;
  sendAgain: boolean;
  recheck: boolean;
};

/** Something of it took effect or may have, so there is something to restore. */
const tookEffect = ({ brief, lines }: CaseView): boolean =>
  brief.sent && lines.some((line) => line.outcome !== null && line.outcome !== "refused");

/** Lines that were left out of the plan, and access that is back, are confirmed before they are sent. */
const needsPlan = ({ brief }: CaseView, again: ReceiptLine[]): boolean =>
  again.some(neverConfirmed) || isBack(brief);

export function offersOf(view: CaseView): Offers {
  const { brief } = view;
  const again = sendable(view.lines);
  const over = brief.state === "released";
  const ended = brief.state === "closed" || brief.state === "stopped";
  const toPlan = needsPlan(view, again);
  return {
    release: !over && tookEffect(view),
    stop: brief.state === "open" && brief.trying,
    letBe: ended && isBack(brief),
    planAgain: !over && toPlan,
    sendAgain: !over && !toPlan && again.length > 0,
    recheck: !over,
  };
}
