import { useId } from "react";
import type { ConnectionView, ProviderView, RungView } from "../../host";
import { Go } from "../../parts/press";
import { Rungs } from "../../parts/rungs";
import { href } from "../../routes";

/** The rungs of the test as they are tried, and what came of it. */
export function Found({
  rungs,
  trying,
  connection,
  toUsers,
}: {
  rungs: RungView[];
  trying: boolean;
  connection: ConnectionView | null;
  toUsers: React.Ref<HTMLAnchorElement>;
}) {
  const said = useId();
  return (
    <>
      <h2 className="sec">What Rollcall found</h2>
      {rungs.length === 0 ? (
        <p className="muted small">
          {trying
            ? "Asking the app…"
            : "Nothing was asked yet. The test only reads; it changes nothing."}
        </p>
      ) : (
        <Rungs rungs={rungs} />
      )}
      {connection ? (
        <div
          className="note plain connected"
          role="status"
          data-testid="connect-made"
          data-connection={connection.id}
        >
          <p id={said}>
            <b>
              <span className="name">{connection.name}</span> is connected.
            </b>{" "}
            Its first read has begun; what it lists shows up as it arrives.
          </p>
          <div className="actions">
            <Go
              ref={toUsers}
              className="button primary"
              aria-describedby={said}
              href={href({ at: "users" })}
              data-testid="connect-to-users"
            >
              Show users
            </Go>
            <Go className="button" href={href({ at: "connection", id: connection.id })}>
              Show connection
            </Go>
          </div>
        </div>
      ) : null}
    </>
  );
}

export function TokenHelp({ provider }: { provider: ProviderView }) {
  return (
    <>
      <h2 className="sec">Where to find the token</h2>
      <ol className="steps muted small" data-testid="token-steps">
        {provider.token_steps.map((step, i) => (
          <li key={step}>
            {i + 1}. {step}
          </li>
        ))}
      </ol>
      {provider.needs ? <p className="muted small">{provider.needs}</p> : null}
      <dl className="pairs">
        {provider.token_owner ? (
          <>
            <dt>Whose it is</dt>
            <dd>{provider.token_owner}</dd>
          </>
        ) : null}
        {provider.token_ends ? (
          <>
            <dt>Ends</dt>
            <dd>{provider.token_ends}</dd>
          </>
        ) : null}
        {provider.token_can ? (
          <>
            <dt>Can do</dt>
            <dd>{provider.token_can}</dd>
          </>
        ) : null}
      </dl>
    </>
  );
}
