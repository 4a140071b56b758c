import { useCallback, useRef, useState } from "react";
import { keepLeftOut } from "../../data/left-out";
import { tell } from "../../data/notices";
import { useStaging } from "../../data/stage";
import { asProblem, type StageAnswer, type UserWish } from "../../host";
import { stagedSentence } from "../../words/stage";

/** Stages what is wished for accounts, and says what came of it. */
export function useUserStaging() {
  const { stageUsers, unstage } = useStaging();
  const [said, say] = useState("");
  const under = useRef(false);
  /** Null when it was not staged; why is shown above the screen. */
  const stage = useCallback(
    async (wish: UserWish): Promise<StageAnswer | null> => {
      // A second press in the same turn is the same wish.
      if (under.current) return null;
      under.current = true;
      try {
        const answer = await stageUsers(wish);
        keepLeftOut(wish.kind, answer);
        say(answer.left_out.length > 0 ? "" : stagedSentence(wish.kind, answer.staged));
        return answer;
      } catch (thrown) {
        tell(asProblem(thrown));
        return null;
      } finally {
        under.current = false;
      }
    },
    [stageUsers],
  );
  const takeOut = useCallback(
    (ids: number[]) => unstage(ids).catch((thrown: unknown) => tell(asProblem(thrown))),
    [unstage],
  );
  return { stage, takeOut, said };
}
