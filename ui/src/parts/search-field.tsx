import { Search, X } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";
import filterChipCss from "./filter-chip.module.css";
import css from "./search-field.module.css";

const SEARCH_AFTER_MS = 120;

/** A search box that searches shortly after the last key. Esc clears it, then leaves it. */
export function SearchField({
  inputRef,
  label,
  placeholder,
  testId,
  value,
  shortcut,
  narrow,
  onChange,
  onLeave,
}: {
  inputRef?: React.Ref<HTMLInputElement>;
  label: string;
  placeholder: string;
  testId: string;
  value: string;
  /** Shows that `/` focuses it. */
  shortcut?: boolean;
  /** Leaves room for other fields beside it. */
  narrow?: boolean;
  onChange: (text: string) => void;
  onLeave: () => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  const clear = () => {
    setTyped("");
    onChange("");
  };
  return (
    <div className={narrow ? `input ${css.searchBox} ${css.narrow}` : `input ${css.searchBox}`}>
      <Search aria-hidden="true" />
      <input
        ref={inputRef}
        type="search"
        aria-label={label}
        aria-keyshortcuts={shortcut ? "/" : undefined}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        value={typed}
        data-testid={testId}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && typed !== "") {
            event.preventDefault();
            event.stopPropagation();
            clear();
          } else if (event.key === "Escape" || event.key === "Enter" || event.key === "ArrowDown") {
            event.preventDefault();
            event.stopPropagation();
            if (typed !== value) onChange(typed);
            onLeave();
          }
        }}
      />
      {typed !== "" ? (
        <Button
          className={`${filterChipCss.clear} ${css.clear}`}
          aria-label="Clear search"
          onClick={clear}
        >
          <X aria-hidden="true" />
        </Button>
      ) : shortcut ? (
        <span className="key" aria-hidden="true">
          /
        </span>
      ) : null}
    </div>
  );
}
