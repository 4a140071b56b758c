import { X } from "lucide-react";
import { useRevision } from "../../../data/live";
import { type ConnectionView, type GroupRow, host } from "../../../host";
import { Button } from "../../../parts/button";
import css from "../../../parts/filter-chip.module.css";
import { PickSearch } from "../../../parts/pick-search";
import { plural } from "../../../words/numbers";

const FOUND = 20;

const findGroups = (connectionId: string, text: string) =>
  host.groups({
    text,
    connections: [connectionId],
    sort: "name",
    descending: false,
    offset: 0,
    limit: FOUND,
  });

/** The groups that the new account joins. */
export function JoinedGroups({
  connection,
  groups,
  onChange,
}: {
  connection: ConnectionView;
  groups: GroupRow[];
  onChange: (groups: GroupRow[]) => void;
}) {
  const revision = useRevision();
  const { nouns } = connection;
  const option = (row: GroupRow) => ({
    key: row.group_id,
    name: row.name,
    under: row.members === null ? "members unknown" : plural(row.members, "member", "members"),
    taken: groups.some((one) => one.group_id === row.group_id)
      ? "Chosen"
      : row.listed
        ? undefined
        : "No longer listed",
  });
  return (
    <div className="field">
      <span>Joins these {nouns.groups}</span>
      {groups.length > 0 ? (
        <ul className="box" aria-label={`Chosen ${nouns.groups}`}>
          {groups.map((group) => (
            <li key={group.group_id} data-testid="new-user-group" data-group={group.group_id}>
              <span className="grow name">{group.name}</span>
              <Button
                className={css.clear}
                aria-label={`Remove ${group.name}`}
                onClick={() => onChange(groups.filter((one) => one !== group))}
              >
                <X aria-hidden="true" size={12} />
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <PickSearch<GroupRow>
        label={`Search ${nouns.groups} of ${connection.name}`}
        placeholder={`Name of a ${nouns.group}…`}
        testId="new-user-groups"
        optionTestId="new-user-group-option"
        queryKey={["new-user-groups", connection.id, revision]}
        ask={(text) => findGroups(connection.id, text)}
        option={option}
        onPick={(row) => onChange([...groups, row])}
        none={`No ${nouns.group} of ${connection.name} matches.`}
      />
    </div>
  );
}
