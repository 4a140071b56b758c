import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { GroupKey } from "../../data/stage";
import type { Staged } from "../../data/stage-members";
import { asProblem, host, type RequestView } from "../../host";
import { Button } from "../../parts/button";
import { ProblemPart } from "../../parts/problem";
import { count, plural } from "../../words/numbers";

/** The pause after a change, so that not every key press sends a query. */
const ASK_AFTER_MS = 250;
/** Requests shown; thousands of members lead to many similar ones. */
const SHOWN = 10;

/** The requests for the staged adds and removes of this group, folded. No app is asked. */
export function WillSend({ groupKey, staged }: { groupKey: GroupKey; staged: Staged }) {
  const { connectionId, groupId } = groupKey;
  const wish = useMemo(() => {
    const { adds, removes } = staged;
    return { add: [...adds.keys()], remove: [...removes.keys()] };
  }, [staged]);
  const [asked, ask] = useState(wish);
  useEffect(() => {
    const timer = setTimeout(() => ask(wish), ASK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [wish]);
  const query = useQuery({
    queryKey: ["preview-members", connectionId, groupId, asked.add, asked.remove],
    queryFn: () => host.previewMembers(connectionId, groupId, asked.add, asked.remove),
    placeholderData: keepPreviousData,
  });
  const requests = query.data ?? [];
  if (query.isError)
    return (
      <ProblemPart
        problem={asProblem(query.error)}
        title="The requests could not be shown"
        headingLevel={3}
      >
        <Button className="button" onClick={() => void query.refetch()}>
          Try again
        </Button>
      </ProblemPart>
    );
  return (
    <details className="fold" data-testid="will-send" data-count={requests.length}>
      <summary tabIndex={0}>
        <b>This will send</b>
        <span className="muted">
          {query.data ? plural(requests.length, "request", "requests") : ""}
        </span>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, the keyboard must reach them */}
      <pre className="code" tabIndex={0} data-testid="will-send-requests">
        {requests.slice(0, SHOWN).map(requestText).join("\n\n")}
        {requests.length > SHOWN
          ? `\n\nand ${count(requests.length - SHOWN)} more of this kind`
          : ""}
      </pre>
    </details>
  );
}

const requestText = ({ method, path, body }: RequestView): string =>
  body ? `${method} ${path}\n${body}` : `${method} ${path}`;
