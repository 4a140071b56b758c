import { useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { useLive } from "../data/live";
import { createStore } from "../data/store";
import { asProblem, type ConnectionView, type ConnectView, host, type Problem } from "../host";
import { Button } from "./button";
import { FormDialog } from "./form-dialog";
import { Rungs } from "./rungs";

const replacing = createStore<ConnectionView | null>(null);

/** The button that opens the dialog. */
export function ReplaceTokenButton({
  connection,
  testId,
}: {
  connection: ConnectionView;
  testId: string;
}) {
  return (
    <Button className="button" onClick={() => replacing.set(() => connection)} data-testid={testId}>
      Replace token…
    </Button>
  );
}

/** The dialog. It stays open when the banner that opened it disappears because the token works. */
export function ReplacingToken() {
  const connection = replacing.use();
  if (!connection) return null;
  return <ReplaceToken connection={connection} onClose={() => replacing.set(() => null)} />;
}

/** A new token for a connection: tested at its address, then replaced. Everything else stays. */
function ReplaceToken({
  connection,
  onClose,
}: {
  connection: ConnectionView;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const live = useLive();
  const hint = useId();
  const [trying, setTrying] = useState(false);
  const [missing, setMissing] = useState(false);
  const [answer, setAnswer] = useState<ConnectView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  // The token is never in React's state: it stays in the field until it is used or left.
  const token = useRef<HTMLInputElement>(null);
  const rungs = trying ? live.rungs : (answer?.test.rungs ?? []);
  const done = answer?.connection !== null && answer !== null;

  const replace = async () => {
    const field = token.current;
    if (trying || !field) return;
    setMissing(field.value.trim() === "");
    if (field.value.trim() === "") {
      field.focus();
      return;
    }
    setTrying(true);
    setAnswer(null);
    setProblem(null);
    try {
      const replaced = await host.replaceToken(connection.id, field.value);
      if (replaced.connection) field.value = "";
      setAnswer(replaced);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    } finally {
      setTrying(false);
      await client.invalidateQueries({ queryKey: ["state"] });
    }
  };

  return (
    <FormDialog
      title={`Replace token for ${connection.name}`}
      wide
      dialogTestId="replace-token"
      busy={trying}
      problem={problem}
      failed="The token was not replaced"
      noValidate
      label={done ? null : "Test and replace"}
      working="Testing…"
      testId="replace-token-submit"
      cancel={done ? "Close" : "Cancel"}
      note={!done && rungs.length > 0 ? <Rungs rungs={rungs} /> : null}
      onSubmit={() => void replace()}
      onClose={onClose}
    >
      {done ? (
        <p role="status" data-testid="replace-token-done">
          <b>{connection.name} uses the new token.</b> The old token was removed from the keychain.
          Rollcall now retries the open changes and syncs {connection.name}.
        </p>
      ) : (
        <>
          <p className="small">
            The new token is tested at <span className="mono">{connection.address}</span>. It
            replaces the current token only if the test passes. History, protected accounts, the
            guard, open cases and reviews stay.
          </p>
          <label className="field">
            <span>New token</span>
            <input
              ref={token}
              className="input mono"
              type="password"
              autoComplete="off"
              spellCheck={false}
              // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type it
              autoFocus
              aria-invalid={missing || undefined}
              aria-describedby={hint}
              onChange={() => setMissing(false)}
              data-testid="replace-token-field"
            />
            <span className="muted small" id={hint}>
              {missing ? "Enter the new token." : "Stored only in this computer’s keychain."}
            </span>
          </label>
        </>
      )}
    </FormDialog>
  );
}
