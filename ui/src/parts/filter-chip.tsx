import { ChevronDown, X } from "lucide-react";
import { useCallback, useState } from "react";
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { count } from "../words/numbers";
import { Button } from "./button";
import css from "./filter-chip.module.css";

export type Choice = { value: string; label: string; count?: number };

/** Focuses the first control of the popover that has just opened. */
export function useFirstFocus(): (element: HTMLElement | null) => void {
  return useCallback((element: HTMLElement | null) => {
    element?.querySelector<HTMLElement>("input:not(:disabled), button:not(:disabled)")?.focus();
  }, []);
}

/** A filter as a chip: its name, the choice, a list to choose from, a button to clear it. */
export function FilterChip({
  name,
  summary,
  onClear,
  testId,
  children,
}: {
  name: string;
  /** The choice in words; null when the filter is off. */
  summary: string | null;
  onClear: () => void;
  testId: string;
  children: React.ReactNode | ((close: () => void) => React.ReactNode);
}) {
  return (
    <span className={css.chip} data-on={summary !== null || undefined}>
      <DialogTrigger>
        <AriaButton className={css.chipButton} data-testid={testId}>
          <span className="clip">{summary === null ? name : `${name}: ${summary}`}</span>
          {summary === null ? <ChevronDown aria-hidden="true" /> : null}
        </AriaButton>
        <Popover className="popover" placement="bottom start" offset={6}>
          <Dialog className={css.popoverDialog} aria-label={`Filter by ${name.toLowerCase()}`}>
            {({ close }) => (typeof children === "function" ? children(close) : children)}
          </Dialog>
        </Popover>
      </DialogTrigger>
      {summary === null ? null : (
        <Button
          className={css.clear}
          aria-label={`Clear filter ${name.toLowerCase()}`}
          data-testid={`${testId}-clear`}
          onClick={onClear}
        >
          <X aria-hidden="true" />
        </Button>
      )}
    </span>
  );
}

/** A filter that is on or off, with the number of its matches. */
export function ToggleChip({
  label,
  count: matches,
  on,
  testId,
  value,
  onToggle,
}: {
  label: string;
  /** Null where it changes only the order. */
  count: number | null;
  on: boolean;
  testId: string;
  value: string;
  onToggle: () => void;
}) {
  return (
    <span className={css.chip} data-on={on || undefined}>
      <Button
        className={`${css.chipButton} ${css.toggle}`}
        aria-pressed={on}
        data-testid={testId}
        data-value={value}
        onClick={onToggle}
      >
        {label}
        {matches === null ? null : <span className="figures">{count(matches)}</span>}
        {on ? <X aria-hidden="true" /> : null}
      </Button>
    </span>
  );
}

/** The search above a list of choices. Esc clears it; the list closes only when it is empty. */
export function ChoiceSearch({
  label,
  placeholder,
  testId,
  text,
  onChange,
}: {
  label: string;
  placeholder: string;
  testId: string;
  text: string;
  onChange: (text: string) => void;
}) {
  return (
    <input
      className="input"
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={text}
      data-testid={testId}
      onChange={(event) => onChange(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || text === "") return;
        event.preventDefault();
        event.stopPropagation();
        onChange("");
      }}
    />
  );
}

const MANY = 9;

/** Tick boxes with counts; a search above them when there are many. */
export function ChoiceList({
  label,
  choices,
  chosen,
  onChange,
  testId,
}: {
  label: string;
  choices: Choice[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
  testId: string;
}) {
  const [text, setText] = useState("");
  const first = useFirstFocus();
  const shown = choices.filter((c) =>
    c.label.toLocaleLowerCase().includes(text.trim().toLocaleLowerCase()),
  );
  return (
    <fieldset className={css.choices} ref={first}>
      <legend className="hidden-words">{label}</legend>
      {choices.length > MANY ? (
        <ChoiceSearch
          label={`Search ${label.toLowerCase()}`}
          placeholder="Search"
          testId={`${testId}-search`}
          text={text}
          onChange={setText}
        />
      ) : null}
      <div className={css.choiceRows}>
        {shown.map((choice) => (
          <label key={choice.value} className={css.choice}>
            <input
              type="checkbox"
              tabIndex={0}
              checked={chosen.includes(choice.value)}
              data-testid={`${testId}-option`}
              data-value={choice.value}
              onChange={(event) =>
                onChange(
                  event.target.checked
                    ? [...chosen, choice.value]
                    : chosen.filter((value) => value !== choice.value),
                )
              }
            />
            <span className="clip name">{choice.label}</span>
            {choice.count === undefined ? null : (
              <span className="muted num">{count(choice.count)}</span>
            )}
          </label>
        ))}
        {shown.length === 0 ? (
          <p className="muted small">{choices.length === 0 ? "None exist" : "None match"}</p>
        ) : null}
      </div>
    </fieldset>
  );
}

/** The words of a filter chip with several values: up to three, then their number. */
export function valuesWords(values: string[]): string | null {
  if (values.length === 0) return null;
  return values.length <= 3
    ? values.join(", ")
    : `${values.slice(0, 2).join(", ")} and ${count(values.length - 2)} more`;
}
