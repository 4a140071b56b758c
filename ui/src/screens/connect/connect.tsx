import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useLive } from "../../data/live";
import { useAppStateQuery } from "../../data/state";
import { asProblem, type ConnectView, host, type Problem, type ProviderView } from "../../host";
import { Button } from "../../parts/button";
import { KeychainRetry } from "../../parts/keychain-retry";
import { Body, Empty, Header, Side } from "../../parts/page";
import { ProblemPart } from "../../parts/problem";
import css from "./connect.module.css";
import { ConnectForm, type Typed } from "./form";
import { Found, TokenHelp } from "./found";

/** Enter an address and a token, test them, and connect the app. */
export function ConnectScreen() {
  const state = useAppStateQuery().data;
  const providers = useQuery({ queryKey: ["providers"], queryFn: () => host.providers() });
  const [picked, pick] = useState<string | null>(null);
  const provider = providers.data?.find((p) => p.id === picked) ?? providers.data?.[0];
  const crumb = { words: "Connections", to: { at: "start" } as const };

  if (state?.mode === "sample") {
    return (
      <>
        <Header title="Connect an app" crumb={crumb} />
        <Empty title="Sample data and real apps don’t mix" testId="connect-sample">
          <p className="small">
            Leave the sample data with the button above, then connect your first app.
          </p>
        </Empty>
      </>
    );
  }
  if (state?.keychain_problem) {
    return (
      <>
        <Header title="Connect an app" crumb={crumb} />
        <div className="empty" data-testid="keychain-problem">
          <ProblemPart problem={state.keychain_problem} title="No app can be connected yet">
            <KeychainRetry />
          </ProblemPart>
        </div>
      </>
    );
  }
  if (!provider) {
    return (
      <>
        <Header title="Connect an app" crumb={crumb} />
        {providers.isError ? (
          <div className="empty">
            <ProblemPart problem={asProblem(providers.error)}>
              <Button className="button" onClick={() => void providers.refetch()}>
                Try again
              </Button>
            </ProblemPart>
          </div>
        ) : null}
      </>
    );
  }
  return <Connect providers={providers.data ?? []} provider={provider} onPick={pick} />;
}

function Connect({
  providers,
  provider,
  onPick,
}: {
  providers: ProviderView[];
  provider: ProviderView;
  onPick: (id: string) => void;
}) {
  const live = useLive();
  const client = useQueryClient();
  const [trying, setTrying] = useState(false);
  const [answer, setAnswer] = useState<ConnectView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const rungs = trying ? live.rungs : (answer?.test.rungs ?? []);
  const made = answer?.connection ?? null;

  const toUsers = useRef<HTMLAnchorElement>(null);
  const submittedFrom = useRef<Element | null>(null);
  useEffect(() => {
    // The form is done: focus the next step, unless the focus has moved.
    const at = document.activeElement;
    if (made && (at === submittedFrom.current || at === document.body)) toUsers.current?.focus();
  }, [made]);

  const connect = async (form: Typed) => {
    submittedFrom.current = document.activeElement;
    setTrying(true);
    setAnswer(null);
    setProblem(null);
    try {
      // The host syncs a new connection at once.
      setAnswer(await host.testAndConnect({ provider: provider.id, ...form }));
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setTrying(false);
      await client.invalidateQueries({ queryKey: ["state"] });
    }
  };

  return (
    <>
      <Header
        title={`Connect ${provider.name}`}
        crumb={{ words: "Connections", to: { at: "start" } }}
      />
      <Body
        side={
          <Side label="Connection test" testId="connect-side">
            <Found rungs={rungs} trying={trying} connection={made} toUsers={toUsers} />
            <TokenHelp provider={provider} />
          </Side>
        }
      >
        <div className={`scroll ${css.connect}`}>
          <fieldset className={css.cards} disabled={trying}>
            <legend className="hidden-words">App</legend>
            {providers.map((p) => (
              <label
                key={p.id}
                className={css.card}
                data-chosen={p.id === provider.id || undefined}
                data-testid={`connect-provider-${p.id}`}
              >
                <input
                  type="radio"
                  tabIndex={0}
                  name="provider"
                  value={p.id}
                  checked={p.id === provider.id}
                  onChange={() => {
                    onPick(p.id);
                    setAnswer(null);
                    setProblem(null);
                  }}
                />
                <span className={css.cardMark} style={{ background: p.color }} aria-hidden="true" />
                <span>{p.name}</span>
              </label>
            ))}
          </fieldset>
          {problem ? (
            <div role="alert" className={css.problem}>
              <ProblemPart problem={problem} title="The app was not connected" />
            </div>
          ) : null}
          <ConnectForm
            key={provider.id}
            provider={provider}
            trying={trying}
            made={made !== null}
            // The result of the last connection does not apply to the next one.
            onEdit={() => made && setAnswer(null)}
            onSubmit={connect}
          />
        </div>
      </Body>
    </>
  );
}
