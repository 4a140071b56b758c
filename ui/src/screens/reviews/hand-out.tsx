import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useCall } from "../../data/call";
import { base64Of } from "../../data/truth";
import { type AnswersLook, host, type ReviewView } from "../../host";
import { Button } from "../../parts/button";
import { ModalDialog } from "../../parts/dialog";
import dialogCss from "../../parts/dialog.module.css";
import { CopyButton, ProblemPart } from "../../parts/problem";
import { TextField } from "../../parts/text-field";
import { count, list, plural } from "../../words/numbers";
import { DECISION } from "../../words/review";
import css from "./reviews.module.css";

/** Rows that are listed before they are set. */
const NAMED = 8;

/** Packets and CSV files for reviewers without Rollcall, and the import of their answers. */
export function HandOut({ view, onClose }: { view: ReviewView; onClose: () => void }) {
  const client = useQueryClient();
  const id = view.brief.id;
  const file = useRef<HTMLInputElement>(null);
  const { busy, problem, title, call } = useCall();
  const [sendTo, setSendTo] = useState("");
  const [path, setPath] = useState<string | null>(null);
  const [from, setFrom] = useState(view.reviewers.at(-1)?.number ?? 1);
  const [looked, setLooked] = useState<{ base64: string; look: AnswersLook } | null>(null);
  const [set, setSet] = useState<AnswersLook | null>(null);
  const run = (title: string, make: () => Promise<void>) => call(make, "", title);
  const write = (make: () => Promise<string>) =>
    run("The file was not saved", async () => {
      setPath(null);
      setPath(await make());
    });
  const choose = (chosen: File | undefined) =>
    chosen &&
    run("The answers could not be read", async () => {
      setSet(null);
      setLooked(null);
      const base64 = await base64Of(chosen);
      setLooked({ base64, look: await host.reviewAnswers(id, from, base64, false) });
    });
  const take = () =>
    looked &&
    run("The answers were not imported", async () => {
      setSet(await host.reviewAnswers(id, from, looked.base64, true));
      setLooked(null);
      void client.invalidateQueries({ queryKey: ["review", id] });
      void client.invalidateQueries({ queryKey: ["review-rows"] });
    });
  const against = looked?.look.lines.filter((one) => one.contradicts !== null).length ?? 0;
  // What would be replaced is named to the last line.
  const named = Math.max(NAMED, looked?.look.replaces ?? 0);
  return (
    <ModalDialog
      title="Send to reviewers"
      open
      wide
      busy={busy}
      testId="handout-dialog"
      onClose={onClose}
    >
      <div className={dialogCss.form}>
        <p className="small ink-2">
          A packet is an offline page the reviewer opens in a browser. The reviewer decides there
          and emails back the file that the page saves. The packet shows only the reviewer’s own
          items.
        </p>
        <TextField
          label="Where reviewers send their answers (shown in the packet)"
          value={sendTo}
          placeholder="An email address, a ticket, a folder"
          testId="handout-send-to"
          onChange={setSendTo}
        />
        <ul className="box">
          {view.reviewers.map((one) => (
            <li key={one.number} data-testid="handout-reviewer" data-name={one.name}>
              <span className="grow name">
                <b>{one.name}</b>{" "}
                <span className="muted small">
                  {count(one.decided)} of {count(one.items)} decided
                </span>
              </span>
              <Button
                className="button slim"
                aria-disabled={busy || one.items === 0}
                onClick={
                  one.items === 0
                    ? undefined
                    : () => void write(() => host.exportPacket(id, one.number, sendTo.trim()))
                }
                data-testid="handout-packet"
              >
                Packet<span className="hidden-words"> for {one.name}</span>
              </Button>
              <Button
                className="button slim"
                aria-disabled={busy}
                onClick={() => void write(() => host.exportReview(id, one.number))}
                data-testid="handout-csv"
              >
                CSV<span className="hidden-words"> for {one.name}</span>
              </Button>
            </li>
          ))}
        </ul>
        {path === null ? null : (
          <div className="note plain" role="status" data-testid="handout-written">
            <p>
              Saved as{" "}
              <span className="mono" data-path={path}>
                {path}
              </span>
            </p>
            <CopyButton text={path} label="Copy path" />
          </div>
        )}
        <div className={css.reviewPair}>
          <label className="field">
            <span>Answers from</span>
            <select
              className="input"
              value={from}
              onChange={(event) => setFrom(Number(event.target.value))}
              data-testid="answers-of"
            >
              {view.reviewers.map((one) => (
                <option key={one.number} value={one.number}>
                  {one.name}
                </option>
              ))}
            </select>
          </label>
          <div className="field">
            <span>Answers of the packet, or the CSV file</span>
            <Button
              className="button"
              aria-disabled={busy}
              onClick={() => file.current?.click()}
              data-testid="answers-choose"
            >
              Choose a file…
            </Button>
            <input
              ref={file}
              type="file"
              className="hidden-words"
              tabIndex={-1}
              aria-label="Choose a file with answers"
              accept=".json,.csv"
              data-testid="answers-file"
              onChange={(event) => {
                void choose(event.target.files?.[0]);
                event.target.value = "";
              }}
            />
          </div>
        </div>
        {looked ? (
          <div data-testid="answers-look" data-lines={looked.look.lines.length}>
            <p>
              {plural(looked.look.lines.length - against, "decision", "decisions")} would be set
              {against > 0
                ? `, ${count(against)} would contradict another reviewer and wait for a new decision`
                : ""}
              {looked.look.late ? ". They came after the due date" : ""}.{" "}
              {looked.look.signed_by
                ? `Signed by “${looked.look.signed_by}”. Nothing proves their identity. `
                : ""}
              These answers of {looked.look.answers_of} are recorded as imported by you.{" "}
              {looked.look.bulk > 0
                ? `${plural(looked.look.bulk, "line is", "lines are")} identical to many others and ${looked.look.bulk === 1 ? "counts" : "count"} as decided in bulk. `
                : ""}
              {looked.look.replaces > 0 ? (
                <b>
                  {plural(looked.look.replaces, "earlier decision", "earlier decisions")} would be
                  replaced.
                </b>
              ) : null}{" "}
              {looked.look.left > 0
                ? `${plural(looked.look.left, "account is", "accounts are")} not answered.`
                : ""}
            </p>
            <ul className={`box ${named > NAMED ? css.rejected : ""}`}>
              {looked.look.lines.slice(0, named).map((one) => (
                <li key={one.item} className="small">
                  <span>
                    <span className="name">{one.name}</span>:{" "}
                    {one.was === null ? "undecided" : DECISION[one.was]} → {DECISION[one.decision]}
                    {one.drop.length > 0 ? `, drop ${list(one.drop)}` : ""}.{" "}
                    {one.contradicts === null ? null : (
                      <span className="tag warn">contradicts {one.contradicts}</span>
                    )}{" "}
                    <span className="muted name">{one.reason}</span>
                  </span>
                </li>
              ))}
            </ul>
            {looked.look.lines.length > named ? (
              <p className="muted small">and {count(looked.look.lines.length - named)} more</p>
            ) : null}
            {looked.look.rejected.length > 0 ? (
              <>
                <p>
                  <b>{plural(looked.look.rejected.length, "row", "rows")} can’t be set</b>
                </p>
                <ul className={`box ${css.rejected}`} data-testid="answers-rejected">
                  {looked.look.rejected.map((one) => (
                    <li key={`${one.row}-${one.why}`} className="small">
                      Row {count(one.row)}: {one.why}
                    </li>
                  ))}
                </ul>
              </>
            ) : null}
          </div>
        ) : null}
        {set ? (
          <p role="status" data-testid="answers-set">
            {plural(set.set, "decision was", "decisions were")} set
            {set.lines.length > set.set
              ? `. ${plural(set.lines.length - set.set, "decision contradicts", "decisions contradict")} another reviewer and ${set.lines.length - set.set === 1 ? "waits" : "wait"} for you`
              : ""}
            .
          </p>
        ) : null}
        {problem ? (
          <div role="alert">
            <ProblemPart problem={problem} title={title} headingLevel={3} />
          </div>
        ) : null}
        <div className="actions end">
          <Button className="button" onClick={onClose} disabled={busy} data-testid="handout-close">
            Close
          </Button>
          {looked ? (
            <Button
              className="button primary"
              aria-disabled={busy || looked.look.lines.length === 0}
              onClick={looked.look.lines.length === 0 ? undefined : () => void take()}
              data-testid="answers-take"
            >
              Set {plural(looked.look.lines.length, "decision", "decisions")}
            </Button>
          ) : null}
        </div>
      </div>
    </ModalDialog>
  );
}
