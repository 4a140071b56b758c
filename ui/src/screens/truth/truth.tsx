import { useState } from "react";
import { usePlace } from "../../data/origin";
import { useAppStateQuery } from "../../data/state";
import { useTruthImport } from "../../data/truth";
import type { TruthLook } from "../../host";
import { Button } from "../../parts/button";
import { Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { useRoute } from "../../routes";
import { count, plural } from "../../words/numbers";
import { ImportFoot } from "./foot";
import { PickFile } from "./pick";
import { ReadFile } from "./read-file";
import css from "./truth.module.css";

const PEOPLE = { words: "People", to: { at: "people" } } as const;
const RECONCILE = { words: "Reconcile", to: { at: "reconcile" } } as const;

/** Imports the HR list: first how the file is read, then the import. */
export function TruthScreen() {
  const [, go] = useRoute();
  const importing = useTruthImport();
  // Back to where the import was asked for.
  const crumb = usePlace().at === "reconcile" ? RECONCILE : PEOPLE;
  const [over, setOver] = useState(false);
  const { look, busy, problem } = importing;
  const choose = (file: File | undefined) => {
    if (file && !busy) void importing.choose(file);
  };
  const take = async (typed: string | null) => {
    if (await importing.take(typed)) go(crumb.to);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file does the same as the button
    <div
      className={`fill ${css.truth}`}
      data-testid="truth"
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        choose(event.dataTransfer.files[0]);
      }}
    >
      <Header
        title="Import an HR list"
        crumb={crumb}
        sub={look ? <FileWords look={look} /> : "Who works here, according to HR or the directory"}
      >
        {look ? (
          <>
            <PickFile label="Choose another file…" busy={busy === "looking"} onChoose={choose} />
            <Button className="button ghost" onClick={importing.drop} data-testid="truth-drop">
              Discard file
            </Button>
          </>
        ) : null}
      </Header>
      {problem ? (
        <div className="notice" role="alert" data-testid="truth-problem">
          <ProblemPart problem={problem.problem} title={problem.title} />
        </div>
      ) : null}
      {look ? (
        <>
          <ReadFile look={look} importing={importing} />
          <ImportFoot
            key={look.id}
            look={look}
            busy={busy}
            onImport={(typed) => void take(typed)}
            onCancel={() => {
              importing.drop();
              go(crumb.to);
            }}
          />
        </>
      ) : (
        <NoFile
          looking={busy === "looking"}
          onChoose={choose}
          onSample={() => void importing.chooseSample()}
        />
      )}
      <p className="hidden-words" role="status">
        {busy === "mapping" ? "Reading the columns again" : ""}
        {look && !busy ? skippedWords(look) : ""}
      </p>
    </div>
  );
}

/** "hr-export.csv · CSV · 412 rows, 9 columns". */
function FileWords({ look }: { look: TruthLook }) {
  return (
    <>
      <span className="name">{look.name}</span> · {look.kind} · {plural(look.rows, "row", "rows")},{" "}
      {plural(look.columns.length, "column", "columns")}
    </>
  );
}

const skippedWords = (look: TruthLook): string =>
  look.rejected_count > 0 ? `${count(look.rejected_count)} rows are skipped` : "";

function NoFile({
  looking,
  onChoose,
  onSample,
}: {
  looking: boolean;
  onChoose: (file: File | undefined) => void;
  onSample: () => void;
}) {
  const mode = useAppStateQuery().data?.mode;
  return (
    <div className={css.truthEmpty} data-testid="truth-empty">
      <p className="empty-title">Drop a file here, or choose one</p>
      <p className="small ink-2">
        A CSV file or a workbook (.xlsx, .xls, .xlsb, .ods) with one row per person and a column of
        email addresses. The file is read on this computer. Nothing is saved until you import it.
      </p>
      <div className={css.choices}>
        <PickFile label="Choose a file…" primary busy={looking} onChoose={onChoose} />
        {mode === "sample" ? (
          <Button
            className="button large"
            aria-disabled={looking}
            onClick={() => !looking && onSample()}
            data-testid="truth-sample"
          >
            Use the sample company's list
          </Button>
        ) : null}
      </div>
    </div>
  );
}
