import { expect, test } from "vitest";
import { whole } from "./names";

test("a value that was cut to fit ends with a mark, every other one is as it came", () => {
  expect(whole("Ada Okafor")).toBe("Ada Okafor");
  expect(whole("é".repeat(1000))).toBe(`${"é".repeat(1000)}…`);
  expect(whole("𝒜".repeat(1000)).endsWith("𝒜…")).toBe(true);
  expect(whole("a".repeat(999))).toBe("a".repeat(999));
});
