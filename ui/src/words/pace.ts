// The rate of a run and the time it will take, from the items that have ended.
import type { RunView } from "../host";
import { count, plural } from "./numbers";

/** Fewer ended items than this say too little. */
const ENOUGH = 5;

const ended = (run: RunView) => run.items.length - run.to_go;

/** 43 → 40, 437 → 440: not more precise than the measurement. */
function roughly(n: number): number {
  if (n < 20) return Math.round(n);
  const step = 10 ** Math.floor(Math.log10(n) - 1) * (n < 100 ? 5 : 1);
  return Math.round(n / step) * step;
}

/** "about 40 a minute"; null until enough has ended. */
export function rateWords(run: RunView, seconds: number): string | null {
  const done = ended(run);
  if (done < ENOUGH || seconds <= 0) return null;
  const rate = (done / seconds) * 60;
  return rate < 1 ? "less than one a minute" : `about ${count(roughly(rate))} a minute`;
}

/** "about 2 minutes left"; null until enough has ended and when nothing is left. */
export function leftWords(run: RunView, seconds: number): string | null {
  const done = ended(run);
  if (done < ENOUGH || run.to_go === 0 || seconds <= 0) return null;
  const left = (run.to_go * seconds) / done;
  if (left < 10) return "a few seconds left";
  if (left < 50) return `about ${Math.round(left / 10) * 10} seconds left`;
  if (left < 55 * 60) {
    return `about ${plural(Math.max(1, Math.round(left / 60)), "minute", "minutes")} left`;
  }
  return `about ${plural(Math.max(1, Math.round(left / 3600)), "hour", "hours")} left`;
}
