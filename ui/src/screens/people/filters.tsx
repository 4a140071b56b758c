import { searchPeople, togglePeopleFilter, usePeopleSession } from "../../data/people-view";
import type { Facet, PeopleFilter } from "../../host";
import { ToggleChip } from "../../parts/filter-chip";
import { FilterLine } from "../../parts/filter-line";

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
    <FilterLine
      label="People"
      search={{
        inputRef: searchRef,
        label: "Search people",
        placeholder: "Name or email…",
        testId: "people-search",
        value: text,
        onChange: searchPeople,
        onLeave: onLeaveSearch,
      }}
    >
      {facets.map((facet) => {
        const { value } = facet;
        if (!isFilter(value)) return null;
        const on = filters.includes(value);
        if (facet.count === 0 && !on) return null;
        return (
          <ToggleChip
            key={value}
            label={facet.label}
            count={facet.count}
            on={on}
            testId="people-filter"
            value={value}
            onToggle={() => togglePeopleFilter(value)}
          />
        );
      })}
      <span className="grow" />
      {children}
    </FilterLine>
  );
}
