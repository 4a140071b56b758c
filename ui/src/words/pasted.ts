// The entries of a pasted list: addresses, user names, names or ids, with any separator.

const SEPARATORS = /[,;\t]+/;
const MINUS = /^[-\u2212\u2013]/u;
/** "Jo Brandt <jo@example.com>" as mail programs write it. */
const WITH_ADDRESS = /<([^<>]*)>/;
/** A quoted name before an address may hold a separator: "Brandt, Jo" <jo@example.com>. */
const QUOTED_NAME = /"[^"\r\n]*"\s*(?=<)/g;

function meant(piece: string): string {
  const address = WITH_ADDRESS.exec(piece)?.[1]?.trim();
  return (address || piece.replace(/[<>]/g, " ").replace(/"/g, "")).trim();
}

/** A line that starts with a minus removes a person: the text after it, or null without a minus. */
export function takesOut(text: string): string | null {
  const whom = /^[-\u2212\u2013]\s*(.+)$/u.exec(text)?.[1];
  return whom ?? null;
}

/** The texts to look up, in the pasted order, each once, ignoring case. */
export function pastedTexts(pasted: string): string[] {
  const texts = new Map<string, string>();
  for (const line of pasted.replace(QUOTED_NAME, "").split(/[\r\n]+/)) {
    // A minus before a line applies to everyone on it.
    const out = MINUS.test(line.trim());
    for (const piece of line.split(SEPARATORS)) {
      const text = meant(piece);
      if (text === "" || text.replace(MINUS, "") === "") continue;
      const signed = out && !MINUS.test(text) ? `- ${text}` : text;
      const key = signed.toLowerCase();
      if (!texts.has(key)) texts.set(key, signed);
    }
  }
  return [...texts.values()];
}
