import { useState } from "react";
import {
  host,
  type PackView,
  type RemediationLine,
  type ReviewView,
  type SignRole,
} from "../../host";
import { Button, Link } from "../../parts/button";
import { LineShape } from "../../parts/line-shape";
import { CopyButton, ProblemPart } from "../../parts/problem";
import { href, useRoute } from "../../routes";
import { count, plural } from "../../words/numbers";
import { REMEDIATION, SIGNED } from "../../words/review";
import { ExceptDialog } from "./except";
import css from "./reviews.module.css";
import type { useReviewCall } from "./use-review-call";

const MARK = {
  waiting: "waiting",
  verified: "verified",
  open: "open",
  excepted: "left",
} as const;

/** Columns with personal data that can be redacted in the evidence. */
const PERSONAL = [
  ["name", "Names"],
  ["user_name", "User names"],
  ["email", "Addresses"],
  ["title", "Titles"],
  ["department", "Departments"],
  ["employee_number", "Employee numbers"],
  ["manager", "Managers"],
] as const;

/** After the signatures: revokes are carried out or excepted, then the review is closed. */
export function After({
  view,
  calls,
}: {
  view: ReviewView;
  calls: ReturnType<typeof useReviewCall>;
}) {
  const [, go] = useRoute();
  const [excepting, except] = useState<RemediationLine | null>(null);
  const [pack, setPack] = useState<PackView | null>(null);
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const { remediation: lines, brief } = view;
  const left = lines.filter((line) => line.state === "waiting" || line.state === "open");
  const signed = brief.state === "signed";
  const running = view.case?.state === "open";
  const plan = () =>
    calls.call(
      "plan",
      "The revokes were not planned",
      () => host.planReview(brief.id),
      (planned) => go({ at: "case", id: planned.case_id }),
    );
  const write = () =>
    calls.call(
      "pack",
      "The evidence was not exported",
      () => host.writePack(brief.id, [...leftOut]),
      setPack,
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable
    <section className={css.after} aria-label="Revoked access" tabIndex={0}>
      {view.sign_offs.map((one) => (
        <p
          key={`${one.role}-${one.reviewer}`}
          className="small ink-2"
          data-testid="review-signed"
          data-role={one.role}
        >
          {SIGNED[one.role as SignRole] ?? "Signed"} by <b className="name">{one.name}</b>
          {one.instead_of ? ` instead of ${one.instead_of} (${one.reason})` : ""}: {one.statement}{" "}
          <span className="muted">{one.identified}</span>
        </p>
      ))}
      <div className="actions">
        {left.length > 0 ? (
          <Button
            className="button danger"
            aria-disabled={calls.busy !== null || running}
            onClick={calls.busy !== null || running ? undefined : () => void plan()}
            data-testid="review-plan"
          >
            {calls.busy === "plan"
              ? "Checking live data…"
              : `Carry out ${plural(left.length, "change", "changes")}…`}
          </Button>
        ) : null}
        {view.case ? (
          <Link
            className="button"
            href={href({ at: "case", id: view.case.id })}
            data-testid="review-case"
          >
            View receipt
          </Link>
        ) : null}
        {signed ? (
          <Button
            className="button primary"
            aria-disabled={left.length > 0 || calls.busy !== null}
            onClick={left.length > 0 ? undefined : () => void calls.close()}
            data-testid="review-close"
          >
            Close review
          </Button>
        ) : brief.state === "closed" ? (
          <Button
            className="button primary"
            aria-disabled={calls.busy !== null}
            onClick={() => void write()}
            data-testid="review-pack"
          >
            {calls.busy === "pack" ? "Exporting…" : "Export evidence"}
          </Button>
        ) : null}
      </div>
      {brief.state === "closed" && left.length > 0 ? (
        <p className="note" data-testid="review-reopened">
          <b>{plural(left.length, "revoke is", "revokes are")} no longer in effect.</b> The evidence
          says so. Carry out the change or add an exception to reopen the review, then close it
          again.
        </p>
      ) : null}
      {brief.state === "closed" ? (
        <fieldset className={css.leaveOut}>
          <legend className="small ink-2">
            Redact personal data. This also drops the raw responses, so an auditor can’t verify
            everything.
          </legend>
          {PERSONAL.map(([column, label]) => (
            <label key={column}>
              <input
                type="checkbox"
                checked={leftOut.has(column)}
                onChange={() =>
                  setLeftOut((before) => {
                    const next = new Set(before);
                    if (!next.delete(column)) next.add(column);
                    return next;
                  })
                }
                data-testid={`leave-out-${column}`}
              />
              {label}
            </label>
          ))}
        </fieldset>
      ) : null}
      {pack ? (
        <div className="note plain" role="status" data-testid="review-packed">
          <p>
            {count(pack.files)} files saved in{" "}
            <span className="mono" data-path={pack.path}>
              {pack.path}
            </span>
          </p>
          <p>
            Hash of the record: <span className="mono">{pack.head}</span>
          </p>
          <p className="muted">
            Save this hash outside Rollcall (email or ticket). It makes any later change to these
            files detectable. <span className="mono">rollcall-verify</span> checks it.
          </p>
          <CopyButton text={pack.head} label="Copy hash" />
        </div>
      ) : null}
      {lines.length === 0 ? (
        <p className="muted">Nothing was revoked.</p>
      ) : (
        <table className="table inset" data-testid="review-lines">
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">App</th>
              <th scope="col">Change</th>
              <th scope="col">State</th>
              <th scope="col">Result</th>
              <th scope="col">
                <span className="hidden-words">Exception</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr
                key={`${line.item}/${line.group}`}
                data-testid="review-line"
                data-state={line.state}
              >
                <td className="name">{line.name}</td>
                <td>{line.connection_name}</td>
                <td>{line.change}</td>
                <td>
                  <LineShape mark={MARK[line.state]} words={REMEDIATION[line.state]} />
                </td>
                <td>
                  {line.exception
                    ? `${line.exception.owner} is responsible until ${line.exception.due ?? line.exception.expires}. ${line.exception.note}`
                    : line.words}
                </td>
                <td>
                  {line.state === "open" || (signed && line.state === "excepted") ? (
                    <Button
                      className="button slim"
                      onClick={() => except(line)}
                      data-testid="review-except"
                    >
                      Add exception…<span className="hidden-words"> {line.name}</span>
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {calls.problem && !excepting ? (
        <div role="alert">
          <ProblemPart {...calls.problem} />
        </div>
      ) : null}
      {excepting ? (
        <ExceptDialog line={excepting} calls={calls} onClose={() => except(null)} />
      ) : null}
    </section>
  );
}
