import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLive } from "../../data/live";
import { asProblem, type ConnectionView, host, type Problem, type RungView } from "../../host";
import { Button } from "../../parts/button";
import { FormDialog } from "../../parts/form-dialog";
import { Rungs } from "../../parts/rungs";
import { TextField } from "../../parts/text-field";

/** Name, address and license cost of a connection. A new address is tested; a new host needs a confirmation. */
export function EditConnection({
  connection,
  onClose,
}: {
  connection: ConnectionView;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const live = useLive();
  const [name, setName] = useState(connection.name);
  const [address, setAddress] = useState(connection.address);
  const [price, setPrice] = useState(connection.seat_price ?? "");
  const [saving, setSaving] = useState(false);
  const [rungs, setRungs] = useState<RungView[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const moves = address.trim() !== connection.address;
  const asks = problem?.code === "not-confirmed";

  const save = async (otherHost: boolean) => {
    setSaving(true);
    setProblem(null);
    setRungs([]);
    try {
      if (name.trim() !== connection.name) await host.renameConnection(connection.id, name);
      if (price.trim() !== (connection.seat_price ?? ""))
        await host.setSeatPrice(connection.id, price);
      if (moves) {
        const moved = await host.changeAddress(connection.id, address, otherHost);
        if (!moved.connection) {
          setRungs(moved.test.rungs);
          return;
        }
      }
      onClose();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setSaving(false);
      await client.invalidateQueries({ queryKey: ["state"] });
    }
  };
  const shown = saving && moves ? live.rungs : rungs;
  return (
    <FormDialog
      title={`Edit ${connection.name}`}
      wide
      dialogTestId="edit-connection"
      busy={saving}
      problem={problem}
      failed={asks ? "The token would go to another host" : "Not everything was saved"}
      remedy={
        asks ? (
          <Button
            className="button"
            disabled={saving}
            why={saving && "The connection is being saved."}
            onClick={() => void save(true)}
            data-testid="edit-connection-other-host"
          >
            Test at the new host
          </Button>
        ) : null
      }
      noValidate
      label={moves ? "Test and save" : "Save"}
      working={moves ? "Testing…" : "Saving…"}
      testId="edit-connection-save"
      note={shown.length > 0 ? <Rungs rungs={shown} /> : null}
      onSubmit={() => void save(false)}
      onClose={onClose}
    >
      <TextField label="Name" value={name} onChange={setName} testId="edit-connection-name" />
      <TextField
        label="Address"
        value={address}
        spellCheck={false}
        onChange={(text) => {
          setAddress(text);
          setProblem(null);
        }}
        testId="edit-connection-address"
      />
      <TextField
        label="License cost per user and month"
        value={price}
        placeholder="12.50 EUR"
        onChange={setPrice}
        testId="edit-connection-price"
      />
      <p className="muted small">
        History, protected accounts, the guard, open cases and reviews stay. A new address is tested
        with the token before it is saved.
      </p>
    </FormDialog>
  );
}
