import { useState } from "react";
import { usePeopleCall } from "../data/people-calls";
import { host, type PeopleApp, type PersonRow } from "../host";
import { list } from "../words/numbers";
import { Button } from "./button";
import { FormDialog } from "./form-dialog";
import { type Option, PickSearch } from "./pick-search";
import css from "./tie-people.module.css";

const FOUND = 8;

/** "jo@example.com, in Intranet and Board". */
function under(row: PersonRow, apps: PeopleApp[]): string {
  const names = row.cells.flatMap(
    (cell) => apps.find((app) => app.connection_id === cell.connection_id)?.name ?? [],
  );
  const place = names.length === 0 ? "in no app" : `in ${list(names)}`;
  return row.email === "" || row.email === row.name ? place : `${row.email}, ${place}`;
}

/**
 * Says of two people that they are one. Without `other` it is searched first. `onDone` hears of the
 * number that the one person has from then on.
 */
export function TiePeople({
  person,
  other,
  apps,
  onDone,
  onClose,
}: {
  person: PersonRow;
  other: PersonRow | null;
  apps: PeopleApp[];
  onDone: (id: number) => void;
  onClose: () => void;
}) {
  const { busy, problem, call, dismiss } = usePeopleCall();
  const [picked, pick] = useState<{ row: PersonRow; apps: PeopleApp[] } | null>(
    other && { row: other, apps },
  );
  const tie = async () => {
    if (!picked) return;
    let id = person.id;
    const done = await call(async () => {
      id = await host.linkPeople(person.id, picked.row.id);
    });
    if (done) onDone(id);
  };
  return (
    <FormDialog
      title={picked ? "Link as one person" : `Link ${person.name} to another person`}
      wide
      dialogTestId="tie-dialog"
      busy={busy}
      problem={problem}
      failed="The people were not linked"
      label={picked ? "Link as one person" : null}
      working="Linking…"
      testId="tie-confirm"
      back={
        picked && other === null ? (
          <Button
            className="button ghost"
            disabled={busy}
            onClick={() => {
              dismiss();
              pick(null);
            }}
            data-testid="tie-back"
          >
            Choose someone else…
          </Button>
        ) : null
      }
      onSubmit={() => void tie()}
      onClose={onClose}
    >
      {picked ? (
        <>
          <ul className={`box ${css.tieTwo}`}>
            {[{ row: person, apps: picked.apps }, picked].map((one) => (
              <li key={one.row.id}>
                <b className="name">{one.row.name}</b>
                <span className="small ink-2 name">{under(one.row, one.apps)}</span>
              </li>
            ))}
          </ul>
          <p className="small ink-2">
            The accounts of both become one person, also after later syncs. You can unlink an
            account on the person’s page. Nothing is sent to any app. The decision is recorded.
          </p>
        </>
      ) : (
        <PickSearch<{ row: PersonRow; apps: PeopleApp[] }>
          label="Search people"
          placeholder="Name or email address…"
          testId="tie-search"
          optionTestId="tie-option"
          queryKey={["tie-search", person.id]}
          ask={async (text) => {
            const page = await host.people({
              text,
              filters: [],
              sort: "name",
              descending: false,
              offset: 0,
              limit: FOUND,
            });
            const others = page.rows.filter((row) => row.id !== person.id);
            return {
              rows: others.map((row) => ({ row, apps: page.apps })),
              total: page.total - (page.rows.length - others.length),
            };
          }}
          option={({ row, apps: shown }): Option => ({
            key: String(row.id),
            name: row.name,
            under: under(row, shown),
          })}
          onPick={pick}
          none="No other person matches."
        />
      )}
    </FormDialog>
  );
}
