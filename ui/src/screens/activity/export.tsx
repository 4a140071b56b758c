import { useState } from "react";
import { useCall } from "../../data/call";
import { Button } from "../../parts/button";
import { CopyButton, ProblemPart } from "../../parts/problem";
import { plural } from "../../words/numbers";
import css from "./activity.module.css";
import { exportRecord, type RecordExport } from "./record-host";

export function useExport() {
  const { busy, problem, call } = useCall();
  const [written, setWritten] = useState<RecordExport | null>(null);
  const write = () =>
    call(async () => {
      setWritten(null);
      setWritten(await exportRecord());
    });
  return { busy, written, problem, write, dismiss: () => setWritten(null) };
}

type Exporting = ReturnType<typeof useExport>;

export function ExportButton({ exporting }: { exporting: Exporting }) {
  return (
    <Button
      className="button"
      aria-disabled={exporting.busy}
      onClick={() => void exporting.write()}
      data-testid="activity-export"
    >
      {exporting.busy ? "Exporting…" : "Export as JSON Lines"}
    </Button>
  );
}

/** The path of the file. The export includes the whole record, regardless of the filters. */
export function Exported({ exporting }: { exporting: Exporting }) {
  const { written, problem } = exporting;
  if (problem) {
    return (
      <div className={css.problem} role="alert">
        <ProblemPart problem={problem} title="The record was not exported" />
      </div>
    );
  }
  if (!written) return null;
  return (
    <div className={`${css.exported} note plain`} role="status" data-testid="activity-exported">
      <span className="grow">
        The whole record, {plural(written.entries, "entry", "entries")}, is saved as{" "}
        <span className="mono">{written.path}</span>
      </span>
      <CopyButton text={written.path} label="Copy path" />
      <Button className="button ghost" onClick={exporting.dismiss}>
        Dismiss
      </Button>
    </div>
  );
}
