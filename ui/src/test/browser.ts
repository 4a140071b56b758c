// The screens in a browser on the engine: `npm run screens`, with ?scene=nothing, no-keychain or
// wrong-key in the address for another beginning than the sample's apps.
import { emit } from "@tauri-apps/api/event";
import { mockIPC } from "@tauri-apps/api/mocks";

async function ask<T>(what: object): Promise<T> {
  const answer = await fetch("/engine", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ slot: "browser", ...what }),
  });
  if (!answer.ok) throw new Error(`the engine answered ${answer.status}`);
  return answer.json();
}

const scene = new URLSearchParams(window.location.search).get("scene") ?? "apps";
const opened = await ask<{ session: number; event: number }>({ ask: "open", scene });
const { session } = opened;

mockIPC(
  async (command, args) => {
    const answer = await ask<{ ok: unknown } | { error: unknown }>({
      ask: "invoke",
      session,
      command,
      arguments: args ?? {},
    });
    if ("error" in answer) throw answer.error;
    return answer.ok;
  },
  { shouldMockEvents: true },
);

async function listen(): Promise<void> {
  for (let after = opened.event; ; ) {
    const event = await ask<{ number: number; payload: unknown }>({ ask: "event", session, after });
    after = event.number;
    if (event.payload !== null) await emit("progress", event.payload);
  }
}
// Another tab has begun a session of its own.
listen().catch(() => undefined);
await import("../main");
