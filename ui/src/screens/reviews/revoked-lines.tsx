import type { RemediationLine, ReviewState } from "../../host";
import { Button } from "../../parts/button";
import { LineShape } from "../../parts/line-shape";
import { canExcept, REMEDIATION, resultWords } from "../../words/review";

const MARK = {
  waiting: "waiting",
  verified: "verified",
  open: "open",
  excepted: "left",
} as const;

/** What became of each revoke. */
export function RevokedLines({
  lines,
  state,
  onExcept,
}: {
  lines: RemediationLine[];
  /** Of the review. */
  state: ReviewState;
  onExcept: (line: RemediationLine) => void;
}) {
  if (lines.length === 0) return <p className="muted">Nothing was revoked.</p>;
  return (
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
          <tr key={`${line.item}/${line.group}`} data-testid="review-line" data-state={line.state}>
            <td className="name">{line.name}</td>
            <td>{line.connection_name}</td>
            <td>{line.change}</td>
            <td>
              <LineShape mark={MARK[line.state]} words={REMEDIATION[line.state]} />
            </td>
            <td>{resultWords(line)}</td>
            <td>
              {canExcept(line, state) ? (
                <Button
                  className="button slim"
                  onClick={() => onExcept(line)}
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
  );
}
