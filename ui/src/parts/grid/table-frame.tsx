import type { Page, Pages } from "../../data/pages";
import { Button } from "../button";
import { Body, Empty } from "../page";
import { ProblemPart } from "../problem";

/**
 * What stands around the rows of every long table: the problem of the last answer, the reason why no
 * row is shown, the side panel, and what lies below the rows.
 */
export function TableFrame<T, P extends Page<T>>({
  pages,
  failed,
  testId,
  empty,
  side,
  below,
  children,
}: {
  pages: Pick<Pages<T, P>, "problem" | "sample" | "retry">;
  /** Title of the problem if nothing could be loaded. */
  failed: string;
  /** The table's; its problems are `…-unreadable` and `…-old-rows`. */
  testId: string;
  /** Shown instead of the rows. */
  empty?: React.ReactNode;
  side?: React.ReactNode;
  /** The bar of the selection. */
  below?: React.ReactNode;
  children: React.ReactNode;
}) {
  const known = pages.sample !== undefined;
  const again = (
    <Button className="button" onClick={pages.retry}>
      Try again
    </Button>
  );
  return (
    <>
      {pages.problem && known ? (
        <div className="notice" role="alert" data-testid={`${testId}-old-rows`}>
          <ProblemPart
            problem={pages.problem}
            title="These rows may be out of date. The newest rows could not be loaded"
          >
            {again}
          </ProblemPart>
        </div>
      ) : null}
      <Body side={side}>
        {pages.problem && !known ? (
          <div className="empty" data-testid={`${testId}-unreadable`}>
            <ProblemPart problem={pages.problem} title={failed}>
              {again}
            </ProblemPart>
          </div>
        ) : (
          (empty ?? children)
        )}
        {below}
      </Body>
    </>
  );
}

/** A table without rows: because of its filters, because the first sync is under way, or at all. */
export function NoRows({
  what,
  testId,
  narrowed,
  clear,
  clearTestId,
  reading,
  readingTitle,
  readingWords,
  onRead,
  words,
}: {
  /** The rows, in the plural: accounts, people, groups. */
  what: string;
  /** The table's; the reasons are `…-none`, `…-none-match` and `…-first-read`. */
  testId: string;
  narrowed: boolean;
  /** Clears search and filters. */
  clear: () => void;
  clearTestId?: string;
  reading: boolean;
  readingTitle: string;
  readingWords?: string;
  onRead: () => void;
  /** Possible reasons if nothing narrows the table. */
  words?: string;
}) {
  if (narrowed)
    return <NoMatch what={what} testId={testId} clear={clear} clearTestId={clearTestId} />;
  if (reading) {
    return (
      <Empty title={readingTitle} testId={`${testId}-first-read`}>
        {readingWords ? <p className="small">{readingWords}</p> : null}
      </Empty>
    );
  }
  return (
    <Empty title={`No ${what} in the synced data.`} testId={`${testId}-none`}>
      {words ? <p className="small">{words}</p> : null}
      <Button className="button" onClick={onRead}>
        Sync now
      </Button>
    </Empty>
  );
}

/** No row matches the search and the filters. */
export function NoMatch({
  what,
  testId,
  clear,
  clearTestId,
}: {
  what: string;
  testId: string;
  clear: () => void;
  clearTestId?: string;
}) {
  return (
    <Empty title={`No ${what} match these filters.`} testId={`${testId}-none-match`}>
      <Button className="button" onClick={clear} data-testid={clearTestId}>
        Clear search and filters
      </Button>
    </Empty>
  );
}
