import { expect, test } from "vitest";

const code = import.meta.glob<string>(["./**/*.{ts,tsx}", "!./**/*.test.*"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const modules = import.meta.glob<string>("./**/*.module.css", {
  query: "?raw",
  import: "default",
  eager: true,
});
const sheets = import.meta.glob<string>(["./**/*.css", "!./**/*.module.css"], {
  query: "?raw",
  import: "default",
  eager: true,
});

const screenOf = (path: string) => /^\.\/screens\/([^/]+)\//.exec(path)?.[1];

/** "../run/run.css" as seen from "./screens/case/case.tsx". */
function resolve(from: string, to: string): string {
  const at = from.split("/").slice(0, -1);
  for (const step of to.split("/")) {
    if (step === "..") at.pop();
    else if (step !== ".") at.push(step);
  }
  return at.join("/");
}

/** All modules that a source imports, with their name if it has one. */
function importsOf(path: string): { name: string | undefined; to: string }[] {
  const found = (code[path] ?? "").matchAll(
    /(?:import|from|import\()\s*(?:(\w+) from )?"(\.[^"]+)"/g,
  );
  return [...found].map(([, name, to]) => ({ name, to: resolve(path, to ?? "") }));
}

/** The classes in the selectors of a sheet: its own, and those it calls global. */
function classesOf(text: string): { own: Set<string>; others: Set<string> } {
  const selectors = text
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/\{[^{}]*\}/g, "{}")
    .replaceAll(/@[^{;]*[{;]/g, "");
  const others = new Set([...selectors.matchAll(/:global\(\.([\w-]+)\)/g)].map((m) => m[1] ?? ""));
  const rest = selectors.replaceAll(/:global\(\.[\w-]+\)/g, "");
  return {
    own: new Set([...rest.matchAll(/\.([a-zA-Z_][\w-]*)/g)].map((m) => m[1] ?? "")),
    others,
  };
}

/** The classes that a source takes from a module that it imports as `name`. */
function classesTaken(text: string, name: string): string[] {
  const taken = text.matchAll(new RegExp(`\\b${name}(?:\\.(\\w+)|\\["([\\w-]+)"\\])`, "g"));
  return [...taken].map(([, dot, quoted]) => dot ?? quoted ?? "");
}

test("the sources were read", () => {
  expect(Object.keys(code).length).toBeGreaterThan(150);
  expect(Object.keys(modules).length).toBeGreaterThan(20);
  expect(importsOf("./app.tsx").map((one) => one.to)).toContain("./screens/users/users");
});

test("no screen imports from another screen", () => {
  const crossing = Object.keys(code).flatMap((path) => {
    const mine = screenOf(path);
    // The routes open the screens; a part knows none.
    if (mine === undefined && path === "./app.tsx") return [];
    return importsOf(path)
      .filter(({ to }) => screenOf(`${to}/`) !== undefined && screenOf(`${to}/`) !== mine)
      .map(({ to }) => `${path} → ${to}`);
  });
  expect(crossing).toEqual([]);
});

test("only the start of the program imports sheets whose classes are global", () => {
  const importing = Object.keys(code).flatMap((path) =>
    importsOf(path)
      .filter(({ to }) => to.endsWith(".css") && !to.endsWith(".module.css"))
      .map(({ to }) => `${path} → ${to}`),
  );
  expect(importing.filter((one) => !one.startsWith("./main.tsx → ./styles/"))).toEqual([]);
  expect(Object.keys(sheets).filter((path) => !path.startsWith("./styles/"))).toEqual([]);
});

test("every class of a module exists and is used", () => {
  const used = new Map(Object.keys(modules).map((path) => [path, new Set<string>()]));
  const missing: string[] = [];
  for (const path of Object.keys(code)) {
    for (const { name, to } of importsOf(path)) {
      const sheet = modules[to];
      if (sheet === undefined || name === undefined) continue;
      const { own } = classesOf(sheet);
      for (const one of classesTaken(code[path] ?? "", name)) {
        used.get(to)?.add(one);
        if (!own.has(one)) missing.push(`${path}: ${name}.${one}`);
      }
    }
  }
  expect(missing).toEqual([]);
  const unused = [...used].flatMap(([path, names]) =>
    [...classesOf(modules[path] ?? "").own]
      .filter((one) => !names.has(one))
      .map((one) => `${path}: .${one}`),
  );
  expect(unused).toEqual([]);
});

/** Global classes outside of the global sheets, each with the reason. */
const KNOWN: Record<string, string> = {
  overlay: "the keys of a screen and the palette ask whether a dialog is open",
  popover: "the keys of a screen ask whether a popover is open",
  center: "the alignment of a column, from its description",
};

test("a module styles only its own classes and those of the global sheets", () => {
  const all = new Set(Object.values(sheets).flatMap((text) => [...classesOf(text).own]));
  const foreign = Object.entries(modules).flatMap(([path, text]) =>
    [...classesOf(text).others]
      .filter((one) => !all.has(one) && !(one in KNOWN))
      .map((one) => `${path}: .${one}`),
  );
  expect(foreign).toEqual([]);
});
