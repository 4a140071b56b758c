import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { asProblem } from "../host";
import { count } from "../words/numbers";
import { Button } from "./button";
import css from "./pick-search.module.css";
import { ProblemPart } from "./problem";

const SEARCH_AFTER_MS = 120;

export type Option = {
  key: string;
  name: string;
  /** A second line: user name, title, number of members. */
  under: string;
  /** Why it cannot be picked, if so. */
  taken?: string;
};

export type Found<T> = { rows: T[]; total: number };

/** A search whose matches are picked one at a time: arrows mark, Enter or a click picks. */
export function PickSearch<T>({
  label,
  placeholder,
  testId,
  optionTestId,
  queryKey,
  ask,
  option,
  onPick,
  none,
}: {
  label: string;
  placeholder: string;
  testId: string;
  optionTestId: string;
  queryKey: readonly unknown[];
  ask: (text: string) => Promise<Found<T>>;
  option: (row: T) => Option;
  onPick: (row: T) => void;
  /** Shown when nothing matches. */
  none: string;
}) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState("");
  const [marked, mark] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => {
      setAsked(typed.trim());
      mark(0);
    }, SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const query = useQuery({
    queryKey: [...queryKey, asked],
    queryFn: async () => ({ text: asked, ...(await ask(asked)) }),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
  });
  const found = asked === "" ? undefined : query.data;
  const rows = found?.rows ?? [];

  const clear = () => {
    setTyped("");
    setAsked("");
  };
  const pick = (row: T) => {
    if (option(row).taken !== undefined) return;
    onPick(row);
    clear();
    input.current?.focus();
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && rows.length > 0) {
      event.preventDefault();
      mark(Math.max(0, Math.min(rows.length - 1, marked + step)));
    } else if (event.key === "Enter") {
      // Never submits the surrounding form, and picks only a row that matches the current text.
      event.preventDefault();
      const row = rows[marked];
      if (row === undefined || found?.text !== typed.trim()) return setAsked(typed.trim());
      pick(row);
    } else if (event.key === "Escape" && typed !== "") {
      event.preventDefault();
      event.stopPropagation();
      clear();
    }
  };

  return (
    <div className={css.pick}>
      <div className="input">
        <Search aria-hidden="true" />
        <input
          ref={input}
          type="search"
          role="combobox"
          aria-label={label}
          aria-expanded={rows.length > 0}
          aria-controls={rows.length > 0 ? `${id}-list` : undefined}
          aria-autocomplete="list"
          aria-activedescendant={rows.length > 0 ? `${id}-${marked}` : undefined}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
          data-testid={testId}
        />
      </div>
      {query.isError && asked !== "" ? (
        <ProblemPart problem={asProblem(query.error)} title="The search failed">
          <Button className="button" onClick={() => void query.refetch()}>
            Try again
          </Button>
        </ProblemPart>
      ) : null}
      {rows.length > 0 ? (
        <div role="listbox" aria-label={label} id={`${id}-list`} className={css.list}>
          {rows.map((row, i) => (
            <Line
              key={option(row).key}
              id={`${id}-${i}`}
              option={option(row)}
              marked={i === marked}
              testId={optionTestId}
              onPick={() => pick(row)}
            />
          ))}
        </div>
      ) : null}
      {found ? (
        <p className="muted small" role="status">
          {found.total === 0
            ? none
            : found.total > rows.length
              ? `First ${count(rows.length)} of ${count(found.total)}. Type more to narrow the list.`
              : ""}
        </p>
      ) : null}
    </div>
  );
}

function Line({
  id,
  option,
  marked,
  testId,
  onPick,
}: {
  id: string;
  option: Option;
  marked: boolean;
  testId: string;
  onPick: () => void;
}) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (marked) line.current?.scrollIntoView?.({ block: "nearest" });
  }, [marked]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the focus and handles every key
    <div
      ref={line}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={marked}
      aria-disabled={option.taken !== undefined || undefined}
      className={css.option}
      data-key={option.key}
      data-testid={testId}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPick}
    >
      <span className={css.pickWho}>
        <span className="clip name">{option.name}</span>
        <span className="clip muted name">{option.under}</span>
      </span>
      {option.taken === undefined ? null : <span className="tag">{option.taken}</span>}
    </div>
  );
}
