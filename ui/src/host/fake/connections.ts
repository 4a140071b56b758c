// Changing a connection of the fake host: it refuses the token "wrong" and takes every other one.
import type { Host } from "../index";
import type { ConnectionView, Progress } from "../types";
import { rungs } from "./details";
import { APPS, connectionOf, TOKEN_PROBLEM } from "./people";

type Commands = Pick<
  Host,
  "replaceToken" | "renameConnection" | "changeAddress" | "setSeatPrice" | "openInConnection"
>;

export function fakeConnections({
  later,
  emit,
}: {
  later: <T>(value: T) => Promise<T>;
  emit: (change: Partial<Progress>) => void;
}): Commands {
  const changed = new Map<string, ConnectionView>();
  const of = (id: string): ConnectionView =>
    changed.get(id) ??
    connectionOf(APPS.find((app) => app.id === id) ?? (APPS[0] as (typeof APPS)[number]), false);
  const keep = (id: string, change: Partial<ConnectionView>): ConnectionView => {
    const now = { ...of(id), ...change };
    changed.set(id, now);
    return now;
  };
  return {
    replaceToken: (id, token) => {
      if (token !== "wrong") {
        emit({ rungs: rungs(8) });
        return later({ test: { rungs: rungs(8), passed: true }, connection: of(id) });
      }
      const failed = rungs(8).map((rung) =>
        rung.rung === "token-accepted"
          ? { ...rung, state: "failed" as const, problem: TOKEN_PROBLEM }
          : rung,
      );
      return later({ test: { rungs: failed, passed: false }, connection: null });
    },
    renameConnection: (id, name) => later(keep(id, { name })),
    setSeatPrice: (id, price) => later(keep(id, { seat_price: price || null })),
    changeAddress: (id, address, otherHost) => {
      const host = (text: string) => new URL(text).host;
      if (!otherHost && host(address) !== host(of(id).address)) {
        return Promise.reject({
          code: "not-confirmed",
          what: "Changing the address failed.",
          side: "asked",
          side_words: `The token of ${of(id).name} went to ${host(of(id).address)} so far. At this address it goes to ${host(address)}.`,
          state: "Nothing was sent and nothing was changed.",
          next: "Check that the new host belongs to the app, then confirm it.",
          exchange: null,
        });
      }
      return later({
        test: { rungs: rungs(8), passed: true },
        connection: keep(id, { address }),
      });
    },
    openInConnection: (id) =>
      later({
        connection: of(id),
        cases: [
          { id: "case-1", title: "Lockdown of Oskar Lind", words: "1 of 2 not verified there" },
        ],
        reviews: [],
        runs: [],
        staged: 2,
        protected: 1,
      }),
  };
}
