import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { adoptCase } from "../../data/cases";
import { asProblem, type CaseView, host, type Problem } from "../../host";
import { href, useRoute } from "../../routes";
import { beforePlan } from "./crumbs";

/** Starts or discards a planned case, one at a time; afterward the screen shows something else. */
export function useConfirming({ brief, plan_id }: CaseView) {
  const client = useQueryClient();
  const [, go] = useRoute();
  const [busy, setBusy] = useState<"start" | "discard" | null>(null);
  const [problem, setProblem] = useState<{ title: string; problem: Problem } | null>(null);
  const stillHere = () => window.location.hash === href({ at: "case", id: brief.id });

  const start = async (typed: string | null) => {
    if (busy !== null) return;
    setBusy("start");
    setProblem(null);
    try {
      await adoptCase(client, await host.startCase(brief.id, typed));
    } catch (thrown) {
      setProblem({ title: "Nothing was started", problem: asProblem(thrown) });
      void client.invalidateQueries({ queryKey: ["case", brief.id] });
      void client.invalidateQueries({ queryKey: ["plan", plan_id] });
      setBusy(null);
    }
  };
  const discard = async () => {
    if (busy !== null) return;
    setBusy("discard");
    try {
      await host.discardCase(brief.id);
      if (stillHere()) go(beforePlan(brief), true);
    } catch (thrown) {
      setProblem({ title: "The plan was not discarded", problem: asProblem(thrown) });
      setBusy(null);
    }
  };
  return { busy, problem, start, discard };
}
