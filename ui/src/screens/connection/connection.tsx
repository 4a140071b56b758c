import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "../../data/clock";
import { useLive, useRevision } from "../../data/live";
import { showNotice } from "../../data/notices";
import { useRead, useReading } from "../../data/state";
import { asProblem, type ConnectionDetail, host, type Problem, type TestView } from "../../host";
import { Button, Link } from "../../parts/button";
import { MenuButton } from "../../parts/menu";
import { NotShown } from "../../parts/not-shown";
import { Body, Header, Side } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import { ReplaceTokenButton } from "../../parts/replace-token";
import { Rungs } from "../../parts/rungs";
import { Dot } from "../../parts/shapes";
import { href } from "../../routes";
import { readWords, tokenTrouble } from "../../words/freshness";
import { countOrUnknown } from "../../words/numbers";
import { date } from "../../words/times";
import css from "./connection.module.css";
import { EditConnection } from "./edit";
import { Facts } from "./facts";
import { HealthCards } from "./health-cards";
import { EarlierReads, LastRead } from "./reads";
import { RemoveConnection } from "./remove";
import { Safeguards } from "./safeguards";
import { TokenTrouble } from "./token-trouble";

/** One app: its health, the proof of its last sync, its capabilities and limits. */
export function ConnectionScreen({ id }: { id: string }) {
  const revision = useRevision();
  const reading = useReading().has(id);
  const query = useQuery({
    queryKey: ["connection", id, revision, reading],
    queryFn: () => host.connection(id),
    placeholderData: (before: ConnectionDetail | undefined) => before,
  });
  if (query.data) return <Connection detail={query.data} />;
  return <NotShown title="Connection" failed="This connection could not be shown" query={query} />;
}

function Connection({ detail }: { detail: ConnectionDetail }) {
  const now = useNow();
  const read = useRead();
  const { connection } = detail;
  const progress = useReading().get(connection.id);
  const test = useTest(connection.id);
  const [editing, edit] = useState(false);
  const cancel = () =>
    host.cancelRead([connection.id]).catch((thrown: unknown) => showNotice(asProblem(thrown)));
  return (
    <>
      <Header
        title={connection.name}
        mark={<Dot color={connection.color} />}
        wholeSub
        sub={
          <span className={css.where}>
            <span className="mono clip" title={connection.address} data-testid="connection-address">
              {connection.address}
            </span>
            <span className={css.counts} data-testid="connection-counts">
              {connection.users === null
                ? "not synced yet"
                : `${countOrUnknown(connection.users)} ${connection.nouns.users}, ${countOrUnknown(connection.groups)} ${connection.nouns.groups}, ${
                    progress ? "syncing" : readWords(connection, now)
                  }`}
            </span>
          </span>
        }
      >
        {progress ? (
          <Button className="button" onClick={() => void cancel()} data-testid="cancel-read">
            Stop sync
          </Button>
        ) : (
          <Button
            className="button"
            onClick={() => void read([connection.id])}
            data-testid="read-now"
          >
            Sync now
          </Button>
        )}
        {connection.users === null ? null : (
          <Link
            className="button"
            href={href({ at: "since", connectionId: connection.id })}
            data-testid="connection-since"
          >
            View changes
          </Link>
        )}
        {tokenTrouble(connection) ? null : (
          <ReplaceTokenButton connection={connection} testId="connection-replace-token" />
        )}
        <RemoveConnection connection={connection} />
        <MenuButton
          label={`More for ${connection.name}`}
          testId="connection-more"
          entries={[
            { id: "edit", label: "Edit…", onAction: () => edit(true) },
            { id: "test", label: "Test", onAction: () => void test.start() },
          ]}
        />
        {editing ? <EditConnection connection={connection} onClose={() => edit(false)} /> : null}
      </Header>
      <Body
        side={
          <Side label="Capabilities and limits">
            <Facts detail={detail} />
          </Side>
        }
      >
        <div
          className={`scroll ${css.connection}`}
          data-testid="connection-screen"
          data-connection={connection.name}
        >
          {progress ? null : <TokenTrouble connection={connection} />}
          <HealthCards detail={detail} progress={progress} now={now} />
          <TestResult test={test} />
          <LastRead detail={detail} />
          <EarlierReads detail={detail} now={now} />
          <Safeguards connection={connection} />
          <div className={css.hiddenAndToken}>
            <section>
              <h2 className="sec">Not visible to Rollcall</h2>
              <ul className={`ink-2 small ${css.stack}`}>
                {detail.hidden.map((line) => (
                  <li key={line}>{line}</li>
                ))}
                {detail.hidden.length === 0 ? <li>No known limits.</li> : null}
              </ul>
            </section>
            <section>
              <h2 className="sec">Token</h2>
              <dl className="pairs">
                <dt>Owner</dt>
                <dd>{detail.token_owner}</dd>
                <dt>In use since</dt>
                <dd>
                  {date(connection.token_at ?? connection.made_at)}, in this computer’s keychain
                </dd>
                <dt>Expires</dt>
                <dd>{detail.token_ends}</dd>
                <dt>Permissions</dt>
                <dd>{detail.token_can}</dd>
                {connection.seat_price ? (
                  <>
                    <dt>License cost</dt>
                    <dd>{connection.seat_price} per user and month</dd>
                  </>
                ) : null}
              </dl>
            </section>
          </div>
        </div>
      </Body>
    </>
  );
}

type Test = {
  trying: boolean;
  answer: TestView | null;
  problem: Problem | null;
  start: () => Promise<void>;
};

function useTest(connectionId: string): Test {
  const client = useQueryClient();
  const [trying, setTrying] = useState(false);
  const [answer, setAnswer] = useState<TestView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    trying,
    answer,
    problem,
    async start() {
      if (trying) return;
      setTrying(true);
      setAnswer(null);
      setProblem(null);
      try {
        setAnswer(await host.testConnection(connectionId));
      } catch (thrown) {
        setProblem(asProblem(thrown));
      } finally {
        setTrying(false);
        void client.invalidateQueries({ queryKey: ["state"] });
      }
    },
  };
}

function TestResult({ test }: { test: Test }) {
  const live = useLive();
  const rungs = test.trying ? live.rungs : (test.answer?.rungs ?? []);
  if (!test.trying && !test.answer && !test.problem) return null;
  return (
    <section className={css.padded} data-testid="connection-test-result">
      <h2 className="sec">
        Test
        {test.answer ? (
          <span className={test.answer.passed ? "tag good" : "tag bad"}>
            {test.answer.passed ? "All checks passed" : "A check failed"}
          </span>
        ) : null}
      </h2>
      {test.problem ? <ProblemPart problem={test.problem} /> : <Rungs rungs={rungs} />}
    </section>
  );
}
