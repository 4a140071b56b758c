import { useState } from "react";
import { useAppStateQuery } from "../../data/state";
import { useTruthImport } from "../../data/truth";
import { Button } from "../../parts/button";
import { Header } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { useRoute } from "../../routes";
import { count, plural } from "../../words/numbers";
import { countsWords } from "../../words/truth";
import { TruthColumns } from "./columns";
import { DatesQuestion } from "./dates";
import { ImportFoot } from "./foot";
import { PickFile } from "./pick";
import { Questions } from "./questions";
import { Rejected } from "./rejected";
import { SourceChoice } from "./source";
import css from "./truth.module.css";
import { Unknown } from "./unknown";

const CRUMB = { words: "People", to: { at: "people" } } as const;

/** Imports the HR list: first how the file is read, then the import. */
export function TruthScreen() {
  const [, go] = useRoute();
  const importing = useTruthImport();
  const [over, setOver] = useState(false);
  const { look, busy, problem } = importing;
  const mode = useAppStateQuery().data?.mode;
  const choose = (file: File | undefined) => {
    if (file && !busy) void importing.choose(file);
  };
  const take = async (typed: string | null) => {
    if (await importing.take(typed)) go({ at: "people" });
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
        crumb={CRUMB}
        sub={
          look ? (
            <>
              <span className="name">{look.name}</span> · {look.kind} ·{" "}
              {plural(look.rows, "row", "rows")}, {plural(look.columns.length, "column", "columns")}
            </>
          ) : (
            "Who works here, according to HR or the directory"
          )
        }
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
          <div className={`${css.look} scroll`}>
            <p className={css.truthLine} role="status" data-testid="truth-counts">
              {countsWords(look)}
              {look.remembered ? (
                <span className="muted"> Columns are mapped as last time.</span>
              ) : null}
            </p>
            {look.cannot ? (
              <p className="note" data-testid="truth-cannot">
                <b>{look.asked ? "Not ready to import." : "This file can’t be imported."}</b>{" "}
                {look.cannot}
              </p>
            ) : null}
            {look.notes.map((note) => (
              <p key={note} className="note plain" data-testid="truth-note">
                {note}
              </p>
            ))}
            <SourceChoice look={look} onRead={importing.read} />
            <Questions
              look={look}
              mapping={importing.mapping}
              onWord={importing.setWord}
              onField={importing.setField}
              onIgnore={importing.ignore}
            />
            {importing.example === null ? null : (
              <DatesQuestion
                example={importing.example}
                chosen={importing.mapping?.dates ?? null}
                onChoose={importing.setDates}
              />
            )}
            <Unknown
              look={look}
              mapping={importing.mapping}
              onRow={importing.setRow}
              onOthers={importing.setOthers}
            />
            <TruthColumns look={look} mapping={importing.mapping} onField={importing.setField} />
            <Rejected look={look} />
          </div>
          <ImportFoot
            key={look.id}
            look={look}
            busy={busy}
            onImport={(typed) => void take(typed)}
            onCancel={() => {
              importing.drop();
              go({ at: "people" });
            }}
          />
        </>
      ) : (
        <div className={css.truthEmpty} data-testid="truth-empty">
          <p className="empty-title">Drop a file here, or choose one</p>
          <p className="small ink-2">
            A CSV file or a workbook (.xlsx, .xls, .xlsb, .ods) with one row per person and a column
            of email addresses. The file is read on this computer. Nothing is saved until you import
            it.
          </p>
          <div className={css.choices}>
            <PickFile label="Choose a file…" primary busy={busy === "looking"} onChoose={choose} />
            {mode === "sample" ? (
              <Button
                className="button large"
                aria-disabled={busy === "looking"}
                onClick={() => busy !== "looking" && void importing.chooseSample()}
                data-testid="truth-sample"
              >
                Use the sample company's list
              </Button>
            ) : null}
          </div>
        </div>
      )}
      <p className="hidden-words" role="status">
        {busy === "mapping" ? "Reading the columns again" : ""}
        {look && !busy && look.rejected_count > 0
          ? `${count(look.rejected_count)} rows are skipped`
          : ""}
      </p>
    </div>
  );
}
