import { useConnections } from "../../data/state";
import type { PersonAccount, PersonApp, PersonRow } from "../../host";
import { Link } from "../../parts/button";
import { Status } from "../../parts/shapes";
import { href } from "../../routes";
import { whole } from "../../words/names";
import { count, countOrUnknown } from "../../words/numbers";
import { dayOnly } from "../../words/times";
import css from "./person.module.css";

type Cell = { app: PersonApp; account: PersonAccount | null };

const NONE = <span className="muted">–</span>;
/** Groups that are listed before the rest becomes a number. */
const NAMED = 6;

export function State({ app, account, person, now }: Cell & { person: PersonRow; now: Date }) {
  if (!account) {
    return (
      <span className="status" data-status="none">
        <i aria-hidden="true" />
        {app.complete ? "No account" : "Unknown, not fully synced"}
      </span>
    );
  }
  const leaver = person.list === "left" && account.state === "active";
  return (
    <>
      <span data-leaver={leaver || undefined} className={css.state}>
        <Status
          status={account.state}
          since={
            account.state === "no-longer-listed" && account.last_listed
              ? dayOnly(account.last_listed, now)
              : null
          }
        />
      </span>
      {leaver ? <div className={`${css.why} ${css.dangerWords}`}>left, still active</div> : null}
    </>
  );
}

/** The account, and why it belongs to this person. */
export function AccountName({ app, account }: Cell) {
  const nouns = useConnections().find((c) => c.id === app.connection_id)?.nouns;
  if (!account) {
    return (
      <span className="muted">
        not among {count(app.among)} {nouns?.users ?? "users"}
        {app.complete ? "" : " synced so far"}
      </span>
    );
  }
  const shown = account.email || account.user_name || account.account_id;
  return (
    <>
      <Link
        className="name hover-link"
        href={href({
          at: "users",
          open: { connectionId: app.connection_id, accountId: account.account_id },
        })}
        title={account.user_name === shown ? undefined : account.user_name}
      >
        {whole(shown)}
      </Link>
      {account.why === "" ? null : (
        <div className={`muted ${css.why}`} data-testid="account-why">
          {account.why}
        </div>
      )}
    </>
  );
}

export function Role({ account }: { account: PersonAccount | null }) {
  if (!account) return NONE;
  return account.role === null ? <span className="tag">Not available via SCIM</span> : account.role;
}

export function Groups({ app, account }: Cell) {
  if (!account) return NONE;
  const { groups, some_groups: some } = account;
  if (some.length === 0) return groups === 0 ? "none" : <span className="muted">unknown</span>;
  const shown = some.slice(0, NAMED);
  const rest = (groups ?? some.length) - shown.length;
  return (
    <ul className={css.groups}>
      {shown.map((group) => (
        <li key={group.group_id}>
          <Link
            className="clip name hover-link"
            href={href({ at: "group", connectionId: app.connection_id, groupId: group.group_id })}
          >
            {group.name}
          </Link>
          <span className="muted num">{countOrUnknown(group.members)}</span>
        </li>
      ))}
      {rest > 0 ? <li className="muted">and {count(rest)} more</li> : null}
      {groups === null ? <li className="muted">maybe more, not all were synced</li> : null}
    </ul>
  );
}

/** Whether the account owns the token of the connection: locking it out would end the connection. */
export function Token({ app, account }: Cell) {
  if (account?.owns_token) {
    return (
      <>
        <span className="tag warn">Yes</span>
        {account.protected ? <div className={`ink-2 ${css.why}`}>{account.protected}</div> : null}
      </>
    );
  }
  return (
    <span className="muted">
      {app.token_owner === "" ? "No" : app.token_owner}
      {account?.protected ? <span className={css.why}>{account.protected}</span> : null}
    </span>
  );
}
