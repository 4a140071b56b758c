import type { PeopleApp, PeopleSort } from "../../host";
import type { Column } from "../../parts/grid/columns";

/** Ids are the host's sort names; each app has its own column. */
export type PeopleColumn = PeopleSort | `app:${string}`;

const BEFORE: Column<PeopleColumn>[] = [
  { id: "name", label: "Person", min: 176, weight: 1.9, sortable: true, fixed: true },
  { id: "email", label: "Email", min: 130, weight: 2.1, sortable: true, yields: 3 },
  { id: "department", label: "HR", min: 86, weight: 1.1, sortable: true },
];

const BEHIND: Column<PeopleColumn>[] = [
  { id: "groups", label: "Groups", min: 66, weight: 0.5, sortable: true, align: "end", yields: 2 },
  {
    id: "seats",
    label: "License cost",
    min: 104,
    weight: 0.8,
    sortable: true,
    align: "end",
    yields: 1,
  },
  {
    id: "apps",
    label: "Apps",
    min: 62,
    weight: 0.5,
    sortable: true,
    align: "end",
    extra: true,
  },
];

export const appColumn = (connectionId: string): PeopleColumn => `app:${connectionId}`;

export const appOfColumn = (id: PeopleColumn): string | null =>
  id.startsWith("app:") ? id.slice("app:".length) : null;

/** Room for the dot and the name of an app; a very long name is cut. */
const leastFor = (name: string): number => Math.max(76, Math.min(96, 30 + 7 * name.length));

export function peopleColumns(apps: PeopleApp[]): Column<PeopleColumn>[] {
  const each = apps.map(
    (app): Column<PeopleColumn> => ({
      id: appColumn(app.connection_id),
      label: app.name,
      min: leastFor(app.name),
      weight: 0.9,
      align: "center",
      color: app.color,
    }),
  );
  return [...BEFORE, ...each, ...BEHIND];
}

const SORTS = new Set<string>([...BEFORE, ...BEHIND].map((column) => column.id));

export const isPeopleSort = (id: PeopleColumn): id is PeopleSort => SORTS.has(id);
