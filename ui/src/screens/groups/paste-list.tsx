import { useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useId, useState } from "react";
import { useCall } from "../../data/call";
import { dismissLines, type OpenLine, useOpenLines } from "../../data/open-lines";
import { type GroupKey, stageKnown } from "../../data/stage";
import { host, type UserRow } from "../../host";
import { Button } from "../../parts/button";
import filterChipCss from "../../parts/filter-chip.module.css";
import { ProblemPart } from "../../parts/problem";
import { lineWords, matchedWords } from "../../words/membership";
import { count, plural } from "../../words/numbers";
import { pastedTexts, takesOut } from "../../words/pasted";
import { STATUS } from "../../words/state";
import css from "./groups.module.css";
import { takeChoice, takeMatches } from "./matching";

/** Lines rendered at once. */
const SHOWN = 200;

/** Many at once: certain matches are staged, all other lines stay visible. */
export function PasteList({
  groupKey,
  app,
  noun,
}: {
  groupKey: GroupKey;
  app: string;
  noun: string;
}) {
  const client = useQueryClient();
  const field = useId();
  const hint = useId();
  const lines = useOpenLines(groupKey);
  const [text, setText] = useState("");
  const { busy: matching, problem, call } = useCall();
  const [said, say] = useState("");
  const texts = pastedTexts(text);
  const match = async () => {
    if (texts.length === 0) return;
    await call(async () => {
      const named = texts.map((one) => takesOut(one) ?? one);
      const answers = await host.matchUsers(groupKey.connectionId, groupKey.groupId, named);
      const found = answers.map((match, at) => {
        const text = texts[at] ?? match.text;
        return { ...match, text, out: takesOut(text) !== null };
      });
      await stageKnown(client);
      const { staged, open } = takeMatches(client, groupKey, found);
      say(matchedWords(staged, open));
      setText("");
    });
  };
  // The pressed button is removed with its line: the field above gets the focus.
  const dismiss = (gone: OpenLine[]) => {
    dismissLines(groupKey, new Set(gone.map((line) => line.text)));
    document.getElementById(field)?.focus();
  };
  const choose = (line: OpenLine, row: UserRow) => {
    takeChoice(client, groupKey, line, row);
    document.getElementById(field)?.focus();
  };
  return (
    <>
      <label className="sec" htmlFor={field}>
        Paste a list
      </label>
      <textarea
        id={field}
        className={`input ${css.paste}`}
        rows={3}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={hint}
        placeholder={"jo@example.com\n\u2212 Ada Okafor"}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            void match();
          } else if (event.key === "Escape") {
            // Keeps the typed text: Esc must not leave the screen.
            event.preventDefault();
            event.currentTarget.blur();
          }
        }}
        data-testid="paste-text"
      />
      <div className="actions">
        <Button
          className="button"
          aria-disabled={texts.length === 0 || matching}
          onClick={() => void match()}
          data-testid="paste-match"
        >
          {matching
            ? "Matching…"
            : texts.length === 0
              ? "Match"
              : `Match ${plural(texts.length, "entry", "entries")}`}
        </Button>
        <span className="small ink-2" role="status" data-testid="paste-said">
          {said}
        </span>
      </div>
      <p className="muted small" id={hint}>
        Enter addresses, user names, names or ids. A minus before a line removes the person. Unknown
        entries are shown, never created.
      </p>
      {problem ? (
        <div role="alert">
          <ProblemPart problem={problem} title="The list could not be matched" headingLevel={3} />
        </div>
      ) : null}
      {lines.length > 0 ? (
        <section className={css.openLines} aria-label="Not matched" data-testid="open-lines">
          <h3>
            Not matched <span className="muted num">{count(lines.length)}</span>
            <span className="grow" />
            {lines.length > 1 ? (
              <Button className="button ghost slim" onClick={() => dismiss(lines)}>
                Dismiss all
              </Button>
            ) : null}
          </h3>
          <ul className="box">
            {lines.slice(0, SHOWN).map((line) => (
              <Line
                key={line.text}
                line={line}
                words={lineWords(line, app, noun)}
                onChoose={(row) => choose(line, row)}
                onDismiss={() => dismiss([line])}
              />
            ))}
          </ul>
          {lines.length > SHOWN ? (
            <p className="muted small" data-testid="open-more">
              {plural(lines.length - SHOWN, "more line", "more lines")}. They appear as you choose
              or dismiss these.
            </p>
          ) : null}
        </section>
      ) : null}
    </>
  );
}

function Line({
  line,
  words,
  onChoose,
  onDismiss,
}: {
  line: OpenLine;
  words: string;
  onChoose: (row: UserRow) => void;
  onDismiss: () => void;
}) {
  return (
    <li data-testid="open-line" data-why={line.why}>
      <span className={`grow ${css.openLine}`}>
        <b className="name">{line.text}</b>
        <span className="ink-2">{words}</span>
        {line.why === "several"
          ? line.rows.map((row) => {
              const gone = row.status === "no-longer-listed";
              return (
                <Button
                  key={row.account_id}
                  className={`button ${css.choice}`}
                  aria-disabled={gone}
                  onClick={() => !gone && onChoose(row)}
                  data-testid="open-choice"
                >
                  <span className="clip name">{row.name}</span>
                  <span className="clip muted name">
                    {row.email || row.user_name}
                    {row.status === "active" ? "" : `, ${STATUS[row.status].toLowerCase()}`}
                  </span>
                </Button>
              );
            })
          : null}
      </span>
      <Button
        className={filterChipCss.clear}
        aria-label={`Dismiss ${line.text}`}
        title="Dismiss"
        onClick={onDismiss}
        data-testid="open-dismiss"
      >
        <X aria-hidden="true" />
      </Button>
    </li>
  );
}
