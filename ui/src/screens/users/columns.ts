import type { UserSort } from "../../host";
import type { Column } from "../../parts/grid/columns";

/** Column ids are the sort names of the host where the host can sort by them. */
export type UserColumn = UserSort | "email" | "user-type";

export const USER_COLUMNS: Column<UserColumn>[] = [
  { id: "name", label: "Name", min: 190, weight: 2.1, sortable: true, fixed: true },
  { id: "user-name", label: "User name", min: 150, weight: 2.1, sortable: true, yields: 2 },
  { id: "connection", label: "App", min: 112, weight: 1.7, sortable: true },
  { id: "status", label: "Status", min: 104, weight: 2, sortable: true },
  { id: "department", label: "Department", min: 104, weight: 1, sortable: true, yields: 1 },
  { id: "groups", label: "Groups", min: 72, weight: 0.5, sortable: true, align: "end" },
  { id: "as-of", label: "As of", min: 100, weight: 0.8, sortable: true, align: "end" },
  { id: "title", label: "Title", min: 120, weight: 1.4, sortable: true, extra: true },
  { id: "email", label: "Email", min: 150, weight: 2, extra: true },
  { id: "user-type", label: "User type", min: 90, weight: 0.9, extra: true },
];

const SORTS = new Set<string>(USER_COLUMNS.filter((c) => c.sortable).map((c) => c.id));

export const isSort = (id: UserColumn): id is UserSort => SORTS.has(id);

export { accountKey as userKey } from "../../data/stage";
