import { expect, test } from "vitest";
import { machineLocale } from "./locale";

test("a machine without a language is spoken to in English", () => {
  expect(machineLocale("de-CH")).toBe("de-CH");
  for (const tag of ["C", "c", "", "en_US.UTF-8"]) expect(machineLocale(tag)).toBe("en");
});
