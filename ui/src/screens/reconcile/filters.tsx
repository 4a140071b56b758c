import { filterReconcile, searchReconcile, useReconcileSession } from "../../data/reconcile-view";
import { useConnections } from "../../data/state";
import type { ReconcileView } from "../../host";
import { ChoiceList, FilterChip } from "../../parts/filter-chip";
import { AppFilter, FilterLine } from "../../parts/filter-line";

/** The search, one app, one attribute. */
export function ReconcileFilters({
  sample,
  searchRef,
  onLeaveSearch,
}: {
  sample: ReconcileView | undefined;
  searchRef: React.Ref<HTMLInputElement>;
  onLeaveSearch: () => void;
}) {
  const { bucket, text, connectionId, path } = useReconcileSession();
  const connections = useConnections();
  const fields = sample?.fields ?? [];
  const chosen = fields.find((field) => field.path === path);
  return (
    <FilterLine
      label="Reconcile"
      search={{
        inputRef: searchRef,
        label: "Search people",
        placeholder: "Person…",
        testId: "reconcile-search",
        value: text,
        onChange: searchReconcile,
        onLeave: onLeaveSearch,
      }}
    >
      <AppFilter
        testId="reconcile-app"
        connections={connections}
        chosen={connectionId === null ? [] : [connectionId]}
        rowsOf={({ id }) => sample?.apps.find((app) => app.connection_id === id)?.rows}
        onChange={(ids) => filterReconcile({ connectionId: ids.at(-1) ?? null })}
      />
      {fields.length > 0 || path !== null ? (
        <FilterChip
          name={bucket === "groups-differ" ? "Group" : "Attribute"}
          testId="reconcile-field"
          summary={path === null ? null : (chosen?.label ?? path)}
          onClear={() => filterReconcile({ path: null })}
        >
          <ChoiceList
            label="Attributes"
            testId="reconcile-field"
            choices={fields.map((one) => ({ value: one.path, label: one.label, count: one.rows }))}
            chosen={path === null ? [] : [path]}
            onChange={(paths) => filterReconcile({ path: paths.at(-1) ?? null })}
          />
        </FilterChip>
      ) : null}
    </FilterLine>
  );
}
