import { expect, test } from "vitest";
import { askedOf } from "./verbs";

test.each([
  ["lock down ", "lock-down", ""],
  ["Lock down Oskar Lind", "lock-down", "Oskar Lind"],
  ["deactivate mei", "deactivate", "mei"],
])("%j asks for a person", (text, id, name) => {
  const asked = askedOf(text);
  expect([asked?.verb.id, asked?.name]).toEqual([id, name]);
});

test.each(["", "lock", "lock down", "deactivated users", "oskar lock down"])(
  "%j is a search",
  (text) => {
    expect(askedOf(text)).toBeNull();
  },
);
