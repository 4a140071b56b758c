// Stages one new thing from a dialog: busy, the problem, and the stage afterwards.
import { useQueryClient } from "@tanstack/react-query";
import type { StageView } from "../host";
import { useCall } from "./call";
import { adoptStage, inOrder } from "./stage";

export function useStageOne() {
  const client = useQueryClient();
  const { busy, problem, call, dismiss } = useCall();
  return {
    busy,
    problem,
    /** Resolves to whether it is staged now. */
    stage: (write: () => Promise<StageView>): Promise<boolean> =>
      call(() => inOrder(async () => adoptStage(client, await write()))),
    forget: dismiss,
  };
}
