import { usePlanning } from "../../data/planning";
import { discardStaged, type GroupKey, stagedInPlan, useStaged } from "../../data/staged-members";
import { type GroupRow, host } from "../../host";
import { Side } from "../../parts/page";
import { Press } from "../../parts/press";
import { ProblemPart } from "../../parts/problem";
import { changesOf, netSentence, netWords, someNames } from "../../words/membership";
import { count, plural } from "../../words/numbers";
import { AddSearch } from "./add-search";
import { Mark } from "./members-grid";
import { PasteList } from "./paste-list";

/** Beside the members: find and paste people, and what is staged so far. */
export function EditorSide({ groupKey, group }: { groupKey: GroupKey; group: GroupRow }) {
  const { adds, removes } = useStaged(groupKey);
  const names = (people: typeof adds) => someNames([...people.values()].map((p) => p.name));
  return (
    <Side label="Add members" testId="member-editor">
      <h2 className="sec">Add members</h2>
      <AddSearch groupKey={groupKey} app={group.connection_name} />
      <PasteList groupKey={groupKey} app={group.connection_name} noun={group.noun} />
      {adds.size + removes.size > 0 ? (
        <>
          <h2 className="sec">Staged for this {group.noun}</h2>
          <ul className="box staged-box" data-testid="staged-summary">
            {adds.size > 0 ? (
              <li data-staged="add">
                <Mark staged="add" />
                {count(adds.size)} added
                <span className="grow ink-2 staged-names">{names(adds)}</span>
              </li>
            ) : null}
            {removes.size > 0 ? (
              <li data-staged="remove">
                <Mark staged="remove" />
                {count(removes.size)} removed
                <span className="grow ink-2 staged-names">{names(removes)}</span>
              </li>
            ) : null}
          </ul>
        </>
      ) : null}
    </Side>
  );
}

/** Below the members while something is staged: the net change, and the way on. */
export function StagedTray({
  groupKey,
  group,
  members,
  onDiscard,
}: {
  groupKey: GroupKey;
  group: GroupRow;
  members: number;
  /** Where the keyboard goes on: the button that was pressed is gone. */
  onDiscard: () => void;
}) {
  const staged = useStaged(groupKey);
  const { planning, problem, plan } = usePlanning();
  const changes = changesOf(staged);
  const review = () =>
    plan(async () => {
      const made = await host.planMembership(
        groupKey.connectionId,
        groupKey.groupId,
        [...staged.adds.keys()],
        [...staged.removes.keys()],
      );
      stagedInPlan(made.id, groupKey);
      return made;
    });
  return (
    <div className="staged-foot">
      {problem ? (
        <div role="alert">
          <ProblemPart problem={problem} title="No plan could be made" />
        </div>
      ) : null}
      <p className="hidden-words" role="status">
        {changes > 0 ? netSentence(staged, members) : ""}
      </p>
      {changes > 0 ? (
        <div className="tray" data-testid="staged-tray" data-count={changes}>
          <span className="clip">
            <b>{plural(changes, "change", "changes")} staged</b>
            <span className="muted"> · {group.name}</span>
          </span>
          <span className="figures" data-testid="staged-net">
            {netWords(staged, members)}
          </span>
          <Press
            className="button ghost"
            aria-disabled={planning}
            onClick={() => {
              if (planning) return;
              discardStaged(groupKey);
              onDiscard();
            }}
            data-testid="staged-discard"
          >
            Discard
          </Press>
          <Press
            className="button primary"
            aria-disabled={planning}
            onClick={() => void review()}
            data-testid="staged-review"
          >
            {planning ? "Reading live state…" : `Review ${plural(changes, "change", "changes")}`}
          </Press>
        </div>
      ) : null}
    </div>
  );
}
