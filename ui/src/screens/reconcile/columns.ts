import type { ReconcileBucket } from "../../host";
import type { Column } from "../../parts/grid/columns";

export type ReconcileColumn = "person" | "email" | "app" | "field" | "in-app" | "in-list" | "words";

const PERSON: Column<ReconcileColumn> = {
  id: "person",
  label: "Person",
  min: 160,
  weight: 1.6,
  fixed: true,
};
const EMAIL: Column<ReconcileColumn> = { id: "email", label: "Email", min: 130, weight: 1.6 };
const APP: Column<ReconcileColumn> = { id: "app", label: "App", min: 110, weight: 0.9 };

const VALUES: Column<ReconcileColumn>[] = [
  PERSON,
  { ...EMAIL, yields: 1 },
  APP,
  { id: "field", label: "Attribute", min: 90, weight: 0.8 },
  { id: "in-app", label: "In the app", min: 110, weight: 1.2 },
  { id: "in-list", label: "In the list", min: 110, weight: 1.2 },
  { id: "words", label: "Proposed change", min: 140, weight: 1.5 },
];

const ACCOUNTS: Column<ReconcileColumn>[] = [
  PERSON,
  EMAIL,
  APP,
  { id: "in-list", label: "HR", min: 110, weight: 1 },
  { id: "words", label: "Proposed change", min: 150, weight: 1.6 },
];

const GROUPS: Column<ReconcileColumn>[] = VALUES.map((column) =>
  column.id === "field" ? { ...column, label: "Group", min: 120 } : column,
).map((column) => (column.id === "in-list" ? { ...column, label: "By the rule" } : column));

/** A bucket shows values, memberships or whole accounts. */
export function columnsOf(bucket: ReconcileBucket): Column<ReconcileColumn>[] {
  if (bucket === "groups-differ") return GROUPS;
  return bucket === "differs" || bucket === "ignored" ? VALUES : ACCOUNTS;
}
