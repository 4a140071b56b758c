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

export const REVIEW_COLUMNS: Column<ReviewColumn>[] = [
  { id: "account", label: "Account", min: 150, weight: 1.7, fixed: true },
  { id: "app", label: "App", min: 90, weight: 0.9 },
  { id: "groups", label: "Groups", min: 110, weight: 1.3 },
  { id: "list", label: "HR says", min: 86, weight: 0.8 },
  { id: "since", label: "Since last review", min: 110, weight: 1 },
  { id: "decision", label: "Decision", min: 190, weight: 0.6 },
  { id: "note", label: "Note", min: 100, weight: 1.3 },
  { id: "reviewer", label: "Reviewer", min: 90, weight: 0.8 },
];
