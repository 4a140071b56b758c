import { expect, test } from "vitest";
import type { CaseBrief } from "../../host";
import { beforePlan } from "./crumbs";

const brief = (more: Partial<CaseBrief>) =>
  ({
    kind: "lockdown",
    review: null,
    people: [{ id: 7, name: "Oskar Lind", email: "" }],
    ...more,
  }) as CaseBrief;

test("a discarded plan leads to what it was made from", () => {
  expect(beforePlan(brief({}))).toEqual({ at: "person", id: 7 });
  expect(beforePlan(brief({ people: [] }))).toEqual({ at: "people" });
  expect(beforePlan(brief({ kind: "review", review: "r1" }))).toEqual({ at: "review", id: "r1" });
  // The plan was made before the review was kept with it.
  expect(beforePlan(brief({ kind: "review" }))).toEqual({ at: "reviews" });
});
