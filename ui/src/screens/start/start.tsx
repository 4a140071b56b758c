import { useQueryClient } from "@tanstack/react-query";
import { useCall } from "../../data/call";
import { replaceState, useAppStateQuery } from "../../data/state";
import { host } from "../../host";
import { Button, Link } from "../../parts/button";
import { KeychainRetry } from "../../parts/keychain-retry";
import { ProblemPart } from "../../parts/problem";
import { Brand } from "../../parts/shapes";
import { href, useRoute } from "../../routes";
import css from "./start.module.css";

/** Starts the practice apps and shows the accounts; the host connects and syncs them. */
export function useStartSample() {
  const client = useQueryClient();
  const [, go] = useRoute();
  const { busy, problem, call } = useCall();
  const start = () =>
    call(async () => {
      const state = await host.startSample();
      replaceState(client, state);
      go({ at: "users" });
    });
  return { start, starting: busy, problem };
}

/** First start: one sentence and two buttons. */
export function StartScreen() {
  const state = useAppStateQuery().data;
  const { start, starting, problem } = useStartSample();
  if (state && state.mode !== "empty") return null;
  return (
    <div className={`${css.start} scroll`} data-testid="start-screen">
      <div className={css.middle}>
        <Brand size={44} />
        <h1>See who has an account in your apps, change it, and prove what happened.</h1>
        <div className="actions">
          <Link
            className="button primary large"
            href={href({ at: "connect" })}
            data-testid="connect-app"
          >
            Connect an app
          </Link>
          <Button
            className="button large"
            onClick={start}
            aria-disabled={starting}
            data-testid="start-sample"
          >
            {starting ? "Starting the practice apps…" : "Try with sample data"}
          </Button>
        </div>
        <p className="muted small">
          Sample data connects five practice apps that run on this computer. Every person and
          account in them is fictional.
        </p>
        {problem ? (
          <div className={css.problem} role="alert">
            <ProblemPart problem={problem} title="The sample data could not be started" />
          </div>
        ) : null}
        {state?.keychain_problem ? (
          <div className={css.problem} data-testid="keychain-problem">
            <ProblemPart problem={state.keychain_problem} title="No app can be connected yet">
              <KeychainRetry />
            </ProblemPart>
          </div>
        ) : null}
      </div>
    </div>
  );
}
