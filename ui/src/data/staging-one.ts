// Stages one new thing from a dialog: busy, the problem, and the stage afterwards.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, type Problem, type StageView } from "../host";
import { adoptStage, inOrder } from "./stage";

export function useStageOne() {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  /** Resolves to whether it is staged now. */
  const stage = async (write: () => Promise<StageView>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    try {
      await inOrder(async () => adoptStage(client, await write()));
      return true;
    } catch (thrown) {
      setProblem(asProblem(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, stage, forget: () => setProblem(null) };
}
