// The selected rows, and the selection in words.
import { count } from "../../words/numbers";

export type Selection =
  | { kind: "none" }
  | { kind: "rows"; keys: ReadonlySet<string>; view?: boolean }
  /** Every match, including those that were never loaded, except the named ones. */
  | { kind: "all"; total: number; except: ReadonlySet<string> };

export const NOTHING: Selection = { kind: "none" };

export function isSelected(selection: Selection, key: string): boolean {
  if (selection.kind === "all") return !selection.except.has(key);
  return selection.kind === "rows" && selection.keys.has(key);
}

export function allOf(total: number): Selection {
  return total === 0 ? NOTHING : { kind: "all", total, except: new Set() };
}

export function toggled(selection: Selection, key: string): Selection {
  if (selection.kind === "all") {
    const except = new Set(selection.except);
    if (!except.delete(key)) except.add(key);
    return except.size >= selection.total ? NOTHING : { ...selection, except };
  }
  const keys = new Set(selection.kind === "rows" ? selection.keys : []);
  if (!keys.delete(key)) keys.add(key);
  return keys.size === 0 ? NOTHING : { kind: "rows", keys };
}

export function withRows(selection: Selection, added: string[]): Selection {
  if (selection.kind === "all") {
    const except = new Set(selection.except);
    for (const key of added) except.delete(key);
    return { ...selection, except };
  }
  const keys = new Set(selection.kind === "rows" ? selection.keys : []);
  for (const key of added) keys.add(key);
  return keys.size === 0 ? NOTHING : { kind: "rows", keys };
}

/** Only the rows on the screen. */
export function inView(keys: string[]): Selection {
  return keys.length === 0 ? NOTHING : { kind: "rows", keys: new Set(keys), view: true };
}

/** “Select all”: the first press selects the rows in view, the second every match. */
export function widened(selection: Selection, keysInView: string[], total: number): Selection {
  return selection.kind === "rows" && selection.view ? allOf(total) : inView(keysInView);
}

export function selectedCount(selection: Selection): number {
  if (selection.kind === "all") return selection.total - selection.except.size;
  return selection.kind === "rows" ? selection.keys.size : 0;
}

/** How much is selected: what the box above the rows shows. */
export type Share = "none" | "some" | "all";

export function shareOf(selection: Selection): Share {
  if (selection.kind === "none") return "none";
  return selection.kind === "all" && selection.except.size === 0 ? "all" : "some";
}

/** "21 selected: the rows in view, of 4 312 matches". */
export function selectionWords(selection: Selection, total: number): string {
  const matches = total === 1 ? "match" : "matches";
  if (selection.kind === "none") return "Nothing selected";
  if (selection.kind === "rows") {
    const n = count(selection.keys.size);
    return selection.view
      ? `${n} selected: the rows in view, of ${count(total)} ${matches}`
      : `${n} selected, of ${count(total)} ${matches}`;
  }
  return selection.except.size === 0
    ? `All ${count(selection.total)} ${matches} selected`
    : `All ${count(selection.total)} ${matches} selected except ${count(selection.except.size)}`;
}
