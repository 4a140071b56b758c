import type { ConnectionView } from "../host";
import { ChoiceList, FilterChip, valuesWords } from "./filter-chip";
import css from "./filter-line.module.css";
import { SearchField } from "./search-field";

/** The line above a table: its search, then its filters. */
export function FilterLine({
  label,
  before,
  search,
  children,
}: {
  /** What is filtered. */
  label: string;
  /** Stands before the search. */
  before?: React.ReactNode;
  search: Omit<React.ComponentProps<typeof SearchField>, "shortcut">;
  children?: React.ReactNode;
}) {
  return (
    <search className={css.filters} aria-label={label}>
      {before}
      <SearchField {...search} shortcut />
      {children}
    </search>
  );
}

/** The filter by app. */
export function AppFilter({
  testId,
  connections,
  chosen,
  rowsOf,
  onChange,
}: {
  testId: string;
  connections: ConnectionView[];
  chosen: string[];
  /** The number of rows in an app, as far as it is known. */
  rowsOf?: (connection: ConnectionView) => number | undefined;
  onChange: (chosen: string[]) => void;
}) {
  return (
    <FilterChip
      name="App"
      testId={testId}
      summary={valuesWords(chosen.map((id) => connections.find((c) => c.id === id)?.name ?? id))}
      onClear={() => onChange([])}
    >
      <ChoiceList
        label="Apps"
        testId={testId}
        choices={connections.map((c) => ({
          value: c.id,
          label: c.name,
          count: rowsOf?.(c),
        }))}
        chosen={chosen}
        onChange={onChange}
      />
    </FilterChip>
  );
}
