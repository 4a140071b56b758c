import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { replaceState } from "../../data/state";
import { asProblem, type ConnectionView, host, type Problem } from "../../host";
import { Button } from "../../parts/button";
import { FormDialog } from "../../parts/form-dialog";
import { useRoute } from "../../routes";
import { countOrUnknown } from "../../words/numbers";
import { WhatEnds } from "./what-ends";

/** Removing a connection changes nothing in the app; the dialog says what is deleted and what stays. */
export function RemoveConnection({ connection }: { connection: ConnectionView }) {
  const client = useQueryClient();
  const [, go] = useRoute();
  const [asking, setAsking] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async () => {
    setRemoving(true);
    setProblem(null);
    try {
      const state = await host.disconnect(connection.id);
      go(state.connections.length === 0 ? { at: "start" } : { at: "users" });
      replaceState(client, state);
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setRemoving(false);
      // It may be removed anyway, with its token left in a locked keychain.
      void client.invalidateQueries({ queryKey: ["state"] });
    }
  };
  return (
    <>
      <Button
        className="button danger-outline"
        onClick={() => setAsking(true)}
        data-testid="connection-remove"
      >
        Remove…
      </Button>
      {asking ? (
        <FormDialog
          title={`Remove ${connection.name}`}
          alert
          busy={removing}
          problem={problem}
          failed="The connection was not removed"
          label="Remove connection"
          working="Removing…"
          danger
          testId="connection-remove-confirm"
          onSubmit={() => void remove()}
          onClose={() => setAsking(false)}
        >
          <p>
            The token of {connection.name} is deleted from this computer’s keychain. Nothing changes
            in {connection.provider_name}. Every account there stays as it is, and the token stays
            valid until you revoke it there.
          </p>
          <p>
            {connection.users === null
              ? null
              : `Its ${countOrUnknown(connection.users)} ${connection.nouns.users} and their history are deleted from the local copy. `}
            The record, runs, cases and reviews stay. To change only the token, use Replace token…
          </p>
          <WhatEnds connection={connection} />
        </FormDialog>
      ) : null}
    </>
  );
}
