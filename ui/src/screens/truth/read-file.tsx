import type { useTruthImport } from "../../data/truth";
import type { TruthLook } from "../../host";
import { countsWords } from "../../words/truth";
import { TruthColumns } from "./columns";
import { DatesQuestion } from "./dates";
import { Questions } from "./questions";
import { Rejected } from "./rejected";
import { SourceChoice } from "./source";
import css from "./truth.module.css";
import { Unknown } from "./unknown";

/** How a file is read, and the questions about it. */
export function ReadFile({
  look,
  importing,
}: {
  look: TruthLook;
  importing: ReturnType<typeof useTruthImport>;
}) {
  return (
    <div className={`${css.look} scroll`}>
      <p className={css.truthLine} role="status" data-testid="truth-counts">
        {countsWords(look)}
        {look.remembered ? <span className="muted"> Columns are mapped as last time.</span> : null}
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
  );
}
