import { useQueryClient } from "@tanstack/react-query";
import type { GroupKey } from "../../data/stage";
import { discardStaged, type Staged, useStaged } from "../../data/stage-members";
import type { GroupRow } from "../../host";
import { Button } from "../../parts/button";
import { Side } from "../../parts/page";
import { changesOf, netSentence, netWords, someNames } from "../../words/membership";
import { count } from "../../words/numbers";
import { AddSearch } from "./add-search";
import css from "./groups.module.css";
import { Mark } from "./members-grid";
import { PasteList } from "./paste-list";
import { WillSend } from "./will-send";

type Part = {
  groupKey: GroupKey;
  group: GroupRow;
  members: number;
  /** The element that gets the focus next: the pressed button is gone. */
  onDiscard: () => void;
};

/** Beside the members: find and paste people, and the staged changes. */
export function EditorSide({ groupKey, group, members, onDiscard }: Part) {
  const staged = useStaged(groupKey);
  return (
    <Side label="Add members" testId="member-editor">
      <h2 className="sec">Add members</h2>
      <AddSearch groupKey={groupKey} app={group.connection_name} />
      <PasteList groupKey={groupKey} app={group.connection_name} noun={group.noun} />
      <p className="hidden-words" role="status">
        {changesOf(staged) > 0 ? netSentence(staged, members) : ""}
      </p>
      {changesOf(staged) > 0 ? (
        <StagedHere
          staged={staged}
          groupKey={groupKey}
          group={group}
          members={members}
          onDiscard={onDiscard}
        />
      ) : null}
    </Side>
  );
}

/** The net change, the added and removed members, and the requests. */
function StagedHere({ staged, groupKey, group, members, onDiscard }: Part & { staged: Staged }) {
  const client = useQueryClient();
  const { adds, removes } = staged;
  const names = (people: typeof adds) => someNames([...people.values()].map((p) => p.name));
  return (
    <>
      <h2 className="sec">
        Staged for this {group.noun}
        <span className="grow" />
        <span className={`figures ${css.stagedNet}`} data-testid="staged-net">
          {netWords(staged, members)}
        </span>
        <Button
          className="button slim ghost"
          aria-label={`Discard all changes of ${group.name}`}
          onClick={() => {
            discardStaged(client, groupKey);
            onDiscard();
          }}
          data-testid="staged-discard"
        >
          Discard
        </Button>
      </h2>
      <ul
        className={`box ${css.stagedBox}`}
        data-testid="staged-summary"
        data-count={changesOf(staged)}
      >
        {adds.size > 0 ? (
          <li data-staged="add">
            <Mark staged="add" />
            {count(adds.size)} added
            <span className={`grow ink-2 ${css.stagedNames}`}>{names(adds)}</span>
          </li>
        ) : null}
        {removes.size > 0 ? (
          <li data-staged="remove">
            <Mark staged="remove" />
            {count(removes.size)} removed
            <span className={`grow ink-2 ${css.stagedNames}`}>{names(removes)}</span>
          </li>
        ) : null}
      </ul>
      <WillSend groupKey={groupKey} staged={staged} />
    </>
  );
}
