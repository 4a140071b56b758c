import css from "./selection-tray.module.css";

/** The number of selected rows and what can be done with them, over the lower edge of the table. */
export function SelectionTray({
  shown,
  count,
  words,
  more,
  oneLine,
  testId,
  children,
}: {
  shown: boolean;
  count: number;
  words: string;
  /** What else is known of the selected rows. */
  more?: React.ReactNode;
  /** In a wide window the words give way before a button falls to a line of its own. */
  oneLine?: boolean;
  testId: string;
  /** The actions. */
  children: React.ReactNode;
}) {
  return (
    <div className={css.place} aria-live="polite">
      {shown ? (
        <div
          className={oneLine ? `${css.tray} ${css.oneLine}` : css.tray}
          data-testid={testId}
          data-count={count}
        >
          <span className={css.selected}>
            <b className="name">{words}</b>
            {more}
          </span>
          {children}
        </div>
      ) : null}
    </div>
  );
}
