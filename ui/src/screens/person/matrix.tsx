import type { PersonAccount, PersonApp, PersonView } from "../../host";
import { AppName } from "../../parts/shapes";
import { AccountName, Groups, Role, State, Token } from "./account-cells";
import { LastRead, Outside } from "./app-cells";
import { InThisApp } from "./in-app";
import css from "./person.module.css";

type Column = { app: PersonApp; account: PersonAccount | null; first: boolean; span: number };

/** One column per account; an app without one has an empty column, which shows that Rollcall looked there. */
function columnsOf(apps: PersonApp[]): Column[] {
  return apps.flatMap((app) => {
    const accounts: (PersonAccount | null)[] = app.accounts.length > 0 ? app.accounts : [null];
    return accounts.map((account, i) => ({
      app,
      account,
      first: i === 0,
      span: accounts.length,
    }));
  });
}

export function Matrix({ view, now }: { view: PersonView; now: Date }) {
  const columns = columnsOf(view.apps);
  const person = view.row;
  const perAccount = (label: string, cell: (column: Column) => React.ReactNode) => (
    <tr>
      <th scope="row">{label}</th>
      {columns.map((column, i) => (
        <td
          // biome-ignore lint/suspicious/noArrayIndexKey: an app without an account has no id of its own
          key={i}
          data-none={column.account ? undefined : ""}
        >
          {cell(column)}
        </td>
      ))}
    </tr>
  );
  const perApp = (label: string, cell: (column: Column) => React.ReactNode) => (
    <tr>
      <th scope="row">{label}</th>
      {columns
        .filter((column) => column.first)
        .map((column) => (
          <td
            key={column.app.connection_id}
            colSpan={column.span}
            data-none={column.account ? undefined : ""}
          >
            {cell(column)}
          </td>
        ))}
    </tr>
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table of many apps scrolls sideways
    <section className={css.matrix} tabIndex={0} aria-label="In each app">
      <table data-testid="person-matrix" style={{ minWidth: 122 + columns.length * 150 }}>
        <thead>
          <tr>
            <td />
            {columns
              .filter((column) => column.first)
              .map(({ app, span }) => (
                <th key={app.connection_id} scope="col" colSpan={span} data-app={app.name}>
                  <AppName color={app.color} name={app.name} />
                </th>
              ))}
          </tr>
        </thead>
        <tbody>
          {perAccount("State", (c) => (
            <State app={c.app} account={c.account} person={person} now={now} />
          ))}
          {perAccount("Account", (c) => (
            <AccountName app={c.app} account={c.account} />
          ))}
          {perAccount("Role", (c) => (
            <Role account={c.account} />
          ))}
          {perAccount("Groups", (c) => (
            <Groups app={c.app} account={c.account} />
          ))}
          {perAccount("Token owner", (c) => (
            <Token app={c.app} account={c.account} />
          ))}
          {perApp("Last sync", (c) => (
            <LastRead app={c.app} now={now} />
          ))}
          {perApp("Outside SCIM", (c) => (
            <Outside app={c.app} />
          ))}
          {perAccount("Action", (c) => (
            <InThisApp app={c.app} account={c.account} person={person} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
