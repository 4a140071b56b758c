import { expect, test } from "vitest";
import { DEFAULTS, parsePreferences } from "./preferences";
import { resolveTheme } from "./theme";

test("nothing saved means the defaults", () => {
  expect(parsePreferences("{}")).toEqual(DEFAULTS);
  expect(parsePreferences("not json")).toEqual(DEFAULTS);
  expect(parsePreferences("null")).toEqual(DEFAULTS);
});

test("what is saved comes back and what is missing or of the wrong kind keeps its default", () => {
  const read = parsePreferences(
    '{"theme":"dark","density":7,"users":{"sort":"status","columns":"x"},"other":1}',
  );
  expect(read.theme).toBe("dark");
  expect(read.density).toBe(DEFAULTS.density);
  expect(read.users.sort).toBe("status");
  expect(read.users.columns).toEqual([]);
});

test("the system decides only when it is asked to", () => {
  expect(resolveTheme("system", true)).toBe("dark");
  expect(resolveTheme("system", false)).toBe("light");
  expect(resolveTheme("light", true)).toBe("light");
});
