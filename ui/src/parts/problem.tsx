import { Check, Copy } from "lucide-react";
import { useState } from "react";
import type { Problem } from "../host";
import { Button } from "./button";
import css from "./problem.module.css";

/** The four parts and the exchange as plain text, to send to someone who can help. */
export function problemText(problem: Problem): string {
  const lines = [
    `What failed: ${problem.what}`,
    `On which side: ${problem.side_words}`,
    `State now: ${problem.state}`,
    `What to do: ${problem.next}`,
    `Code: ${problem.code}`,
  ];
  if (problem.exchange) lines.push("", problem.exchange);
  return lines.join("\n");
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [said, say] = useState<"" | "copied" | "refused">("");
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => say("copied"),
      () => say("refused"),
    );
  };
  const words = { "": label, copied: "Copied", refused: "Could not copy" }[said];
  return (
    <Button className="button ghost" onClick={copy} onBlur={() => say("")}>
      {said === "copied" ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      <span aria-live="polite">{words}</span>
    </Button>
  );
}

/** A request and its answer, folded; the token was redacted before. */
export function Exchange({ text, open, title }: { text: string; open?: boolean; title?: string }) {
  return (
    <details className="fold" open={open} data-testid="exchange">
      <summary tabIndex={0}>
        <b>{title ?? "Request and response"}</b>
        <span className="muted">token redacted</span>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, the keyboard must reach them */}
      <pre className="code" tabIndex={0}>
        {text}
      </pre>
    </details>
  );
}

/** What failed, on which side, the state now, and what to do next. Used for every error. */
export function ProblemPart({
  problem,
  title,
  children,
  headingLevel = 2,
}: {
  problem: Problem;
  /** The heading, instead of "what failed". */
  title?: string;
  /** Buttons for the next step. */
  children?: React.ReactNode;
  headingLevel?: 1 | 2 | 3;
}) {
  const Heading = `h${headingLevel}` as "h1" | "h2" | "h3";
  return (
    <section
      className={css.problem}
      data-testid="problem"
      data-code={problem.code}
      aria-label={title ?? problem.what}
    >
      {title ? <Heading>{title}</Heading> : null}
      <dl className={`pairs ${css.four}`}>
        <dt>What failed</dt>
        <dd>{problem.what}</dd>
        <dt>On which side</dt>
        <dd>{problem.side_words}</dd>
        <dt>State now</dt>
        <dd>{problem.state}</dd>
        <dt>What to do</dt>
        <dd>{problem.next}</dd>
      </dl>
      <div className="actions">
        {children}
        <CopyButton text={problemText(problem)} label="Copy details" />
      </div>
      {problem.exchange ? <Exchange text={problem.exchange} /> : null}
    </section>
  );
}
