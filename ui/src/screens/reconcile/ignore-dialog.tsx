import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCall } from "../../data/call";
import { host, type ReconcileBucket, type ReconcileRow } from "../../host";
import { FormDialog } from "../../parts/form-dialog";
import { TextField } from "../../parts/text-field";
import { plural } from "../../words/numbers";
import { shownAgain } from "./use-acts";

/** Until which day rows stay as they are, and why. */
export function IgnoreDialog({
  bucket,
  rows,
  onDone,
  onClose,
}: {
  bucket: ReconcileBucket;
  rows: ReconcileRow[];
  onDone: () => void;
  onClose: () => void;
}) {
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const { busy, problem, call } = useCall();
  const ready = /^\d{4}-\d{2}-\d{2}$/.test(until.trim()) && reason.trim() !== "";
  const client = useQueryClient();
  const submit = async () => {
    const ignore = { bucket, rows: rows.map((row) => row.at), until: until.trim(), reason };
    const save = async () => {
      await host.reconcileIgnore(ignore);
      await shownAgain(client);
    };
    if (await call(save)) onDone();
  };
  return (
    <FormDialog
      title={`Ignore ${plural(rows.length, "row", "rows")}`}
      dialogTestId="ignore-dialog"
      busy={busy}
      problem={problem}
      failed="Nothing is ignored"
      ready={ready}
      label="Ignore"
      testId="ignore-save"
      note={
        <p className="muted small">
          Nothing is changed in an app. A row with other values is shown again before that day.
        </p>
      }
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <TextField
        label="Last day"
        value={until}
        placeholder="2026-12-31"
        testId="ignore-until"
        onChange={setUntil}
      />
      <TextField label="Reason" value={reason} testId="ignore-reason" onChange={setReason} />
    </FormDialog>
  );
}
