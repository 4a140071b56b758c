import { wcagContrast } from "culori";
import { expect, test } from "vitest";
import css from "./tokens.css?raw";

const INKS = [
  "ink",
  "ink-2",
  "ink-3",
  "accent",
  "active-ink",
  "staged-ink",
  "danger",
  "add",
  "remove",
];
const GROUNDS = ["desk", "surface", "surface-2", "hover", "selected"];
const LEAST = 4.5;

/** The colors that a block of the style sheet names. */
function colors(block: string): Map<string, string> {
  const found = block.matchAll(/--([\w-]+):\s*(oklch\([^)]*\))/g);
  return new Map([...found].map(([, name, value]) => [name ?? "", value ?? ""]));
}

const [light = "", dark = ""] = css.split(':root[data-theme="dark"]');
const themes = { light: colors(light), dark: colors(dark) };

test("both themes name the same colors", () => {
  expect([...themes.dark.keys()].sort()).toEqual([...themes.light.keys()].sort());
  expect(themes.light.size).toBeGreaterThan(25);
});

for (const [theme, named] of Object.entries(themes)) {
  test(`every word reaches ${LEAST}:1 on every ground it can stand on, ${theme}`, () => {
    const grounds = [...GROUNDS, ...[...named.keys()].filter((name) => name.endsWith("-soft"))];
    expect(grounds.length).toBeGreaterThan(GROUNDS.length + 5);
    const misses = INKS.flatMap((ink) =>
      grounds.flatMap((ground) => {
        const ratio = wcagContrast(named.get(ink) ?? "", named.get(ground) ?? "");
        return ratio >= LEAST ? [] : [`${ink} on ${ground}: ${ratio.toFixed(2)}`];
      }),
    );
    expect(misses).toEqual([]);
  });
}
