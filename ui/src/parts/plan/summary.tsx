import type { PlanView } from "../../host";
import { count } from "../../words/numbers";
import { AppName, StopGlyph, WarnGlyph } from "../shapes";
import css from "./plan.module.css";

/** What will change, by kind and app. */
export function Summary({ plan }: { plan: PlanView }) {
  return (
    <ul className={css.summary} aria-label="Changes" data-testid="plan-summary">
      {plan.summary.map((line) => (
        <li key={`${line.connection_id}${line.words}`}>
          <AppName color={line.color} name={line.connection_name} />
          <span className="ink-2">{line.words}</span>
          <b className="num">{count(line.count)}</b>
        </li>
      ))}
    </ul>
  );
}

/** Warnings to read before confirming. */
export function Warnings({ plan }: { plan: PlanView }) {
  if (plan.warnings.length === 0) return null;
  return (
    <ul className={css.warnings} aria-label="Warnings" data-testid="plan-warnings">
      {plan.warnings.map((warning) => (
        <li
          key={`${warning.lead}${warning.text}`}
          data-level={warning.level}
          data-testid="plan-warning"
        >
          {warning.level === "stop" ? <StopGlyph /> : <WarnGlyph />}
          <span>
            <span className="hidden-words">
              {warning.level === "stop" ? "Blocked: " : "Warning: "}
            </span>
            <b>{warning.lead}</b> {warning.text}
          </span>
          <span className="num">
            {count(warning.count)}
            {warning.level === "stop" ? " blocked" : ""}
          </span>
        </li>
      ))}
    </ul>
  );
}
