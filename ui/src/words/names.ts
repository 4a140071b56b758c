/** Characters of a value in a row; the resource itself holds the full value. */
const KEPT = 1000;

/** A value of a row, with an ellipsis if it was cut. */
export function whole(text: string): string {
  return text.length >= KEPT && [...text].length === KEPT ? `${text}…` : text;
}
