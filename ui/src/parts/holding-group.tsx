import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, type ConnectionView, type GroupRow, host, type Problem } from "../host";
import { plural } from "../words/numbers";
import { Button } from "./button";
import css from "./holding-group.module.css";
import { type Option, PickSearch } from "./pick-search";
import { ProblemPart } from "./problem";

const FOUND = 20;

const option = (row: GroupRow): Option => ({
  key: row.group_id,
  name: row.name,
  under: row.members === null ? "members unknown" : plural(row.members, "member", "members"),
  taken: row.listed ? undefined : "no longer listed",
});

/** Chooses the group that quarantine moves people to in one app; the choice is saved for next time. */
export function HoldingGroup({
  connection,
  chosen,
  onClose,
}: {
  connection: ConnectionView;
  /** A group is chosen and can be cleared. */
  chosen: boolean;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const [problem, setProblem] = useState<Problem | null>(null);
  const choose = async (groupId: string | null) => {
    setProblem(null);
    try {
      await host.setHoldingGroup(connection.id, groupId);
      await client.invalidateQueries({ queryKey: ["person"] });
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  };
  return (
    <div className={css.choice}>
      <PickSearch<GroupRow>
        label={`Search ${connection.nouns.groups} of ${connection.name} for a holding group`}
        placeholder={`Name of the ${connection.nouns.group}…`}
        testId="holding-search"
        optionTestId="holding-option"
        queryKey={["holding-search", connection.id]}
        ask={(text) =>
          host.groups({
            text,
            connections: [connection.id],
            sort: "name",
            descending: false,
            offset: 0,
            limit: FOUND,
          })
        }
        option={option}
        onPick={(row) => void choose(row.group_id)}
        none={`No ${connection.nouns.group} of ${connection.name} matches.`}
      />
      <div className="actions">
        {chosen ? (
          <Button className="button slim" onClick={() => void choose(null)}>
            Clear choice
          </Button>
        ) : null}
        <Button className="button slim" onClick={onClose}>
          Cancel
        </Button>
      </div>
      {problem ? (
        <div role="alert">
          <ProblemPart problem={problem} title="The group was not saved" headingLevel={3} />
        </div>
      ) : null}
    </div>
  );
}
