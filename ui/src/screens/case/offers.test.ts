import { expect, test } from "vitest";
import type { CaseBrief, CaseView, ReceiptLine } from "../../host";
import { type Offers, offersOf } from "./offers";

const BRIEF = {
  state: "open",
  trying: true,
  sent: true,
  active_again: [],
  came_back: [],
} as unknown as CaseBrief;
const VERIFIED = { state: "verified", outcome: "verified", run_id: "r" } as ReceiptLine;
const OPEN = { state: "open", outcome: "unknown", run_id: "r" } as ReceiptLine;
const NEVER_CONFIRMED = { state: "yours", outcome: null, run_id: null } as ReceiptLine;

/** The names of what is offered. */
const offered = (brief: Partial<CaseBrief>, ...lines: ReceiptLine[]) =>
  Object.entries(offersOf({ brief: { ...BRIEF, ...brief }, lines } as CaseView) satisfies Offers)
    .filter(([, on]) => on)
    .map(([name]) => name);

test("while it is retried, it can be stopped, sent again, checked and restored", () => {
  expect(offered({}, VERIFIED, OPEN)).toEqual(["release", "stop", "sendAgain", "recheck"]);
  expect(offered({ trying: false }, OPEN)).toEqual(["release", "sendAgain", "recheck"]);
});

test("a line that was never confirmed is planned, not sent", () => {
  expect(offered({}, OPEN, NEVER_CONFIRMED)).toEqual(["release", "stop", "planAgain", "recheck"]);
});

test("nothing is restored of what was not sent, or what every app refused", () => {
  expect(offered({ sent: false }, VERIFIED)).toEqual(["stop", "recheck"]);
  const refused = { ...OPEN, outcome: "refused" } as ReceiptLine;
  expect(offered({}, refused)).toEqual(["stop", "sendAgain", "recheck"]);
  expect(offered({ sent: false }, NEVER_CONFIRMED)).toEqual(["stop", "planAgain", "recheck"]);
});

test("access that is back after the end is planned again or marked as intended", () => {
  const back = { trying: false, came_back: ["in team Sales again in Loomwork"] };
  for (const state of ["closed", "stopped"] as const)
    expect(offered({ ...back, state }, VERIFIED)).toEqual([
      "release",
      "letBe",
      "planAgain",
      "recheck",
    ]);
  expect(offered({ trying: false, state: "closed" }, VERIFIED)).toEqual(["release", "recheck"]);
});

test("a released case offers nothing", () => {
  expect(offered({ state: "released", trying: false }, VERIFIED, OPEN)).toEqual([]);
});
