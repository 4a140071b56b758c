import { useCallback, useRef, useState } from "react";
import { keepLeftOut } from "../../data/left-out";
import { showNotice } from "../../data/notices";
import { useStaging } from "../../data/stage";
import { asProblem, type StageAnswer, type UserWish } from "../../host";
import { stagedSentence } from "../../words/stage";

/** Stages changes of accounts, and announces the result. */
export function useUserStaging() {
  const { stageUsers, unstage } = useStaging();
  const [said, say] = useState("");
  const inFlight = useRef(false);
  /** Null if it was not staged; the reason is shown above the screen. */
  const stage = useCallback(
    async (wish: UserWish): Promise<StageAnswer | null> => {
      // A second press in the same turn is the same change.
      if (inFlight.current) return null;
      inFlight.current = true;
      try {
        const answer = await stageUsers(wish);
        keepLeftOut(wish.kind, answer);
        say(answer.left_out.length > 0 ? "" : stagedSentence(wish.kind, answer.staged));
        return answer;
      } catch (thrown) {
        showNotice(asProblem(thrown));
        return null;
      } finally {
        inFlight.current = false;
      }
    },
    [stageUsers],
  );
  const takeOut = useCallback(
    (ids: number[]) => unstage(ids).catch((thrown: unknown) => showNotice(asProblem(thrown))),
    [unstage],
  );
  return { stage, takeOut, said };
}
