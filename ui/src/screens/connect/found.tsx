import { useId } from "react";
import type { ConnectionView, ProviderView, RungView } from "../../host";
import { Link } from "../../parts/button";
import { Rungs } from "../../parts/rungs";
import { href } from "../../routes";
import css from "./connect.module.css";

/** The steps of the test and its result. */
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
      <h2 className="sec">Connection test</h2>
      {rungs.length === 0 ? (
        <p className="muted small">
          {trying ? "Testing…" : "Not tested yet. The test only reads and changes nothing."}
        </p>
      ) : (
        <Rungs rungs={rungs} />
      )}
      {connection ? (
        <div
          className={`note plain ${css.connected}`}
          role="status"
          data-testid="connect-made"
          data-connection={connection.id}
        >
          <p id={said}>
            <b>
              <span className="name">{connection.name}</span> is connected.
            </b>{" "}
            The first sync has started. Accounts appear as they arrive.
          </p>
          <div className="actions">
            <Link
              ref={toUsers}
              className="button primary"
              aria-describedby={said}
              href={href({ at: "users" })}
              data-testid="connect-to-users"
            >
              View accounts
            </Link>
            <Link className="button" href={href({ at: "connection", id: connection.id })}>
              View connection
            </Link>
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
      <ol className={`${css.steps} muted small`} data-testid="token-steps">
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
            <dt>Owner</dt>
            <dd>{provider.token_owner}</dd>
          </>
        ) : null}
        {provider.token_ends ? (
          <>
            <dt>Expires</dt>
            <dd>{provider.token_ends}</dd>
          </>
        ) : null}
        {provider.token_can ? (
          <>
            <dt>Permissions</dt>
            <dd>{provider.token_can}</dd>
          </>
        ) : null}
      </dl>
    </>
  );
}
