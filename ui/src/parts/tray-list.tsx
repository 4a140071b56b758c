// Every staged change, each with a button to remove it.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { showNotice } from "../data/notices";
import { unstage } from "../data/stage";
import { takeBack } from "../data/stage-members";
import { asProblem, type StagedChange } from "../host";
import { count, list } from "../words/numbers";
import { valueWords } from "../words/stage";
import { Button } from "./button";
import { AppName } from "./shapes";
import css from "./tray.module.css";

/** Lines rendered at once: thousands of accounts may be staged together. */
const SHOWN = 200;

type Line = {
  key: string;
  change: StagedChange;
  /** Each staged member of a group has its own line. */
  member: StagedChange["members"][number] | null;
};

function linesOf(changes: StagedChange[], most: number): Line[] {
  const lines: Line[] = [];
  for (const change of changes) {
    const about = `${change.kind} ${change.connection_id} ${change.group_id}`;
    if (change.members.length === 0) lines.push({ key: `${change.id}`, change, member: null });
    for (const member of change.members) {
      if (lines.length >= most) break;
      lines.push({ key: `${about} ${member.account_id}`, change, member });
    }
    if (lines.length >= most) break;
  }
  return lines;
}

/** The details of a change: values, names of groups. */
function detail({ kind, values, names }: StagedChange): string {
  if (kind === "set") return values.map(valueWords).join(", ");
  if (kind === "create") {
    const given = values.map((v) => `${v.label}: ${v.after ?? "none"}`).join(", ");
    return names.length > 0 ? `${given}; joins ${list(names)}` : given;
  }
  return kind === "rename-group" ? `→ ${names[0] ?? ""}` : "";
}

export function TrayList({
  id,
  changes,
  onLast,
}: {
  id: string;
  changes: StagedChange[];
  /** The last one was removed: the tray closes, and the focus moves on. */
  onLast: () => void;
}) {
  const client = useQueryClient();
  const [most, setMost] = useState(SHOWN);
  const box = useRef<HTMLUListElement>(null);
  const total = changes.reduce((sum, change) => sum + Math.max(1, change.members.length), 0);
  const lines = linesOf(changes, most);

  // The line and its button are gone: the next line, or the last one, gets the focus.
  const goOn = useRef<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when the number has changed
  useEffect(() => {
    const at = goOn.current;
    goOn.current = null;
    if (at === null) return;
    const buttons = box.current?.querySelectorAll<HTMLElement>("[data-testid=tray-take-out]");
    buttons?.[Math.min(at, buttons.length - 1)]?.focus();
  }, [total]);

  const takeOut = async ({ change, member }: Line, at: number) => {
    goOn.current = at;
    try {
      if (member && change.group_id !== null) {
        const key = { connectionId: change.connection_id, groupId: change.group_id };
        takeBack(client, key, member.account_id);
      } else await unstage(client, [change.id]);
    } catch (thrown) {
      goOn.current = null;
      return showNotice(asProblem(thrown));
    }
    if (total <= 1) onLast();
  };

  return (
    <ul className={`box ${css.list}`} id={id} ref={box} aria-label="Changes">
      {lines.map((line, at) => {
        const { change, member } = line;
        const whom = member ? member.name : change.on;
        const place = member ? change.on : detail(change);
        return (
          <li key={line.key} data-testid="tray-item" data-kind={change.kind}>
            <AppName color={change.color} name={change.connection_name} />
            <span className={`grow ${css.item}`}>
              <span className="ink-2">{change.change}</span> <b className="name">{whom}</b>
              {place ? (
                <span className={member ? "ink-2 name" : `${css.values} name`}>
                  {member ? ` ${place}` : place}
                </span>
              ) : null}
            </span>
            <Button
              className="button slim"
              aria-label={`Remove from the tray: ${change.change}, ${whom}`}
              onClick={() => void takeOut(line, at)}
              data-testid="tray-take-out"
            >
              Remove
            </Button>
          </li>
        );
      })}
      {total > lines.length ? (
        <li>
          <span className="grow ink-2">
            The first {count(lines.length)} of {count(total)}
          </span>
          <Button className="button slim" onClick={() => setMost(most + SHOWN)}>
            Show {count(Math.min(SHOWN, total - lines.length))} more
          </Button>
        </li>
      ) : null}
    </ul>
  );
}
