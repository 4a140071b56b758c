import { useId } from "react";
import type { TruthDates } from "../../host";
import { readAs } from "../../words/truth";
import css from "./truth.module.css";

const WAYS: { value: TruthDates; label: string }[] = [
  { value: "day-month", label: "Day first" },
  { value: "month-day", label: "Month first" },
];

/** An ambiguous date: a wrong guess would mark people as leavers. */
export function DatesQuestion({
  example,
  chosen,
  onChoose,
}: {
  example: string;
  chosen: TruthDates | null;
  onChoose: (dates: TruthDates) => void;
}) {
  const name = useId();
  return (
    <fieldset
      className={`${css.dates} note ${chosen === null ? "" : "plain"}`}
      data-testid="truth-dates"
    >
      <legend>
        <b>How should {example} be read?</b>
      </legend>
      {WAYS.map(({ value, label }) => {
        const shown = readAs(example, value);
        return (
          <label key={value} className={css.choice}>
            <input
              type="radio"
              tabIndex={0}
              name={name}
              checked={chosen === value}
              data-testid={`truth-dates-${value}`}
              onChange={() => onChoose(value)}
            />
            <span>
              {label}
              {shown ? `: ${shown}` : ""}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
