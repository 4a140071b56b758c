import "./before-after.css";

/** What it was and what it becomes, on one line: where room is short, what it was gives way. */
export function BeforeAfter({
  before,
  after,
  quiet,
}: {
  before: string;
  after: string;
  /** Of something that is done: neither is struck through. */
  quiet?: boolean;
}) {
  const Before = quiet ? "span" : "del";
  return (
    <span className={quiet ? "before-after muted" : "before-after"} title={`${before} → ${after}`}>
      <Before className="clip before">{before}</Before>
      <span className="muted arrow">→</span>
      <span className="clip after">{after}</span>
    </span>
  );
}
