// A session on the real engine: the window's own bindings, with HTTP in place of the window's IPC.
import http from "node:http";
import { emit } from "@tauri-apps/api/event";
import { mockIPC } from "@tauri-apps/api/mocks";
import { afterAll, inject, vi } from "vitest";
import { type ConnectionView, host, type Problem } from "../host";

/** A simulated app as it is reached without Rollcall. */
type App = { id: string; name: string; address: string; token: string };

type Opened = { session: number; event: number; apps: App[] };

/** The session ended, or nothing was kept under that name. */
const GONE = 410;

const agent = new http.Agent({ keepAlive: true });
/** Each worker has simulated apps and a store of its own. */
const slot = process.env.VITEST_POOL_ID ?? "1";
let session = 0;
let apps: App[] = [];
let listening: AbortController | null = null;

function send(
  address: string,
  method: string,
  headers: Record<string, string>,
  body: string | undefined,
  signal?: AbortSignal,
): Promise<{ status: number; text: string }> {
  return new Promise((done, failed) => {
    const request = http.request(address, { method, agent, headers, signal }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("error", failed);
      response.on("end", () => done({ status: response.statusCode ?? 0, text }));
    });
    request.on("error", failed);
    request.end(body);
  });
}

async function ask<T>(what: object, signal?: AbortSignal): Promise<T | null> {
  const { address, token } = inject("engine");
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ slot, ...what });
  const { status, text } = await send(address, "POST", headers, body, signal);
  if (status === GONE) return null;
  if (status !== 200) throw new Error(`the engine of the tests answered ${status}: ${text}`);
  return JSON.parse(text) as T;
}

// An event that arrives later would find no window.
afterAll(() => listening?.abort());

/** Passes events on until the session ends. */
async function listen(after: number, signal: AbortSignal): Promise<void> {
  let number = after;
  while (!signal.aborted) {
    const event = await ask<{ number: number; payload: unknown }>(
      { ask: "event", session, after: number },
      signal,
    ).catch(() => null);
    if (event === null || signal.aborted) return;
    number = event.number;
    if (event.payload !== null) await emit("progress", event.payload);
  }
}

async function begin(scene: string): Promise<boolean> {
  listening?.abort();
  vi.restoreAllMocks();
  const opened = await ask<Opened>({ ask: "open", scene });
  if (opened === null) return false;
  session = opened.session;
  apps = opened.apps;
  const mine = session;
  mockIPC(
    async (command, args) => {
      const answer = await ask<{ ok: unknown } | { error: unknown }>({
        ask: "invoke",
        session: mine,
        command,
        arguments: args ?? {},
      });
      // The test that called has ended: nothing of it reaches the next one.
      if (answer === null) return new Promise(() => undefined);
      if ("error" in answer) throw answer.error;
      return answer.ok;
    },
    { shouldMockEvents: true },
  );
  listening = new AbortController();
  void listen(opened.event, listening.signal);
  return true;
}

/**
 * Opens a session in which the apps of the sample are connected and read, or in one of the other
 * states that the engine begins with: "nothing" is connected, "no-keychain", "wrong-key".
 */
export async function open(scene = "apps"): Promise<void> {
  if (!(await begin(scene))) throw new Error(`no scene ${scene}`);
}

/** A state that is brought about once, by commands and faults, and opened from then on. */
export function scene(name: string, make: () => Promise<void>, from = "apps") {
  return async (): Promise<void> => {
    if (await begin(name)) return;
    await open(from);
    await make();
    await ask({ ask: "keep", session, scene: name });
    await open(name);
  };
}

/** Puts faults in place of those that the app of this connection had. */
export async function faults(provider: string, ...list: string[]): Promise<void> {
  await ask({ ask: "faults", session, app: provider, faults: list });
}

/** The app accepts this token from now on, and no other. */
export async function acceptToken(provider: string, token: string): Promise<void> {
  await ask({ ask: "token", session, app: provider, token });
}

/** Address and token of an app, as an admin would paste them. */
export function appOf(provider: string): App {
  const app = apps.find((one) => one.id === provider);
  if (!app) throw new Error(`no app ${provider}`);
  return app;
}

/** Another admin changes an app, past Rollcall. */
export async function elsewhere(
  provider: string,
  method: string,
  path: string,
  body?: object,
): Promise<void> {
  const app = appOf(provider);
  const headers = {
    authorization: `Bearer ${app.token}`,
    "content-type": "application/scim+json",
  };
  const text = body && JSON.stringify(body);
  const answer = await send(`${app.address}/${path}`, method, headers, text);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
}

/** The connection of a provider. */
export async function connected(provider: string): Promise<ConnectionView> {
  const { connections } = await host.state();
  const found = connections.find((one) => one.provider === provider);
  if (!found) throw new Error(`no connection to ${provider}`);
  return found;
}

/** Reads an app to the end. */
export async function readAgain(provider: string): Promise<ConnectionView> {
  const before = await connected(provider);
  await host.read([before.id]);
  return until(async () => {
    const now = await connected(provider);
    const ended = now.last_read?.id !== before.last_read?.id && now.last_read?.ended_at;
    return ended ? now : null;
  });
}

/** Asks until there is an answer. */
export async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (let tries = 0; tries < 2000; tries++) {
    const found = await look();
    if (found) return found;
    await new Promise((later) => setTimeout(later, 10));
  }
  throw new Error("it did not come about");
}

/** A problem as the engine says it: of an account that does not exist. */
export async function someProblem(): Promise<Problem> {
  return host.user((await host.state()).connections[0]?.id ?? "", "nobody").then(
    () => {
      throw new Error("there is such an account");
    },
    (problem: Problem) => problem,
  );
}

/** Puts a file about a provider into the folder of the store, as an admin does. */
export async function addProfile(id: string, toml: string): Promise<void> {
  await ask({ ask: "profile", session, id, toml });
}
