import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useRevision } from "../../data/live";
import {
  asProblem,
  type ConnectionView,
  host,
  type Problem,
  type Protected,
  type ProtectedAs,
  type UserRow,
} from "../../host";
import { Button } from "../../parts/button";
import { PickSearch } from "../../parts/pick-search";
import { ProblemPart } from "../../parts/problem";
import { PROTECTED_AS } from "../../words/safeguards";
import { STATUS } from "../../words/state";
import css from "./connection.module.css";
import { LiftForm } from "./lift";
import safeguardsCss from "./safeguards.module.css";

// The last admin is protected automatically.
const KINDS = (Object.keys(PROTECTED_AS) as ProtectedAs[]).filter((kind) => kind !== "last-admin");
const FOUND = 20;

const findUsers = (connectionId: string, text: string) =>
  host.users({
    text,
    connections: [connectionId],
    statuses: ["active", "inactive"],
    departments: [],
    group: null,
    stale_only: false,
    sort: "name",
    descending: false,
    offset: 0,
    limit: FOUND,
  });

/** The protected accounts, and the forms to add and lift protections. */
export function Protections({ connection }: { connection: ConnectionView }) {
  const client = useQueryClient();
  const revision = useRevision();
  const id = useId();
  const [kind, setKind] = useState<ProtectedAs>("break-glass");
  const [problem, setProblem] = useState<Problem | null>(null);
  const key = ["protected", connection.id];
  const query = useQuery({ queryKey: key, queryFn: () => host.protected(connection.id) });
  const list = query.data ?? [];
  const change = async (make: () => Promise<Protected[]>) => {
    setProblem(null);
    try {
      client.setQueryData(key, await make());
      return true;
    } catch (thrown) {
      setProblem(asProblem(thrown));
      return false;
    }
  };
  const option = (row: UserRow) => ({
    key: row.account_id,
    name: row.name,
    under: [row.user_name, row.status === "active" ? "" : STATUS[row.status]]
      .filter(Boolean)
      .join(" · "),
    taken: list.some((one) => one.account_id === row.account_id) ? "Protected" : undefined,
  });
  return (
    <div className={css.stack}>
      <p className="small ink-2">
        Protected accounts are always excluded. Plans show when one was skipped.
      </p>
      {query.isError ? (
        <ProblemPart
          problem={asProblem(query.error)}
          title="The protected accounts could not be shown"
        />
      ) : list.length === 0 && query.data ? (
        <p className="muted small" data-testid="protected-none">
          No protected accounts.
        </p>
      ) : (
        <ul className="box" aria-label="Protected accounts">
          {list.map((one) => (
            <ProtectedLine
              key={one.account_id}
              one={one}
              onLift={(reason) =>
                change(() => host.liftProtection(connection.id, one.account_id, reason))
              }
            />
          ))}
        </ul>
      )}
      <div className={safeguardsCss.protectAdd}>
        <label htmlFor={`${id}-kind`}>
          <span>Protect as</span>
          <select
            id={`${id}-kind`}
            className="input"
            value={kind}
            data-testid="protect-kind"
            onChange={(event) => setKind(event.target.value as ProtectedAs)}
          >
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {PROTECTED_AS[one]}
              </option>
            ))}
          </select>
        </label>
        <PickSearch<UserRow>
          label={`Search ${connection.nouns.users} of ${connection.name} to protect`}
          placeholder="Name, user name or email…"
          testId="protect-search"
          optionTestId="protect-option"
          queryKey={["protect-search", connection.id, revision]}
          ask={(text) => findUsers(connection.id, text)}
          option={option}
          onPick={(row) => void change(() => host.protect(connection.id, row.account_id, kind))}
          none={`No active or inactive ${connection.nouns.user} of ${connection.name} matches.`}
        />
      </div>
      {problem ? (
        <div role="alert">
          <ProblemPart problem={problem} title="The protected accounts were not changed" />
        </div>
      ) : null}
    </div>
  );
}

function ProtectedLine({
  one,
  onLift,
}: {
  one: Protected;
  onLift: (reason: string) => Promise<boolean>;
}) {
  const [lifting, setLifting] = useState(false);
  return (
    <li
      className={safeguardsCss.protected}
      data-testid="protected-row"
      data-account={one.account_id}
    >
      <span className={`grow ${safeguardsCss.protectedWho}`}>
        <span className="name">{one.name}</span>{" "}
        <span className="muted">{PROTECTED_AS[one.kind]}</span>
      </span>
      {lifting ? (
        <LiftForm name={one.name} onLift={onLift} onCancel={() => setLifting(false)} />
      ) : (
        <Button
          className="button slim"
          aria-label={`Lift the protection of ${one.name}`}
          onClick={() => setLifting(true)}
          data-testid="lift-open"
        >
          Lift…
        </Button>
      )}
    </li>
  );
}
