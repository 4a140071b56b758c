import { X } from "lucide-react";
import { searchPeople, togglePeopleFilter, usePeopleSession } from "../../data/people-view";
import type { Facet, PeopleFilter } from "../../host";
import { Button } from "../../parts/button";
import { SearchField } from "../../parts/search-field";
import { count } from "../../words/numbers";
import "../../parts/filter-chip.css";

const KNOWN: Record<PeopleFilter, true> = {
  "not-in-list": true,
  "left-active": true,
  "not-known": true,
  "no-app": true,
  admins: true,
  "two-in-one-app": true,
  proposed: true,
  "other-number": true,
  shared: true,
  "open-case": true,
};

const isFilter = (value: string): value is PeopleFilter => value in KNOWN;

/** The search and one chip for each filter that has matches. */
export function PeopleFilters({
  facets,
  searchRef,
  onLeaveSearch,
  children,
}: {
  facets: Facet[];
  searchRef: React.Ref<HTMLInputElement>;
  onLeaveSearch: () => void;
  children?: React.ReactNode;
}) {
  const { text, filters } = usePeopleSession();
  return (
    <search className="filters" aria-label="People">
      <SearchField
        inputRef={searchRef}
        label="Search people"
        placeholder="Name or email…"
        testId="people-search"
        value={text}
        shortcut
        onChange={searchPeople}
        onLeave={onLeaveSearch}
      />
      {facets.map((facet) => {
        const { value } = facet;
        if (!isFilter(value)) return null;
        const on = filters.includes(value);
        if (facet.count === 0 && !on) return null;
        return (
          <span key={value} className="chip" data-on={on || undefined}>
            <Button
              className="chip-button people-chip"
              aria-pressed={on}
              data-testid="people-filter"
              data-value={value}
              onClick={() => togglePeopleFilter(value)}
            >
              {facet.label}
              <span className="figures">{count(facet.count)}</span>
              {on ? <X aria-hidden="true" /> : null}
            </Button>
          </span>
        );
      })}
      <span className="grow" />
      {children}
    </search>
  );
}
