import { useId } from "react";
import type { TruthLook, TruthMapping, TruthQuestion, TruthStatus } from "../../host";
import { count, plural } from "../../words/numbers";
import { answeredWords, meaningWords, STATUSES } from "../../words/truth";
import css from "./truth.module.css";

type Answers = {
  onWord: (column: number, value: string | null, means: TruthStatus | null) => void;
  onField: (column: number, field: string | null) => void;
  onIgnore: (column: number) => void;
};

/** Questions to answer before the import; answers can be changed until then. */
export function Questions({
  look,
  mapping,
  ...answers
}: { look: TruthLook; mapping: TruthMapping | null } & Answers) {
  if (look.questions.length === 0) return null;
  return (
    <section className={css.questions} aria-label="Questions about the list">
      <p className="truth-answered" role="status" data-testid="truth-answered">
        {answeredWords(look)}
      </p>
      {look.questions.map((question) => (
        <One
          key={`${question.column} ${question.kind}`}
          question={question}
          look={look}
          mapping={mapping}
          {...answers}
        />
      ))}
    </section>
  );
}

function One({
  question,
  look,
  mapping,
  onWord,
  onField,
  onIgnore,
}: {
  question: TruthQuestion;
  look: TruthLook;
  mapping: TruthMapping | null;
} & Answers) {
  const why = useId();
  return (
    <fieldset
      className={`note ${question.open ? "" : "plain"} ${css.question}`}
      data-open={question.open || undefined}
      data-testid="truth-question"
      aria-describedby={why}
    >
      <legend>
        <b>{question.words}</b>
      </legend>
      <p className="small ink-2" id={why}>
        {question.why}
      </p>
      {question.kind === "column" ? (
        <ColumnAnswer
          question={question}
          look={look}
          mapping={mapping}
          onField={onField}
          onIgnore={onIgnore}
        />
      ) : (
        <Words question={question} mapping={mapping} onWord={onWord} />
      )}
    </fieldset>
  );
}

function ColumnAnswer({
  question,
  look,
  mapping,
  onField,
  onIgnore,
}: {
  question: TruthQuestion;
  look: TruthLook;
  mapping: TruthMapping | null;
} & Pick<Answers, "onField" | "onIgnore">) {
  const field = mapping?.fields[question.column] ?? null;
  const ignored = mapping?.ignored.includes(question.column) ?? false;
  const shown = question.values.map((value) => `${value.shown} (${count(value.count)})`);
  return (
    <div className={css.columnAnswer}>
      <span className="muted small name">
        {shown.join(" · ")}
        {question.more > 0 ? ` · and ${plural(question.more, "other value", "other values")}` : ""}
      </span>
      <select
        className="input"
        aria-label={question.words}
        value={field ?? (ignored ? "ignored" : "")}
        data-testid="truth-answer-column"
        onChange={(event) => {
          const chosen = event.target.value;
          if (chosen === "ignored") onIgnore(question.column);
          else onField(question.column, chosen === "" ? null : chosen);
        }}
      >
        <option value="">Not answered</option>
        <option value="ignored">Ignore this column</option>
        {look.fields.map((one) => (
          <option key={one.id} value={one.id}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function Words({
  question,
  mapping,
  onWord,
}: {
  question: TruthQuestion;
  mapping: TruthMapping | null;
} & Pick<Answers, "onWord">) {
  const answer = (key: string | null) =>
    mapping?.words.find((one) => one.column === question.column && one.value === key)?.means ??
    null;
  return (
    <ul className={css.values}>
      {question.values.map((value) => {
        const means = answer(value.key) ?? value.means;
        return (
          <li key={value.key} data-testid="truth-value">
            <span className={`name ${css.value}`}>{value.shown}</span>
            <span className="muted small num">{plural(value.count, "row", "rows")}</span>
            <Meaning
              label={`What ${value.shown} means`}
              kind={question.kind}
              means={means}
              none={value.known ? null : "Not answered"}
              onChoose={(chosen) => onWord(question.column, value.key, chosen)}
            />
          </li>
        );
      })}
      {question.more > 0 ? (
        <li data-testid="truth-value-others">
          <span className={css.value}>{plural(question.more, "other value", "other values")}</span>
          <span className="muted small">this file only</span>
          <Meaning
            label="What all other values mean"
            kind={question.kind}
            means={answer(null)}
            none="Not answered"
            onChoose={(chosen) => onWord(question.column, null, chosen)}
          />
        </li>
      ) : null}
    </ul>
  );
}

/** A select with the four answers; `none` offers to clear the answer. */
export function Meaning({
  label,
  kind,
  means,
  none,
  onChoose,
}: {
  label: string;
  kind: TruthQuestion["kind"] | null;
  means: TruthStatus | null;
  none: string | null;
  onChoose: (means: TruthStatus | null) => void;
}) {
  const offered = STATUSES.filter((one) => kind !== "end-date" || one !== "not-started");
  return (
    <select
      className="input"
      aria-label={label}
      value={means ?? ""}
      data-testid="truth-means"
      onChange={(event) => onChoose(STATUSES.find((one) => one === event.target.value) ?? null)}
    >
      {none === null ? null : <option value="">{none}</option>}
      {offered.map((one) => (
        <option key={one} value={one}>
          {meaningWords(one, kind)}
        </option>
      ))}
    </select>
  );
}
