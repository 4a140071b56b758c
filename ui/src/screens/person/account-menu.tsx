import { useState } from "react";
import { usePeopleCall } from "../../data/people-calls";
import {
  type AccountMark,
  host,
  type PersonAccount,
  type PersonApp,
  type PersonRow,
} from "../../host";
import { Button } from "../../parts/button";
import { ModalDialog } from "../../parts/dialog";
import { FormDialog } from "../../parts/form-dialog";
import { MenuButton } from "../../parts/menu";
import { ProblemPart } from "../../parts/problem";

/** Corrections of one account by an admin: whose it is not, and what it is. */
export function AccountMenu({
  app,
  account,
  person,
}: {
  app: PersonApp;
  account: PersonAccount;
  person: PersonRow;
}) {
  const { busy, problem, call, dismiss } = usePeopleCall();
  const [cutting, setCutting] = useState(false);
  const close = () => {
    setCutting(false);
    dismiss();
  };
  const mark = (as: AccountMark) =>
    void call(() => host.markAccount(app.connection_id, account.account_id, as));
  const cut = async () => {
    if (await call(() => host.cutTie(person.id, app.connection_id, account.account_id)))
      setCutting(false);
  };
  return (
    <>
      <MenuButton
        label={`More about the account in ${app.name}`}
        testId="account-menu"
        entries={[
          {
            id: "cut",
            label: "Unlink from person…",
            why: account.tied
              ? null
              : "This account is not linked to another account or to the HR list.",
            onAction: () => setCutting(true),
          },
          { id: "shared", label: "Mark as shared mailbox", onAction: () => mark("shared") },
          { id: "service", label: "Mark as service account", onAction: () => mark("service") },
          { id: "person", label: "Mark as a person", onAction: () => mark("person") },
        ]}
      />
      {problem && !cutting ? (
        <ModalDialog title="The mark could not be saved" open onClose={dismiss}>
          <ProblemPart problem={problem} headingLevel={3} />
          <div className="actions end">
            <Button className="button" onClick={dismiss}>
              Close
            </Button>
          </div>
        </ModalDialog>
      ) : null}
      {cutting ? (
        <FormDialog
          title={`Unlink account from ${person.name}`}
          dialogTestId="cut-dialog"
          busy={busy}
          problem={problem}
          failed="The account could not be unlinked"
          label="Unlink account"
          testId="cut-confirm"
          onSubmit={() => void cut()}
          onClose={close}
        >
          <p className="small ink-2">
            The account <b className="name">{account.user_name || account.account_id}</b> in{" "}
            {app.name} becomes a separate person. Later syncs won’t link it to {person.name} again.
            Nothing is sent to {app.name}. The decision is recorded.
          </p>
        </FormDialog>
      ) : null}
    </>
  );
}
