import css from "./before-after.module.css";

/** The old and the new value on one line; the old value is cut first where room is short. */
export function BeforeAfter({
  before,
  after,
  quiet,
}: {
  before: string;
  after: string;
  /** The change is done: neither value is struck through. */
  quiet?: boolean;
}) {
  const Before = quiet ? "span" : "del";
  return (
    <span
      className={quiet ? `${css.beforeAfter} muted` : css.beforeAfter}
      title={`${before} → ${after}`}
    >
      <Before className={`clip ${css.before}`}>{before}</Before>
      <span className={`muted ${css.arrow}`}>→</span>
      <span className="clip after">{after}</span>
    </span>
  );
}
