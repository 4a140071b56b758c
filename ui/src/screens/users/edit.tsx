// Edits one or more attributes of one or many accounts. It only stages: nothing is planned or sent.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useCall } from "../../data/call";
import { keepLeftOut } from "../../data/left-out";
import { accountKey, useStagedAccounts, useStaging } from "../../data/stage";
import {
  type AttributeView,
  asProblem,
  host,
  type StageAnswer,
  type WantedValue,
} from "../../host";
import { Button } from "../../parts/button";
import dialogCss from "../../parts/dialog.module.css";
import { ProblemPart } from "../../parts/problem";
import { plural } from "../../words/numbers";
import { leftOutWords } from "../../words/stage";
import css from "./edit.module.css";
import { EditRow, type Wanted } from "./edit-row";
import { type Target, wishOf } from "./target";

let next = 1;
const emptyRow = (): Wanted => ({ id: next++, path: "", text: "", away: false });

/** The editable attributes, and for a single account the current values. */
function useAttributes(target: Target) {
  const [one] = target.accounts;
  const single = target.accounts.length === 1 && one ? one : null;
  const query = useQuery({
    queryKey: ["attributes", target.connections, single],
    queryFn: async () => {
      if (!single) return { attributes: await host.attributes(target.connections), now: null };
      const found = await host.accountAttributes(single.connection_id, single.account_id);
      return {
        attributes: found.map((f) => f.attribute),
        now: new Map(found.map((f) => [f.attribute.path, f.value])),
      };
    },
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const staged = useStagedAccounts().get(single ? accountKey(single) : "");
  return { query, staged };
}

export function EditDialog({
  target,
  onClose,
  onClosed,
}: {
  target: Target;
  onClose: () => void;
  /** The element that gets the focus next. */
  onClosed?: () => void;
}) {
  const close = () => {
    onClose();
    onClosed?.();
  };
  const whom = target.name ?? plural(target.count, "person", "people");
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={false}
      onOpenChange={(open) => !open && close()}
    >
      <Modal className={`${dialogCss.frame} ${dialogCss.wide} ${css.frame}`}>
        <Dialog className={css.dialog} data-testid="edit-dialog">
          <Heading slot="title" level={2} className="name">
            Edit {whom}
          </Heading>
          <EditForm target={target} onCancel={close} onStaged={close} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function EditForm({
  target,
  onCancel,
  onStaged,
}: {
  target: Target;
  onCancel: () => void;
  onStaged: () => void;
}) {
  const { stageUsers } = useStaging();
  const { query, staged } = useAttributes(target);
  const [rows, setRows] = useState<Wanted[]>(() => [emptyRow()]);
  const { busy: staging, problem, call } = useCall();
  const [nobody, setNobody] = useState<StageAnswer | null>(null);
  const attributes = query.data?.attributes ?? [];
  const everywhere = (attribute: AttributeView) =>
    attribute.refused.length >= Math.max(1, target.connections.length);
  const open = attributes.filter((attribute) => !everywhere(attribute));
  const refused = attributes.filter(everywhere);
  const chosen = new Set(rows.map((row) => row.path));
  const ready =
    rows.length > 0 && rows.every((row) => row.path !== "" && (row.away || row.text.trim() !== ""));

  const put = (row: Wanted) => {
    setNobody(null);
    setRows((before) => before.map((one) => (one.id === row.id ? row : one)));
  };
  /** For a single account, the field starts with the staged value, otherwise with the current one. */
  const textFor = (path: string): string => {
    const before = staged?.values.find((value) => value.path === path);
    return before ? (before.after ?? "") : (query.data?.now?.get(path) ?? "");
  };
  const submit = async () => {
    if (!ready) return;
    const values: WantedValue[] = rows.map(({ path, text, away }) => ({
      path,
      value: away ? null : text.trim(),
    }));
    await call(async () => {
      const answer = await stageUsers(wishOf(target, "set", values));
      if (answer.staged === 0 && answer.left_out.length > 0) setNobody(answer);
      else {
        keepLeftOut("set", answer);
        onStaged();
      }
    });
  };

  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className={css.editScroll}>
        {query.isError ? (
          <ProblemPart
            problem={asProblem(query.error)}
            title="The attributes could not be loaded"
          />
        ) : null}
        {rows.map((row) => (
          <EditRow
            key={row.id}
            row={row}
            attributes={open}
            refused={refused}
            taken={chosen}
            now={query.data?.now?.get(row.path) ?? null}
            onChange={put}
            onChoose={(path) => put({ ...row, path, text: textFor(path), away: false })}
            onRemove={
              rows.length > 1
                ? () => setRows((before) => before.filter((one) => one.id !== row.id))
                : undefined
            }
          />
        ))}
        <div>
          <Button
            className="button ghost"
            aria-disabled={rows.length >= open.length}
            why={rows.length >= open.length && "Every attribute that can be set is in use."}
            onClick={() => rows.length < open.length && setRows([...rows, emptyRow()])}
            data-testid="edit-add-attribute"
          >
            <Plus aria-hidden="true" />
            Add attribute
          </Button>
        </div>
        {refused.length > 0 ? <Refused attributes={refused} /> : null}
        <div role="alert">
          {nobody ? (
            <div className="note" data-testid="edit-nobody">
              <b>Nothing staged.</b>
              <ul>
                {nobody.left_out.map((one) => (
                  <li key={one.why}>{leftOutWords(one)}</li>
                ))}
              </ul>
            </div>
          ) : null}
          {problem ? (
            <ProblemPart problem={problem} title="The edit was not staged" headingLevel={3} />
          ) : null}
        </div>
      </div>
      <div className={css.editFoot}>
        <span className="muted small grow">Nothing is sent until you run the plan.</span>
        <Button className="button" onClick={onCancel} data-testid="edit-cancel">
          Cancel
        </Button>
        <Button
          type="submit"
          className="button primary"
          aria-disabled={!ready || staging}
          why={!ready && "Choose an attribute and enter its new value first."}
          data-testid="edit-stage"
        >
          {staging ? "Staging…" : `Stage edit of ${plural(target.count, "person", "people")}`}
        </Button>
      </div>
    </form>
  );
}

/** Attributes that none of these apps accepts, each with the reason. */
function Refused({ attributes }: { attributes: AttributeView[] }) {
  return (
    <details className="fold" data-testid="edit-refused">
      <summary tabIndex={0}>
        {plural(attributes.length, "attribute", "attributes")} cannot be set here
      </summary>
      <ul className={css.refused}>
        {attributes.map(({ path, label, refused }) => (
          <li key={path}>
            <span className="muted">{label}</span>
            <span className="ink-2">{[...new Set(refused.map((r) => r.why))].join(" ")}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
