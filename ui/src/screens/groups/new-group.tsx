import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { useStageOne } from "../../data/staging-one";
import { useConnections } from "../../data/state";
import { asProblem, host } from "../../host";
import { AppChoice } from "../../parts/app-choice";
import { Button } from "../../parts/button";
import { ProblemPart } from "../../parts/problem";
import { StageDialog } from "../../parts/stage-dialog";
import { TextField } from "../../parts/text-field";

export function NewGroupButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button className="button" onClick={() => setOpen(true)} data-testid="new-group">
        New group…
      </Button>
      {open ? <NewGroupDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** The app and name of a new group; staged like every change. */
function NewGroupDialog({ onClose }: { onClose: () => void }) {
  const connections = useConnections();
  const one = useStageOne();
  const answers = useQueries({
    queries: connections.map((c) => ({
      queryKey: ["group-refusals", c.id],
      queryFn: () => host.groupRefusals(c.id),
    })),
  });
  const refused = new Map<string, string>();
  connections.forEach((c, i) => {
    const why = answers[i]?.data?.find((refusal) => refusal.kind === "create")?.why;
    if (why !== undefined) refused.set(c.id, why);
  });
  const failed = answers.find((answer) => answer.isError);
  const pending = answers.some((answer) => answer.isPending);
  const able = connections.filter((c) => !refused.has(c.id));
  const [picked, pick] = useState<string | null>(null);
  // With only one possible app, there is nothing to choose.
  const app = able.find((c) => c.id === picked) ?? (able.length === 1 && !pending ? able[0] : null);
  const [name, setName] = useState("");
  const ready = app !== null && app !== undefined && name.trim() !== "" && !pending;
  const stage = async () => {
    if (!ready || !app) return;
    const wish = {
      kind: "create" as const,
      connection_id: app.id,
      group_id: "",
      name: name.trim(),
    };
    if (await one.stage(() => host.stageGroup(wish))) onClose();
  };
  return (
    <StageDialog
      title="New group"
      one={one}
      failed="The new group was not staged"
      ready={ready}
      label={app ? `Stage the new ${app.nouns.group}` : "Stage"}
      testId="new-group-stage"
      onStage={() => void stage()}
      onClose={onClose}
    >
      {failed ? (
        <ProblemPart
          problem={asProblem(failed.error)}
          title="The capabilities of the apps could not be loaded"
        />
      ) : null}
      <AppChoice
        legend="App"
        name="new-group-app"
        testId="new-group-app"
        connections={connections}
        refused={refused}
        chosen={app?.id ?? null}
        onChoose={pick}
      />
      {able.length === 0 && !pending ? (
        <p className="note">None of the connected apps creates groups over SCIM.</p>
      ) : null}
      <TextField
        label={app ? `Name of the ${app.nouns.group}` : "Name"}
        value={name}
        spellCheck={false}
        testId="new-group-name"
        onChange={setName}
      />
    </StageDialog>
  );
}
