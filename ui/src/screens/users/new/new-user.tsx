import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useStageOne } from "../../../data/staging-one";
import { useConnections } from "../../../data/state";
import { asProblem, type GroupRow, host } from "../../../host";
import { AppChoice } from "../../../parts/app-choice";
import { Button } from "../../../parts/button";
import { ProblemPart } from "../../../parts/problem";
import { StageDialog } from "../../../parts/stage-dialog";
import { Fields, offered } from "./fields";
import { JoinedGroups } from "./groups";

export function NewUserButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button className="button" onClick={() => setOpen(true)} data-testid="new-user">
        New account…
      </Button>
      {open ? <NewUserDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

const NO_REFUSALS: ReadonlyMap<string, string> = new Map();

/** The app, values and groups of a new account; staged like every change. */
function NewUserDialog({ onClose }: { onClose: () => void }) {
  const connections = useConnections();
  const one = useStageOne();
  const [picked, pick] = useState<string | null>(null);
  const app =
    connections.find((c) => c.id === picked) ?? (connections.length === 1 ? connections[0] : null);
  const [values, setValues] = useState<Record<string, string>>({});
  const [groups, setGroups] = useState<GroupRow[]>([]);
  const attributes = useQuery({
    queryKey: ["attributes", app?.id],
    queryFn: () => host.attributes(app ? [app.id] : []),
    enabled: app !== null && app !== undefined,
  });
  const fields = offered(attributes.data ?? []);
  // Values typed for another app are kept only for fields that this app has.
  const wanted = fields.flatMap(({ path }) => {
    const value = values[path]?.trim() ?? "";
    return value === "" ? [] : [{ path, value }];
  });
  const ready = app !== null && app !== undefined && wanted.some((v) => v.path === "userName");
  const choose = (id: string) => {
    pick(id);
    setGroups([]);
    one.forget();
  };
  const stage = async () => {
    if (!ready) return;
    const user = {
      connection_id: app.id,
      values: wanted,
      groups: groups.map((group) => group.group_id),
    };
    if (await one.stage(() => host.stageNewUser(user))) onClose();
  };
  return (
    <StageDialog
      title="New account"
      wide
      one={one}
      failed="The new account was not staged"
      ready={ready}
      label={app ? `Stage the new ${app.nouns.user}` : "Stage"}
      testId="new-user-stage"
      onStage={() => void stage()}
      onClose={onClose}
    >
      <AppChoice
        legend="App"
        name="new-user-app"
        testId="new-user-app"
        connections={connections}
        refused={NO_REFUSALS}
        chosen={app?.id ?? null}
        onChoose={choose}
      />
      {attributes.isError ? (
        <ProblemPart
          problem={asProblem(attributes.error)}
          title="The fields of this app could not be loaded"
        >
          <Button className="button" onClick={() => void attributes.refetch()}>
            Try again
          </Button>
        </ProblemPart>
      ) : null}
      {app && fields.length > 0 ? (
        <>
          <Fields
            attributes={fields}
            values={values}
            onChange={(path, value) => setValues((before) => ({ ...before, [path]: value }))}
          />
          <JoinedGroups connection={app} groups={groups} onChange={setGroups} />
        </>
      ) : app ? null : (
        <p className="muted small">Choose an app first. Each app has different fields.</p>
      )}
    </StageDialog>
  );
}
