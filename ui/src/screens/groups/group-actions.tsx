import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useStageOne } from "../../data/staging-one";
import { type GroupRow, type GroupWishKind, host } from "../../host";
import { MenuButton } from "../../parts/menu";
import { StageDialog } from "../../parts/stage-dialog";
import { plural } from "../../words/numbers";

/** Renaming and deleting one group, behind `⋯`; with the reason if its app refuses. */
export function GroupActions({ group }: { group: GroupRow }) {
  const [doing, setDoing] = useState<"rename" | "delete" | null>(null);
  const refusals = useQuery({
    queryKey: ["group-refusals", group.connection_id],
    queryFn: () => host.groupRefusals(group.connection_id),
  });
  const why = (kind: GroupWishKind) =>
    group.listed
      ? (refusals.data?.find((refusal) => refusal.kind === kind)?.why ?? null)
      : `${group.connection_name} no longer lists this ${group.noun}.`;
  const close = () => setDoing(null);
  return (
    <>
      <MenuButton
        label={`Actions of ${group.name}`}
        testId="group-menu"
        entries={[
          {
            id: "rename",
            label: "Rename…",
            testId: "group-rename",
            why: why("rename"),
            onAction: () => setDoing("rename"),
          },
          {
            id: "delete",
            label: "Delete…",
            testId: "group-delete",
            danger: true,
            why: why("delete"),
            onAction: () => setDoing("delete"),
          },
        ]}
      />
      {doing === "rename" ? <RenameDialog group={group} onClose={close} /> : null}
      {doing === "delete" ? <DeleteDialog group={group} onClose={close} /> : null}
    </>
  );
}

const wishFor = (group: GroupRow, kind: GroupWishKind, name: string) => ({
  kind,
  connection_id: group.connection_id,
  group_id: group.group_id,
  name,
});

function RenameDialog({ group, onClose }: { group: GroupRow; onClose: () => void }) {
  const one = useStageOne();
  const [name, setName] = useState(group.name);
  const wanted = name.trim();
  const ready = wanted !== "" && wanted !== group.name;
  const stage = async () => {
    if (!ready) return;
    if (await one.stage(() => host.stageGroup(wishFor(group, "rename", wanted)))) onClose();
  };
  return (
    <StageDialog
      title={`Rename ${group.name}`}
      one={one}
      failed="The new name was not staged"
      ready={ready}
      label="Stage the new name"
      testId="group-rename-stage"
      onStage={() => void stage()}
      onClose={onClose}
    >
      <label className="field">
        <span>
          New name of this {group.noun} in {group.connection_name}
        </span>
        <input
          className="input"
          autoComplete="off"
          spellCheck={false}
          value={name}
          // biome-ignore lint/a11y/noAutofocus: the only field of the opened dialog
          autoFocus
          data-testid="group-rename-name"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
    </StageDialog>
  );
}

function DeleteDialog({ group, onClose }: { group: GroupRow; onClose: () => void }) {
  const one = useStageOne();
  const stage = async () => {
    if (await one.stage(() => host.stageGroup(wishFor(group, "delete", "")))) onClose();
  };
  return (
    <StageDialog
      title={`Delete ${group.name}`}
      one={one}
      failed="The deletion was not staged"
      label="Stage the deletion"
      danger
      testId="group-delete-stage"
      onStage={() => void stage()}
      onClose={onClose}
    >
      <p>
        {group.members === null
          ? `The members of this ${group.noun} are unknown because they were not synced. All of them lose it.`
          : group.members === 0
            ? `This ${group.noun} has no members.`
            : `${plural(group.members, "member loses", "members lose")} this ${group.noun} and its access in ${group.connection_name}.`}{" "}
        The plan shows what can’t be undone.
      </p>
    </StageDialog>
  );
}
