import {
  decideAs,
  orderReview,
  type ReviewChip,
  searchReview,
  toggleReviewChip,
  useReviewSession,
} from "../../data/review-view";
import type { ReviewView } from "../../host";
import { ToggleChip } from "../../parts/filter-chip";
import { FilterLine } from "../../parts/filter-line";
import css from "./reviews.module.css";

/** Search, chips, the order, and the reviewer who decides. */
export function ReviewFilters({
  view,
  as,
  searchRef,
  onLeaveSearch,
}: {
  view: ReviewView;
  as: number;
  searchRef: React.Ref<HTMLInputElement>;
  onLeaveSearch: () => void;
}) {
  const { text, on, order } = useReviewSession();
  const chips: { id: ReviewChip; label: string; n: number | null }[] = [
    { id: "undecided", label: "Undecided first", n: null },
    { id: "moved", label: "New and changed first", n: view.moved },
    { id: "privileged", label: "Admins", n: view.privileged },
    { id: "not-in-list", label: "Not in HR", n: view.not_in_list },
    { id: "mine", label: "Mine", n: view.reviewers.find((one) => one.number === as)?.items ?? 0 },
  ];
  return (
    <FilterLine
      label="Items"
      search={{
        inputRef: searchRef,
        label: "Search items",
        placeholder: "Account, app, group…",
        testId: "review-search",
        value: text,
        onChange: searchReview,
        onLeave: onLeaveSearch,
      }}
    >
      {chips.map(({ id, label, n }) =>
        n === 0 && !on.includes(id) ? null : (
          <ToggleChip
            key={id}
            label={label}
            count={n}
            on={on.includes(id)}
            testId="review-chip"
            value={id}
            onToggle={() => toggleReviewChip(id)}
          />
        ),
      )}
      <select
        className={`input ${css.select}`}
        aria-label="Order"
        value={order}
        onChange={(event) => orderReview(event.target.value as typeof order)}
        data-testid="review-order"
      >
        <option value="person">By person</option>
        <option value="app">
          {view.granularity === "membership" ? "By app and group" : "By app"}
        </option>
        <option value="reviewer">By reviewer</option>
        <option value="flat">In frozen order</option>
      </select>
      <span className="grow" />
      {view.reviewers.length > 1 ? (
        <label className={css.as}>
          Deciding as
          <select
            className={`input ${css.select}`}
            value={as}
            onChange={(event) => decideAs(view.brief.id, Number(event.target.value))}
            data-testid="review-as"
          >
            {view.reviewers.map((one) => (
              <option key={one.number} value={one.number}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </FilterLine>
  );
}
