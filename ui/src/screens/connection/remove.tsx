import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  Button as AriaButton,
  Dialog,
  DialogTrigger,
  Heading,
  Modal,
  ModalOverlay,
} from "react-aria-components";
import { replaceState } from "../../data/state";
import { asProblem, type ConnectionView, host, type Problem } from "../../host";
import { Button } from "../../parts/button";
import { ProblemPart } from "../../parts/problem";
import { useRoute } from "../../routes";
import { countOrUnknown } from "../../words/numbers";
import { WhatEnds } from "./what-ends";
import "../../parts/dialog.css";

/** Removing a connection changes nothing in the app; the dialog says what is deleted and what stays. */
export function RemoveConnection({ connection }: { connection: ConnectionView }) {
  const client = useQueryClient();
  const [, go] = useRoute();
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
    <DialogTrigger>
      <AriaButton className="button danger-outline" data-testid="connection-remove">
        Remove…
      </AriaButton>
      <ModalOverlay className="overlay" isDismissable={!removing}>
        <Modal className="dialog-frame">
          <Dialog className="dialog-body" role="alertdialog">
            {({ close }) => (
              <>
                <Heading slot="title">Remove {connection.name}</Heading>
                <p>
                  The token of {connection.name} is deleted from this computer’s keychain. Nothing
                  changes in {connection.provider_name}. Every account there stays as it is, and the
                  token stays valid until you revoke it there.
                </p>
                <p>
                  {connection.users === null
                    ? null
                    : `Its ${countOrUnknown(connection.users)} ${connection.nouns.users} and their history are deleted from the local copy. `}
                  The record, runs, cases and reviews stay. To change only the token, use Replace
                  token…
                </p>
                <WhatEnds connection={connection} />
                {problem ? (
                  <ProblemPart problem={problem} title="The connection was not removed" />
                ) : null}
                <div className="actions end">
                  <Button className="button" onClick={close} disabled={removing}>
                    Cancel
                  </Button>
                  <Button
                    className="button danger"
                    onClick={remove}
                    disabled={removing}
                    data-testid="connection-remove-confirm"
                  >
                    {removing ? "Removing…" : "Remove connection"}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
