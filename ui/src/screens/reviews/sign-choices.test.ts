import { expect, test } from "vitest";
import type { SignOffLook } from "../../host";
import { type Choice, choices, effectWords, firstChoice, signsInstead } from "./sign-choices";

type Part = SignOffLook["parts"][number];
const part = (more: Partial<Part>) =>
  ({
    reviewer: 1,
    name: "Jo",
    role: "reviewer",
    left: 0,
    signed: null,
    statement: "Jo's items.",
    import_statement: "Imported of Jo.",
    ...more,
  }) as Part;
const look = (parts: Part[], waits_for: string[]) =>
  ({
    parts,
    second: { named: "Ada Okafor", waits_for, statement: "All items." },
  }) as unknown as SignOffLook;

test("each part that is not signed is signed by its reviewer, imported answers also by you", () => {
  const parts = [
    part({}),
    part({ reviewer: 2, name: "Al", role: "import" }),
    part({ reviewer: 3, signed: "Bo" as never }),
  ];
  expect(choices(look(parts, ["Jo", "Al"])).map((one) => [one.key, one.statement])).toEqual([
    ["reviewer-1", "Jo's items."],
    ["reviewer-2", "Jo's items."],
    ["import-2", "Imported of Jo."],
  ]);
});

test("all parts are signed by the second signer, and only once none is open", () => {
  expect(choices(look([], []))).toMatchObject([{ key: "second", role: "second", left: 0 }]);
  expect(choices(look([], ["Jo"]))).toEqual([]);
});

test("what can be signed is offered before what is not decided yet", () => {
  const all = choices(look([part({ left: 2 }), part({ reviewer: 2 })], ["Jo", "Al"]));
  expect(firstChoice(all)?.key).toBe("reviewer-2");
  expect(firstChoice(all.slice(0, 1))?.key).toBe("reviewer-1");
  expect(firstChoice([])).toBeUndefined();
});

test("only another second signer than the named one signs instead", () => {
  const second = { role: "second" } as Choice;
  expect(signsInstead(second, "Ada Okafor", " ada  okafor ")).toBe(false);
  expect(signsInstead(second, "Ada Okafor", "Jo Doe")).toBe(true);
  expect(signsInstead(second, null, "Jo Doe")).toBe(false);
  expect(signsInstead({ role: "reviewer" } as Choice, "Ada Okafor", "Jo Doe")).toBe(false);
});

test("a reviewer reads which other parts are open, and the second signer who was named", () => {
  const second = (named: string | null, waits_for: string[]) =>
    ({ named, waits_for }) as SignOffLook["second"];
  expect(effectWords("reviewer", second(null, ["Jo", "Al"]))).toContain(
    "Parts not signed yet: Jo and Al.",
  );
  expect(effectWords("reviewer", second(null, ["Jo"]))).not.toContain("Parts");
  expect(effectWords("second", second("Ada", []))).toMatch(/^Ada was named .* can be removed\.$/);
  expect(effectWords("second", second(null, []))).toMatch(/^No second signer was named /);
});
