import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { useLive } from "../../data/live";
import { useAppStateQuery } from "../../data/state";
import { asProblem, type ConnectView, host, type Problem, type ProviderView } from "../../host";
import { Body, Empty, Header, Side } from "../../parts/page";
import { Go, Press } from "../../parts/press";
import { ProblemPart } from "../../parts/problem";
import { href } from "../../routes";
import { KeychainRetry } from "../start/start";
import { Found, TokenHelp } from "./found";
import "./connect.css";

/** Paste an address and a token, see what the app answers, keep the connection. */
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
        <Empty title="Sample data and real apps are kept apart." testId="connect-sample">
          <p className="small">
            Leave the sample data (banner above), then connect your first app.
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
              <Press className="button" onClick={() => void providers.refetch()}>
                Try again
              </Press>
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

  const connect = async (form: {
    name: string;
    address: string;
    token: string;
    seat_price: string;
  }) => {
    setTrying(true);
    setAnswer(null);
    setProblem(null);
    try {
      // A connection that was made is read at once by the host.
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
          <Side label="What Rollcall found" testId="connect-side">
            <Found rungs={rungs} trying={trying} connection={made} />
            <TokenHelp provider={provider} />
          </Side>
        }
      >
        <div className="scroll connect">
          <fieldset className="cards" disabled={trying}>
            <legend className="hidden-words">App</legend>
            {providers.map((p) => (
              <label
                key={p.id}
                className="card"
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
                <span className="card-mark" style={{ background: p.color }} aria-hidden="true" />
                <span>{p.name}</span>
              </label>
            ))}
          </fieldset>
          {problem ? (
            <div role="alert" className="connect-problem">
              <ProblemPart problem={problem} title="The connection was not made" />
            </div>
          ) : null}
          <ConnectForm
            key={provider.id}
            provider={provider}
            trying={trying}
            made={made !== null}
            onSubmit={connect}
          />
        </div>
      </Body>
    </>
  );
}

function ConnectForm({
  provider,
  trying,
  made,
  onSubmit,
}: {
  provider: ProviderView;
  trying: boolean;
  made: boolean;
  onSubmit: (form: { name: string; address: string; token: string; seat_price: string }) => void;
}) {
  const id = useId();
  const [name, setName] = useState(provider.name);
  const [address, setAddress] = useState(provider.address);
  const [price, setPrice] = useState("");
  const [missing, setMissing] = useState<string | null>(null);
  // The token is never in React's state: it goes from the field to the host and the field is emptied.
  const token = useRef<HTMLInputElement>(null);

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (trying) return;
    const field = token.current;
    const gaps = [
      name.trim() === "" ? "a name" : null,
      address.trim() === "" ? "the address" : null,
      (field?.value ?? "") === "" ? "the token" : null,
    ].filter((gap) => gap !== null);
    if (!field || gaps.length > 0) {
      setMissing(`Still needed: ${gaps.join(", ")}.`);
      return;
    }
    setMissing(null);
    const request = {
      name: name.trim(),
      address: address.trim(),
      token: field.value,
      seat_price: price.trim(),
    };
    field.value = "";
    onSubmit(request);
  };

  return (
    <form
      className="connect-form"
      onSubmit={submit}
      aria-label={`Connect ${provider.name}`}
      noValidate
    >
      <div className="field">
        <label className="sec" htmlFor={`${id}-name`}>
          Name in Rollcall
        </label>
        <input
          id={`${id}-name`}
          className="input"
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
          data-testid="connect-name"
        />
      </div>
      <div className="field">
        <label className="sec" htmlFor={`${id}-address`}>
          {provider.address_label}
        </label>
        <input
          id={`${id}-address`}
          className="input mono"
          value={address}
          autoComplete="off"
          spellCheck={false}
          inputMode="url"
          placeholder="https://"
          aria-describedby={provider.address_hint ? `${id}-address-hint` : undefined}
          onChange={(event) => setAddress(event.target.value)}
          data-testid="connect-address"
        />
        {provider.address_hint ? (
          <span className="muted small" id={`${id}-address-hint`}>
            {provider.address_hint}
          </span>
        ) : null}
      </div>
      <div className="field">
        <label className="sec" htmlFor={`${id}-token`}>
          {provider.token_label}
        </label>
        <input
          ref={token}
          id={`${id}-token`}
          className="input mono"
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-describedby={`${id}-token-hint`}
          data-testid="connect-token"
        />
        <span className="muted small" id={`${id}-token-hint`}>
          Goes straight to this computer’s keychain. It is never written to a file, a log or this
          window again.
        </span>
      </div>
      <div className="field">
        <label className="sec" htmlFor={`${id}-price`}>
          Seat price <span className="muted optional">optional, per month, for cost reports</span>
        </label>
        <input
          id={`${id}-price`}
          className="input price"
          value={price}
          autoComplete="off"
          placeholder="12.50 EUR"
          onChange={(event) => setPrice(event.target.value)}
          data-testid="connect-seat-price"
        />
      </div>
      <div className="actions">
        <Press
          type="submit"
          className="button primary"
          aria-disabled={trying}
          data-testid="connect-submit"
        >
          {trying ? "Testing…" : made ? "Test and connect another" : "Test and connect"}
        </Press>
        <Go className="button ghost" href={href({ at: "start" })} data-testid="connect-cancel">
          {made ? "Close" : "Cancel"}
        </Go>
        <span role="alert" className="small ink-2">
          {missing}
        </span>
      </div>
    </form>
  );
}
