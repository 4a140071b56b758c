import { useState } from "react";
import type { ConnectionDetail, ReadView, ReceiptView } from "../../host";
import { Button } from "../../parts/button";
import { ProblemPart } from "../../parts/problem";
import { count, plural, sentence } from "../../words/numbers";
import { VERDICT } from "../../words/state";
import { moment, span } from "../../words/times";
import css from "./connection.module.css";

export function VerdictTag({ read }: { read: ReadView }) {
  const kind =
    read.verdict === "complete" ? "tag good" : read.verdict === "running" ? "tag" : "tag warn";
  return (
    <span className={kind} data-testid="verdict" data-verdict={read.verdict}>
      {VERDICT[read.verdict]}
    </span>
  );
}

/** "612" or "400 of 612" or "400 of unknown". */
export function receivedWords(received: number, claimed: number | null): string {
  if (claimed === received) return count(received);
  return `${count(received)} of ${claimed === null ? "unknown" : count(claimed)}`;
}

/** The newest sync with a receipt for every page. */
export function LastRead({ detail }: { detail: ConnectionDetail }) {
  const read = detail.reads[0] ?? detail.connection.last_read;
  if (!read) {
    return (
      <section className={css.padded}>
        <h2 className="sec">Last sync</h2>
        <p className="small ink-2">This connection has not been synced yet.</p>
      </section>
    );
  }
  const kinds = [...new Set(detail.receipts.map((r) => r.kind))];
  return (
    <section>
      <div className={css.padded}>
        <h2 className="sec">
          Last sync <VerdictTag read={read} />
          <span className="grow" />
          <span className={`muted ${css.regular}`}>{span(read.started_at, read.ended_at)}</span>
        </h2>
        <p className="ink-2 small" data-testid="read-reason">
          {read.reason}{" "}
          {read.groups_unknown > 0
            ? `Unknown, not none: the members of ${plural(read.groups_unknown, detail.connection.nouns.group, detail.connection.nouns.groups)} were not synced.`
            : null}
        </p>
        {read.problem ? <ProblemPart problem={read.problem} /> : null}
      </div>
      {detail.receipts.length > 0 ? (
        <div className={css.tableScroll}>
          <table
            className={`table inset dense ${css.receipts}`}
            aria-label="Receipts of the last sync"
            data-testid="receipts"
          >
            <thead>
              <tr>
                <th>Page</th>
                <th>Request</th>
                <th className="num">Status</th>
                <th className="num">Received</th>
                <th className="num">Duplicates</th>
                <th className="num">Stated total</th>
                <th className="num">ms</th>
                <th>Body SHA-256</th>
              </tr>
            </thead>
            {kinds.map((kind) =>
              passes(detail.receipts, kind).map(([pass, receipts], i, all) => (
                <Pass
                  key={`${kind}${pass}`}
                  kind={kind}
                  pass={pass}
                  of={all.length}
                  receipts={receipts}
                  openAtFirst={
                    kind === kinds[0] && i === all.length - 1 && receipts.length <= MANY_PAGES
                  }
                />
              )),
            )}
          </table>
        </div>
      ) : null}
    </section>
  );
}

const MANY_PAGES = 12;
/** Receipts shown at once; a sync of 200 000 users has thousands. */
const SHOWN_PAGES = 200;

function passes(receipts: ReceiptView[], kind: string): [number, ReceiptView[]][] {
  const byPass = new Map<number, ReceiptView[]>();
  for (const receipt of receipts) {
    if (receipt.kind !== kind) continue;
    byPass.set(receipt.pass, [...(byPass.get(receipt.pass) ?? []), receipt]);
  }
  return [...byPass.entries()].sort(([a], [b]) => a - b);
}

const ORDINALS = ["", "first pass", "second pass", "third pass"];

function Pass({
  kind,
  pass,
  of,
  receipts,
  openAtFirst,
}: {
  kind: string;
  pass: number;
  of: number;
  receipts: ReceiptView[];
  openAtFirst: boolean;
}) {
  const [open, setOpen] = useState(openAtFirst);
  const sum = (pick: (r: ReceiptView) => number) => receipts.reduce((n, r) => n + pick(r), 0);
  const duplicates = sum((r) => r.duplicates);
  const totals = [...new Set(receipts.map((r) => r.claimed_total))];
  const name = of > 1 ? `${sentence(kind)}, ${ORDINALS[pass] ?? `pass ${pass}`}` : sentence(kind);
  const shown = receipts.slice(0, SHOWN_PAGES);
  return (
    <tbody>
      <tr>
        <td colSpan={3}>
          <Button className={css.foldButton} aria-expanded={open} onClick={() => setOpen(!open)}>
            {name}, {plural(receipts.length, "page", "pages")}
          </Button>
        </td>
        <td className="num">{count(sum((r) => r.received))}</td>
        <td className={duplicates > 0 ? "num old" : "num"}>{count(duplicates)}</td>
        <td className="num">{totals.length === 1 && totals[0] != null ? count(totals[0]) : "–"}</td>
        <td className="num">{count(sum((r) => r.ms))}</td>
        <td className="muted">{plural(receipts.length, "receipt", "receipts")}</td>
      </tr>
      {open
        ? shown.map((r) => (
            <tr key={`${r.page}${r.query}`} data-testid="receipt">
              <td className={`ink-2 ${css.deep}`}>{count(r.page)}</td>
              <td className="mono ink-2">{r.query}</td>
              <td className="num">{r.status}</td>
              <td className="num">{count(r.received)}</td>
              <td className={r.duplicates > 0 ? "num old" : "num"}>{count(r.duplicates)}</td>
              <td className="num">{r.claimed_total === null ? "–" : count(r.claimed_total)}</td>
              <td className="num">{count(r.ms)}</td>
              <td className="mono muted" title={r.sha256}>
                {r.sha256.slice(0, 4)}…{r.sha256.slice(-2)}
              </td>
            </tr>
          ))
        : null}
      {open && receipts.length > SHOWN_PAGES ? (
        <tr>
          <td colSpan={8} className="muted">
            {count(receipts.length - SHOWN_PAGES)} more receipts are saved but not shown here.
          </td>
        </tr>
      ) : null}
    </tbody>
  );
}

export function EarlierReads({ detail, now }: { detail: ConnectionDetail; now: Date }) {
  const earlier = detail.reads.slice(1);
  if (earlier.length === 0) return null;
  const { nouns } = detail.connection;
  return (
    <section>
      <div className={css.padded}>
        <h2 className="sec">Earlier syncs</h2>
      </div>
      <div className={css.tableScroll}>
        <table className="table inset dense" aria-label="Earlier syncs" data-testid="earlier-reads">
          <thead>
            <tr>
              <th>When</th>
              <th>Verdict</th>
              <th className="num">{sentence(nouns.users)}</th>
              <th className="num">{sentence(nouns.groups)}</th>
              <th>Reason</th>
            </tr>
          </thead>
          <tbody>
            {earlier.map((read) => (
              <tr key={read.id}>
                <td className="ink-2">{moment(read.started_at, now)}</td>
                <td>
                  <VerdictTag read={read} />
                </td>
                <td className="num">{receivedWords(read.users_received, read.users_claimed)}</td>
                <td className="num">{receivedWords(read.groups_received, read.groups_claimed)}</td>
                <td className="ink-2">{read.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
