import type { ReviewRow, ReviewTableQuery, ReviewView } from "../../host";
import type { Column } from "../../parts/grid/columns";

export type ReviewColumn =
  | "account"
  | "app"
  | "groups"
  | "list"
  | "since"
  | "decision"
  | "note"
  | "reviewer";

const COLUMNS: Column<ReviewColumn>[] = [
  { id: "account", label: "Account", min: 150, weight: 1.7, fixed: true },
  { id: "app", label: "App", min: 90, weight: 0.9 },
  { id: "groups", label: "Groups", min: 110, weight: 1.3 },
  { id: "list", label: "HR status", min: 86, weight: 0.8 },
  { id: "since", label: "Since last review", min: 110, weight: 1 },
  { id: "decision", label: "Decision", min: 190, weight: 0.6 },
  { id: "note", label: "Note", min: 100, weight: 1.3 },
  { id: "reviewer", label: "Reviewer", min: 90, weight: 0.8 },
];

/** Columns of a review whose items are accounts, or memberships. */
export const reviewColumns = (granularity: ReviewView["granularity"]): Column<ReviewColumn>[] =>
  granularity === "account"
    ? COLUMNS
    : COLUMNS.map((one) => (one.id === "groups" ? { ...one, label: "Group" } : one));

/** How an order groups its rows; null if it does not. */
function sectionOf(row: ReviewRow, order: ReviewTableQuery["order"]): string | null {
  switch (order) {
    case "person":
      return row.name;
    case "app":
      return JSON.stringify([row.connection_id, row.group?.id ?? ""]);
    case "reviewer":
      return String(row.reviewer);
    case "flat":
      return null;
  }
}

/** Whether a row starts a section of its order or continues that of the row above it. */
export function sectionMark(
  row: ReviewRow,
  above: ReviewRow | undefined,
  order: ReviewTableQuery["order"],
): "first" | "more" | undefined {
  const section = sectionOf(row, order);
  if (section === null || !above) return undefined;
  return sectionOf(above, order) === section ? "more" : "first";
}
