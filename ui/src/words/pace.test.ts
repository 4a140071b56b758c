import { beforeAll, expect, test } from "vitest";
import type { RunItem, RunView } from "../host";
import { host } from "../host";
import { planOf } from "../test/acts";
import { open } from "../test/engine";
import { leftWords, rateWords } from "./pace";

let run: RunView;
let item: RunItem;

beforeAll(async () => {
  await open();
  const plan = await planOf("monday");
  run = await host.runPlan(plan.id, plan.confirmation.type_this);
  [item] = run.items as [RunItem];
});

const of = (all: number, ended: number): RunView => ({
  ...run,
  items: Array.from({ length: all }, (_, i) => ({ ...item, seq: i + 1 })),
  to_go: all - ended,
});

test("nothing is said of the pace until five items have ended", () => {
  expect(leftWords(of(100, 4), 8)).toBeNull();
  expect(rateWords(of(100, 4), 8)).toBeNull();
  expect(leftWords(of(100, 5), 8)).not.toBeNull();
});

test("the time left comes from the items ended over the time gone", () => {
  const cases: [all: number, ended: number, seconds: number, words: string | null][] = [
    [120, 40, 60, "about 2 minutes left"],
    [45, 30, 60, "about 30 seconds left"],
    [41, 40, 60, "a few seconds left"],
    [80, 40, 60, "about 1 minute left"],
    [5000, 40, 60, "about 2 hours left"],
    [40, 40, 60, null],
    [120, 40, 0, null],
  ];
  for (const [all, ended, seconds, words] of cases) {
    expect(leftWords(of(all, ended), seconds)).toBe(words);
  }
});

test("the rate is as rough as it is sure", () => {
  expect(rateWords(of(100, 41), 60)).toBe("about 40 a minute");
  expect(rateWords(of(900, 437), 60)).toBe("about 440 a minute");
  expect(rateWords(of(100, 6), 60)).toBe("about 6 a minute");
  expect(rateWords(of(100, 5), 600)).toBe("less than one a minute");
});
