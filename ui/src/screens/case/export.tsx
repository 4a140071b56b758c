import { useState } from "react";
import { useCall } from "../../data/call";
import { type CaseFormat, host } from "../../host";
import { Button } from "../../parts/button";
import { CopyButton, ProblemPart } from "../../parts/problem";
import css from "./case.module.css";

/** Saves the receipt as a file; the path stays visible until it is dismissed. */
export function useExportCase(id: string) {
  const { busy, problem, call } = useCall();
  const [path, setPath] = useState<string | null>(null);
  const write = (format: CaseFormat) =>
    call(async () => {
      setPath(null);
      setPath(await host.exportCase(id, format));
    });
  return { busy, path, problem, write, dismiss: () => setPath(null) };
}

type Exporting = ReturnType<typeof useExportCase>;

export function ExportButtons({ exporting }: { exporting: Exporting }) {
  const { busy, write } = exporting;
  return (
    <>
      <Button
        className="button ghost"
        aria-disabled={busy}
        onClick={() => void write("html")}
        data-testid="case-export-html"
      >
        Save as HTML
      </Button>
      <Button
        className="button ghost"
        aria-disabled={busy}
        onClick={() => void write("json")}
        data-testid="case-export-json"
      >
        Save as JSON
      </Button>
      <Button className="button ghost" onClick={() => window.print()} data-testid="case-print">
        Print
      </Button>
    </>
  );
}

export function Exported({ exporting }: { exporting: Exporting }) {
  const { path, problem } = exporting;
  if (problem) {
    return (
      <div className={css.problem} role="alert">
        <ProblemPart problem={problem} title="The receipt was not saved" />
      </div>
    );
  }
  if (path === null) return null;
  return (
    <div className={`${css.exported} note plain`} role="status" data-testid="case-exported">
      <span className="grow">
        The receipt is saved as{" "}
        <span className="mono" data-path={path}>
          {path}
        </span>
      </span>
      <CopyButton text={path} label="Copy path" />
      <Button className="button ghost" onClick={exporting.dismiss}>
        Dismiss
      </Button>
    </div>
  );
}
