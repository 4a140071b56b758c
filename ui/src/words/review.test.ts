import { expect, test } from "vitest";
import type { RemediationLine, Reviewer, ReviewView, SignOff } from "../host";
import { canExcept, resultWords, signingOf, signingWords, toCarryOut } from "./review";

const part = (more: Partial<Reviewer>) =>
  ({ items: 4, decided: 0, signed: false, ...more }) as Reviewer;
const signing = (reviewers: Reviewer[], roles: SignOff["role"][] = []) =>
  signingOf({ reviewers, sign_offs: roles.map((role) => ({ role })) } as ReviewView);

test("there is something to sign once a reviewer has decided about all items", () => {
  expect(signing([part({ decided: 3 }), part({})]).ready).toBe(false);
  expect(signing([part({ decided: 4 }), part({})]).ready).toBe(true);
  // The one whole part is signed, the other one is not decided yet.
  expect(signing([part({ decided: 4, signed: true }), part({})]).ready).toBe(false);
});

test("once all parts are signed, the second signer signs; a reviewer without items has no part", () => {
  const all = signing([part({ decided: 4, signed: true }), part({ items: 0 })]);
  expect(all).toEqual({ parts: 1, signed: 1, attested: 0, ready: true });
});

test("signed parts are counted apart from those that the admin attested", () => {
  const parts = [part({ signed: true }), part({ signed: true }), part({})];
  expect(signingWords(signing(parts, ["reviewer", "import"]))).toBe(
    " · 1 of 3 parts signed, 1 imported and attested",
  );
  expect(signingWords(signing(parts, ["reviewer", "reviewer"]))).toBe(" · 2 of 3 parts signed");
  expect(signingWords(signing([part({}), part({})]))).toBe("");
});

test("what is neither verified nor excepted is still to carry out", () => {
  const line = (state: RemediationLine["state"]) => ({ state }) as RemediationLine;
  expect(toCarryOut(["waiting", "open", "verified", "excepted"].map((s) => line(s as never)))).toBe(
    2,
  );
});

test("the result of an exception is who answers for it, until which day", () => {
  const line = { words: "Read back: active.", exception: null } as RemediationLine;
  expect(resultWords(line)).toBe("Read back: active.");
  const exception = { owner: "Jo", due: "2026-12-31", expires: null, note: "By hand." };
  expect(resultWords({ ...line, exception: exception as RemediationLine["exception"] })).toBe(
    "Jo is responsible until 2026-12-31. By hand.",
  );
});

test("every revoke that is not verified can get an exception, once all have signed", () => {
  const states = ["waiting", "open", "excepted", "verified"] as const;
  const excepted = (review: "open" | "signed" | "closed" | "discarded") =>
    states.filter((state) => canExcept({ state } as RemediationLine, review));
  expect(excepted("open")).toEqual([]);
  expect(excepted("signed")).toEqual(["waiting", "open", "excepted"]);
  expect(excepted("closed")).toEqual(["waiting", "open"]);
  expect(excepted("discarded")).toEqual([]);
});
