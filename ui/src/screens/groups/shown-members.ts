import type { Staged, StagedPerson } from "../../data/stage-members";
import type { MemberRow } from "../../host";

export type StagedAs = "add" | "remove";
export type ShownMember = MemberRow & { staged: StagedAs | null };

const USER = "user";

/**
 * Only accounts are added and removed here; groups in a group are left alone. A member without a kind
 * counts as an account if it is a synced one.
 */
export const isUser = (row: MemberRow): boolean =>
  row.kind.toLowerCase() === USER || (row.kind === "" && row.status !== null);

function asRow(person: StagedPerson, staged: StagedAs): ShownMember {
  const { id, name, user_name, status } = person;
  return { member_id: id, kind: USER, name, user_name, status, staged };
}

/** Staged rows above the members: the adds, and the removals if only changes are shown. */
export function changedRows(staged: Staged, text: string, all: boolean): ShownMember[] {
  const asked = text.toLocaleLowerCase();
  const fits = (row: ShownMember) =>
    asked === "" || `${row.name} ${row.user_name}`.toLocaleLowerCase().includes(asked);
  const adds = [...staged.adds.values()].map((person) => asRow(person, "add"));
  const removes = all ? [...staged.removes.values()].map((p) => asRow(p, "remove")) : [];
  return [...adds, ...removes].filter(fits);
}
