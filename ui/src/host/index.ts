// The one door to the Rust side. Screens call `host.users(query)` and get the data or a thrown
// `Problem`; nothing else in the interface knows that Tauri exists.
import { commands, events } from "./bindings";
import type { Problem, Progress, Received } from "./types";

export type * from "./types";

type Data<A> = Extract<A, { status: "ok" }> extends { data: infer T } ? T : A;

type Filled<P extends unknown[]> = { [I in keyof P]: Received<P[I]> };

/** The commands with the result unwrapped: a refused one throws its `Problem`. */
export type Host = {
  [K in keyof typeof commands]: (
    ...args: Filled<Parameters<(typeof commands)[K]>>
  ) => Promise<Received<Data<Awaited<ReturnType<(typeof commands)[K]>>>>>;
} & {
  /** Calls back with each progress event; returns the function that stops it. */
  onProgress: (listener: (progress: Progress) => void) => () => void;
};

/** Any thrown thing as a four-part problem, so that a screen has one way to show what failed. */
export function asProblem(thrown: unknown): Problem {
  if (typeof thrown === "object" && thrown !== null && "what" in thrown && "side_words" in thrown) {
    return thrown as Problem;
  }
  return {
    code: "internal",
    what: "The window could not finish this action.",
    side: "here",
    side_words: "The window of Rollcall on this computer. No app was contacted.",
    state: "Nothing was changed.",
    next: "Try again. If the problem persists, copy the details and report it.",
    exchange: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
  };
}

async function unwrap(answer: Promise<unknown>): Promise<unknown> {
  const result = await answer;
  if (typeof result === "object" && result !== null && "status" in result) {
    if (result.status === "ok" && "data" in result) return result.data;
    if (result.status === "error" && "error" in result) throw asProblem(result.error);
  }
  return result;
}

function real(): Host {
  const calls = Object.fromEntries(
    Object.entries(commands).map(([name, call]) => [
      name,
      (...args: unknown[]) => unwrap((call as (...a: unknown[]) => Promise<unknown>)(...args)),
    ]),
  );
  return {
    ...(calls as unknown as Host),
    onProgress(listener) {
      const stop = events.progress.listen((event) => listener(event.payload as Progress));
      return () => void stop.then((off) => off());
    },
  };
}

export const host: Host = real();
