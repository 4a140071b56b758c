import { expect, test } from "vitest";
import type { ReviewRow, SignOff } from "../../host";
import { isMade, signersOver, unsigning, unsignWords } from "./unsign";

const signature = (name: string, reviewer: number | null) => ({ name, reviewer }) as SignOff;

const review = {
  sign_offs: [signature("Priya Nair", 1), signature("Ann Lee", 2), signature("Ann Lee", 3)],
};

test.each<[string, number[], string[]]>([
  ["nothing changes", [], []],
  ["a signed part", [1], ["Priya Nair"]],
  ["a part that nobody signed", [4], []],
  ["two parts of one signer", [2, 3], ["Ann Lee"]],
  ["all parts", [1, 2, 3], ["Priya Nair", "Ann Lee"]],
])("the signatures that a change takes off: %s", (_, parts, names) => {
  expect(signersOver(review, parts)).toEqual(names);
});

test("the signature over all parts goes with each of them", () => {
  const whole = { sign_offs: [signature("Farid Rahimi", null)] };
  expect(signersOver(whole, [1])).toEqual(["Farid Rahimi"]);
  expect(signersOver(whole, [])).toEqual([]);
});

const row = {
  decision: "keep",
  reason: "",
  drop: [] as string[],
  bulk: false,
  conflict: false,
  imported_by: null,
} as ReviewRow;

test.each<[string, Partial<ReviewRow>, Parameters<typeof isMade>[1], string, string[], boolean]>([
  ["the same again", {}, "keep", "", [], true],
  ["another decision", {}, "revoke", "", [], false],
  ["a new reason", {}, "keep", "in use", [], false],
  ["one of a bulk decision", { bulk: true }, "keep", "", [], false],
  ["an imported one", { imported_by: "root" }, "keep", "", [], false],
  ["a contradicted one", { conflict: true }, "keep", "", [], false],
  ["the same groups", { decision: "change", drop: ["a", "b"] }, "change", "", ["b", "a"], true],
  ["another group", { decision: "change", drop: ["a"] }, "change", "", ["b"], false],
])("a decision that is made already is none: %s", (_, of, decision, reason, drop, made) => {
  expect(isMade({ ...row, ...of }, decision, reason, drop)).toBe(made);
});

test("what is lost is named", () => {
  expect(unsignWords([])).toBe("");
  expect(unsignWords(["Jo Doe"])).toBe(
    "Jo Doe’s signature goes with it. This part must be signed again.",
  );
  expect(unsignWords(["Jo Doe", "Sam Osei"])).toContain("signatures of Jo Doe and Sam Osei go");
  expect(unsigning("Undo", [])).toBe("Undo");
  expect(unsigning("Undo", ["Jo Doe"])).toBe("Undo and remove the signature");
  expect(unsigning("Undo", ["Jo Doe", "Sam Osei"])).toBe("Undo and remove the signatures");
});
