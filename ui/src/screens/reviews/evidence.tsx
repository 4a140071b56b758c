// The evidence of a closed review: what is redacted in it, and where it was saved.
import { useState } from "react";
import { host, type PackView } from "../../host";
import { CopyButton } from "../../parts/problem";
import { toggled } from "../../parts/toggled";
import { count } from "../../words/numbers";
import css from "./reviews.module.css";
import type { useReviewCall } from "./use-review-call";

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

export function useEvidence(id: string, calls: ReturnType<typeof useReviewCall>) {
  const [pack, setPack] = useState<PackView | null>(null);
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const write = () =>
    calls.call(
      "pack",
      "The evidence was not exported",
      () => host.writePack(id, [...leftOut]),
      setPack,
    );
  const toggle = (column: string) => setLeftOut((before) => toggled(before, column));
  return { pack, leftOut, toggle, write };
}

export function Redact({
  leftOut,
  onToggle,
}: {
  leftOut: ReadonlySet<string>;
  onToggle: (column: string) => void;
}) {
  return (
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
            onChange={() => onToggle(column)}
            data-testid={`leave-out-${column}`}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

export function Packed({ pack }: { pack: PackView }) {
  return (
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
        Save this hash outside Rollcall (email or ticket). It makes any later change to these files
        detectable. <span className="mono">rollcall-verify</span> checks it.
      </p>
      <CopyButton text={pack.head} label="Copy hash" />
    </div>
  );
}
