import { useState } from "react";
import type { AnswersLook, Reviewer, ReviewView } from "../../host";
import { Button } from "../../parts/button";
import { ModalDialog } from "../../parts/dialog";
import dialogCss from "../../parts/dialog.module.css";
import { CopyButton, ProblemPart } from "../../parts/problem";
import { TextField } from "../../parts/text-field";
import { setWords } from "../../words/answers";
import { count, plural } from "../../words/numbers";
import { AnswersPreview, PickAnswers } from "./answers";
import { unsigning } from "./unsign";
import { useHandOut } from "./use-hand-out";
import { UnsignNote } from "./use-unsign";

/** Packets and CSV files for reviewers without Rollcall, and the import of their answers. */
export function HandOut({ view, onClose }: { view: ReviewView; onClose: () => void }) {
  const { busy, problem, title, ...files } = useHandOut(view);
  const [sendTo, setSendTo] = useState("");
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
            <ReviewerFiles
              key={one.number}
              reviewer={one}
              busy={busy}
              onPacket={() => void files.writePacket(one.number, sendTo.trim())}
              onCsv={() => void files.writeCsv(one.number)}
            />
          ))}
        </ul>
        {files.path === null ? null : <Saved path={files.path} />}
        <PickAnswers
          reviewers={view.reviewers}
          from={files.from}
          busy={busy}
          onFrom={files.setFrom}
          onChoose={(file) => void files.choose(file)}
        />
        {files.look ? <AnswersPreview look={files.look} /> : null}
        {files.look ? <UnsignNote names={files.look.unsigns} /> : null}
        {files.set ? (
          <p role="status" data-testid="answers-set">
            {setWords(files.set)}
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
          {files.look ? (
            <TakeAnswers look={files.look} busy={busy} onTake={() => void files.take()} />
          ) : null}
        </div>
      </div>
    </ModalDialog>
  );
}

function ReviewerFiles({
  reviewer: one,
  busy,
  onPacket,
  onCsv,
}: {
  reviewer: Reviewer;
  busy: boolean;
  onPacket: () => void;
  onCsv: () => void;
}) {
  const none = one.items === 0;
  return (
    <li data-testid="handout-reviewer" data-name={one.name}>
      <span className="grow name">
        <b>{one.name}</b>{" "}
        <span className="muted small">
          {count(one.decided)} of {count(one.items)} decided
        </span>
      </span>
      <Button
        className="button slim"
        aria-disabled={busy || none}
        onClick={none ? undefined : onPacket}
        data-testid="handout-packet"
      >
        Packet<span className="hidden-words"> for {one.name}</span>
      </Button>
      <Button
        className="button slim"
        aria-disabled={busy}
        onClick={onCsv}
        data-testid="handout-csv"
      >
        CSV<span className="hidden-words"> for {one.name}</span>
      </Button>
    </li>
  );
}

function Saved({ path }: { path: string }) {
  return (
    <div className="note plain" role="status" data-testid="handout-written">
      <p>
        Saved as{" "}
        <span className="mono" data-path={path}>
          {path}
        </span>
      </p>
      <CopyButton text={path} label="Copy path" />
    </div>
  );
}

function TakeAnswers({
  look,
  busy,
  onTake,
}: {
  look: AnswersLook;
  busy: boolean;
  onTake: () => void;
}) {
  const none = look.lines.length === 0;
  return (
    <Button
      className="button primary"
      aria-disabled={busy || none}
      onClick={none ? undefined : onTake}
      data-testid="answers-take"
    >
      {unsigning(`Set ${plural(look.lines.length, "decision", "decisions")}`, look.unsigns)}
    </Button>
  );
}
