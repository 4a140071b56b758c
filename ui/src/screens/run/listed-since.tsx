import { useQuery } from "@tanstack/react-query";
import { useRevision } from "../../data/live";
import { useConnections } from "../../data/state";
import { host, type RunView, type UserDetail } from "../../host";
import { listedWords, readSince, readsWords } from "../../words/run";
import css from "./run.module.css";

/** The line under a finished run: what a later sync says about its rows. */
export function ListedSince({ run, now }: { run: RunView; now: Date }) {
  const revision = useRevision();
  const connections = useConnections();
  const touched = connections.filter((c) => run.items.some((i) => i.connection_id === c.id));
  const reads = touched.flatMap((c) => {
    const read = readSince(run, c);
    return read ? [{ app: c.name, read }] : [];
  });
  const [first] = reads;
  const [item] = run.items;
  const one = run.items.length === 1 ? item : undefined;
  const row = useQuery({
    queryKey: ["user", one?.connection_id, one?.account_id, revision],
    queryFn: () => host.user(one?.connection_id ?? "", one?.account_id ?? ""),
    enabled: one !== undefined && first !== undefined,
    placeholderData: (before: UserDetail | undefined) => before,
  });
  const waits = one !== undefined && row.isPending;
  const whole = first !== undefined && reads.length === touched.length && !waits;
  return (
    <p className={`muted small ${css.tableFoot}`} role="status" data-testid="run-listed">
      {!whole
        ? `The Accounts table shows what was read back. The next sync of ${
            touched.length > 1 ? "these apps" : (item?.connection_name ?? "the app")
          } updates it.`
        : one && row.data
          ? listedWords(one.on, first.app, first.read, row.data.row, now)
          : readsWords(reads, now)}
    </p>
  );
}
