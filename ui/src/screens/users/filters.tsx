import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useRevision } from "../../data/live";
import { preferUsers, usePreferences } from "../../data/preferences";
import { useFacets } from "../../data/state";
import { filterByGroup, searchUsers, useUsersSession } from "../../data/users-view";
import { type AccountState, type ConnectionView, host } from "../../host";
import { Button } from "../../parts/button";
import {
  ChoiceList,
  ChoiceSearch,
  FilterChip,
  useFirstFocus,
  valuesWords,
} from "../../parts/filter-chip";
import css from "../../parts/filter-chip.module.css";
import { AppFilter, FilterLine } from "../../parts/filter-line";
import { Dot } from "../../parts/shapes";
import { count, plural } from "../../words/numbers";
import { STATUS } from "../../words/state";

const ALL_STATUSES: AccountState[] = ["active", "inactive", "no-longer-listed"];

export function Filters({
  connections,
  searchRef,
  onLeaveSearch,
  children,
}: {
  connections: ConnectionView[];
  searchRef: React.Ref<HTMLInputElement>;
  onLeaveSearch: () => void;
  children?: React.ReactNode;
}) {
  const { users } = usePreferences();
  const { text } = useUsersSession();
  const facets = useFacets();
  const statusCount = (status: AccountState) =>
    facets?.statuses.find((f) => f.value === status)?.count;

  return (
    <FilterLine
      label="Accounts"
      search={{
        inputRef: searchRef,
        label: "Search accounts",
        placeholder: "Name, email, title, group…",
        testId: "users-search",
        value: text,
        onChange: searchUsers,
        onLeave: onLeaveSearch,
      }}
    >
      <AppFilter
        testId="filter-app"
        connections={connections}
        chosen={users.connections.filter((id) => connections.some((c) => c.id === id))}
        rowsOf={(connection) => facets?.connections.find((f) => f.value === connection.id)?.count}
        onChange={(chosen) => preferUsers({ connections: chosen })}
      />
      <FilterChip
        name="Status"
        testId="filter-status"
        summary={valuesWords(users.statuses.map((s) => STATUS[s]))}
        onClear={() => preferUsers({ statuses: [] })}
      >
        <ChoiceList
          label="Statuses"
          testId="filter-status"
          choices={ALL_STATUSES.map((s) => ({ value: s, label: STATUS[s], count: statusCount(s) }))}
          chosen={users.statuses}
          onChange={(chosen) =>
            preferUsers({ statuses: ALL_STATUSES.filter((s) => chosen.includes(s)) })
          }
        />
      </FilterChip>
      <FilterChip
        name="Department"
        testId="filter-department"
        summary={valuesWords(users.departments)}
        onClear={() => preferUsers({ departments: [] })}
      >
        <ChoiceList
          label="Departments"
          testId="filter-department"
          choices={facets?.departments ?? []}
          chosen={users.departments}
          onChange={(chosen) => preferUsers({ departments: chosen })}
        />
      </FilterChip>
      <GroupFilter />
      <FilterChip
        name="Freshness"
        testId="filter-freshness"
        summary={users.stale_only ? "older than the newest sync" : null}
        onClear={() => preferUsers({ stale_only: false })}
      >
        <ChoiceList
          label="Freshness"
          testId="filter-freshness"
          choices={[{ value: "stale", label: "Only rows older than their app’s newest sync" }]}
          chosen={users.stale_only ? ["stale"] : []}
          onChange={(chosen) => preferUsers({ stale_only: chosen.length > 0 })}
        />
      </FilterChip>
      <span className="grow" />
      {children}
    </FilterLine>
  );
}

const OFFERED = 60;

function GroupFilter() {
  const { group } = useUsersSession();
  return (
    <FilterChip
      name="Group"
      testId="filter-group"
      summary={group ? group.name : null}
      onClear={() => filterByGroup(null)}
    >
      {(close) => <GroupPicker onPicked={close} />}
    </FilterChip>
  );
}

function GroupPicker({ onPicked }: { onPicked: () => void }) {
  const [text, setText] = useState("");
  const first = useFirstFocus();
  const revision = useRevision();
  const page = useQuery({
    queryKey: ["group-choices", text.trim(), revision],
    queryFn: () =>
      host.groups({
        text: text.trim(),
        connections: [],
        sort: "name",
        descending: false,
        offset: 0,
        limit: OFFERED,
      }),
    placeholderData: (before) => before,
  });
  const rows = page.data?.rows ?? [];
  return (
    <div className={css.choices} ref={first}>
      <ChoiceSearch
        label="Search groups"
        placeholder="Search groups"
        testId="filter-group-search"
        text={text}
        onChange={setText}
      />
      <div className={css.choiceRows}>
        {rows.map((row) => (
          <Button
            key={`${row.connection_id}/${row.group_id}`}
            className={`${css.choice} ${css.choiceButton}`}
            data-testid="filter-group-option"
            disabled={row.members === null}
            title={
              row.members === null ? "Unknown, not none. Its members were not synced" : undefined
            }
            onClick={() => {
              filterByGroup({
                connection_id: row.connection_id,
                group_id: row.group_id,
                name: row.name,
              });
              onPicked();
            }}
          >
            <Dot color={row.color} />
            <span className="clip name">{row.name}</span>
            <span className="hidden-words">in {row.connection_name}</span>
            <span className="muted num">
              {row.members === null ? "unknown" : count(row.members)}
            </span>
          </Button>
        ))}
        {rows.length === 0 ? (
          <p className="muted small">{text ? "None match" : "None exist"}</p>
        ) : null}
      </div>
      {page.data && page.data.total > rows.length ? (
        <p className="muted small">
          {plural(page.data.total - rows.length, "more group", "more groups")}. Type to narrow the
          list.
        </p>
      ) : null}
    </div>
  );
}
