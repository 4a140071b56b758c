import { useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { ProviderView } from "../../host";
import { Button, Link } from "../../parts/button";
import { href } from "../../routes";
import css from "./connect.module.css";

export type Typed = { name: string; address: string; token: string; seat_price: string };

const NEEDED = { name: "a name", address: "the address", token: "the token" };
type Needed = keyof typeof NEEDED;

export function ConnectForm({
  provider,
  trying,
  made,
  onEdit,
  onSubmit,
}: {
  provider: ProviderView;
  trying: boolean;
  made: boolean;
  /** The user has typed: the next attempt begins. */
  onEdit: () => void;
  onSubmit: (form: Typed) => void;
}) {
  const [name, setName] = useState(provider.name);
  const [address, setAddress] = useState(provider.address);
  const [price, setPrice] = useState("");
  const [missing, setMissing] = useState<Needed[]>([]);
  // The token is never in React's state: it goes from the field to the host and the field is emptied.
  const token = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);

  const edited = (field?: Needed) => {
    setMissing((before) => before.filter((one) => one !== field));
    onEdit();
  };
  const needed = (field: Needed) => (missing.includes(field) ? `Enter ${NEEDED[field]}.` : null);

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const field = token.current;
    if (trying || !field) return;
    const typed = { name: name.trim(), address: address.trim(), token: field.value };
    const gaps = (Object.keys(NEEDED) as Needed[]).filter((one) => typed[one] === "");
    // Marked before the focus moves, so that a screen reader announces the field with its error.
    flushSync(() => setMissing(gaps));
    if (gaps.length > 0) {
      form.current?.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
      return;
    }
    field.value = "";
    onSubmit({ ...typed, seat_price: price.trim() });
  };

  return (
    <form
      ref={form}
      className={css.form}
      onSubmit={submit}
      aria-label={`Connect ${provider.name}`}
      noValidate
    >
      <Field
        label="Name in Rollcall"
        needed={needed("name")}
        required
        className="input"
        value={name}
        onChange={(event) => {
          setName(event.target.value);
          edited("name");
        }}
        data-testid="connect-name"
      />
      <Field
        label={provider.address_label}
        hint={provider.address_hint}
        needed={needed("address")}
        required
        className="input mono"
        value={address}
        spellCheck={false}
        inputMode="url"
        placeholder="https://"
        onChange={(event) => {
          setAddress(event.target.value);
          edited("address");
        }}
        data-testid="connect-address"
      />
      <Field
        ref={token}
        label={provider.token_label}
        hint="Stored only in this computer’s keychain, never in a file or log."
        needed={needed("token")}
        required
        className="input mono"
        type="password"
        spellCheck={false}
        onChange={() => edited("token")}
        data-testid="connect-token"
      />
      <Field
        label={
          <>
            License cost{" "}
            <span className={`muted ${css.optional}`}>optional, per user and month</span>
          </>
        }
        className={`input ${css.price}`}
        value={price}
        placeholder="12.50 EUR"
        onChange={(event) => {
          setPrice(event.target.value);
          edited();
        }}
        data-testid="connect-seat-price"
      />
      <div className="actions">
        <Button
          type="submit"
          className="button primary"
          aria-disabled={trying}
          data-testid="connect-submit"
        >
          {trying ? "Testing…" : made ? "Test and connect another" : "Test and connect"}
        </Button>
        <Link className="button ghost" href={href({ at: "start" })} data-testid="connect-cancel">
          {made ? "Close" : "Cancel"}
        </Link>
      </div>
    </form>
  );
}

/** A labeled field with its error and hint. */
function Field({
  label,
  hint,
  needed = null,
  ...input
}: React.ComponentProps<"input"> & {
  label: React.ReactNode;
  hint?: string;
  /** The error; null without one. */
  needed?: string | null;
}) {
  const id = useId();
  const said = [needed ? `${id}-needed` : "", hint ? `${id}-hint` : ""].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label className="sec" htmlFor={id}>
        {label}
      </label>
      <input
        {...input}
        id={id}
        autoComplete="off"
        aria-invalid={needed ? true : undefined}
        aria-describedby={said || undefined}
      />
      {needed ? (
        <span className={`small ${css.needed}`} id={`${id}-needed`} role="alert">
          {needed}
        </span>
      ) : null}
      {hint ? (
        <span className="muted small" id={`${id}-hint`}>
          {hint}
        </span>
      ) : null}
    </div>
  );
}
