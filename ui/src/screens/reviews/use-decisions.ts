import { useRef, useState } from "react";
import {
  asProblem,
  host,
  type Problem,
  type ReviewDecision,
  type ReviewRow,
  type ReviewView,
} from "../../host";
import { list } from "../../words/numbers";
import type { Decided } from "./fresh";

/** A pause longer than an hour says nothing of how long a decision took. */
const LONGEST_MS = 3_600_000;

/** Whose signatures no longer hold since a review was shown, in words. */
async function signaturesLost(before: ReviewView): Promise<string> {
  if (before.sign_offs.length === 0) return "";
  const now = (await host.review(before.brief.id)).sign_offs.map((one) => one.name);
  const lost = before.sign_offs.map((one) => one.name).filter((name) => !now.includes(name));
  if (lost.length === 0) return "";
  return `The ${lost.length === 1 ? "signature" : "signatures"} of ${list(lost)} no longer ${lost.length === 1 ? "holds" : "hold"}: a decision changed. Sign again.`;
}

/** Saves decisions and takes back those in bulk; `decidedAs` shows them at once. */
export function useDecisions(
  view: ReviewView,
  as: number,
  decidedAs: (decided: Decided[]) => void,
) {
  const { id } = view.brief;
  const [problem, setProblem] = useState<Problem | null>(null);
  /** The result of the last action, if it cannot be undone. */
  const [said, setSaid] = useState("");
  const undoing = useRef(false);
  const began = useRef(performance.now());

  /** What was saved is saved, whether this can be asked or not. */
  const sayLost = async (first = "") => {
    const lost = await signaturesLost(view).catch(() => "");
    if (lost !== "") setSaid(first === "" ? lost : `${first} ${lost}`);
  };
  const decide = async (
    rows: ReviewRow[],
    decision: ReviewDecision,
    reason: string,
    drop: string[],
  ) => {
    const ms = Math.round(performance.now() - began.current);
    began.current = performance.now();
    const done = await host.decideReview(id, {
      items: rows.map((row) => row.item),
      decision,
      drop,
      reason,
      by: as,
      ms: Math.min(ms, LONGEST_MS),
    });
    setProblem(null);
    setSaid(done.bulk && done.bulk.kept === 0 ? done.bulk.words : "");
    const made = {
      decision,
      reason,
      drop,
      bulk: rows.length > 1,
      conflict: false,
      imported_by: null,
    };
    decidedAs(done.items.map((item) => ({ item, ...made })));
    await sayLost();
  };
  /** A decision without details; its problem is shown above the items. */
  const decideAtOnce = (rows: ReviewRow[], decision: ReviewDecision) => {
    decide(rows, decision, "", []).catch((thrown) => setProblem(asProblem(thrown)));
  };
  /** Takes back the last decision in bulk; `after` runs whether that was possible or not. */
  const undo = async (after: () => void) => {
    if (!view.bulk || undoing.current) return;
    undoing.current = true;
    try {
      const undone = await host.undoBulk(id, view.bulk.id);
      setProblem(null);
      decidedAs(undone.items);
      setSaid(undone.words);
      await sayLost(undone.words);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      undoing.current = false;
      after();
    }
  };
  /** Why nothing was done. */
  const say = (words: string) => {
    setProblem(null);
    setSaid(words);
  };
  return { problem, said, say, decide, decideAtOnce, undo };
}
