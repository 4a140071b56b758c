/** Characters of a value that a row carries; the resource behind it is whole. */
const KEPT = 1000;

/** A value of a row; one that was cut to fit says so at its end. */
export function whole(text: string): string {
  return text.length >= KEPT && [...text].length === KEPT ? `${text}…` : text;
}
