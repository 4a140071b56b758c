/** Between groups of three digits: a narrow no-break space. */
const THIN = "\u202f";

/** 4207 → "4 207". The same in every locale, because counts appear beside hashes and ids. */
export function count(n: number): string {
  return String(Math.trunc(n)).replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
}

/** A count that may be unknown; unknown is a word, never 0. */
export function countOrUnknown(n: number | null): string {
  return n === null ? "unknown" : count(n);
}

/** "1 user", "2 users". */
export function plural(n: number, one: string, many: string): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** Whole percent, never 100 before it is done. */
export function percent(done: number, of: number | null): number | null {
  if (of === null || of <= 0) return null;
  const p = Math.floor((done / of) * 100);
  return done < of ? Math.min(p, 99) : 100;
}

/** "a", "a and b", "a, b and c". */
export function list(words: string[]): string {
  if (words.length <= 1) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Capitalizes the first letter and leaves the rest as the app writes it. */
export function sentence(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** The verb of a deactivation with its object: "Deactivate Jo", "Remove Jo from workspace". */
export function acted(verb: string, on: string): string {
  const parts = /^(\S+) ((?:from|in|of) .*)$/.exec(verb);
  return parts ? `${parts[1]} ${on} ${parts[2]}` : `${verb} ${on}`;
}
