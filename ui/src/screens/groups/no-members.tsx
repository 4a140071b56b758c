import { useRead, useReading } from "../../data/state";
import type { GroupRow } from "../../host";
import { Button } from "../../parts/button";
import { Empty } from "../../parts/page";

/** Members that were not synced are unknown: the group may be empty or not. */
export function UnknownMembers({ group }: { group: GroupRow }) {
  const read = useRead();
  const busy = useReading().has(group.connection_id);
  return (
    <Empty title="Members unknown, not none" testId="members-unknown">
      <p className="small">
        The members of this {group.noun} were not synced from {group.connection_name}. Rollcall
        can’t tell who is in it, or whether it is empty.
      </p>
      <Button
        className="button"
        aria-disabled={busy}
        onClick={() => void read([group.connection_id])}
      >
        {busy ? "Syncing…" : `Sync ${group.connection_name} now`}
      </Button>
    </Empty>
  );
}

/** No member is shown: none matches the search, or the group has none. */
export function NoMembers({
  noun,
  searched,
  onClear,
}: {
  noun: string;
  searched: boolean;
  onClear: () => void;
}) {
  if (searched) {
    return (
      <Empty title="No members match this search.">
        <Button className="button" onClick={onClear}>
          Clear search
        </Button>
      </Empty>
    );
  }
  return (
    <Empty title={`This ${noun} has no members.`} testId="members-none">
      <p className="small">Its member list was synced and is empty.</p>
    </Empty>
  );
}
