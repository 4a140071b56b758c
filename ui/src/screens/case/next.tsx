import { useNow } from "../../data/clock";
import type { ReceiptLine } from "../../host";
import { nextWords } from "../../words/case";
import css from "./case.module.css";

/** The next step of a line; only this part is redrawn each second. */
export function Next({ line, trying }: { line: ReceiptLine; trying: boolean }) {
  const now = useNow(1000);
  const words = nextWords(line, trying, now);
  return words === "" ? null : (
    <span className={css.lineNext} data-testid="line-next">
      {words}
    </span>
  );
}
