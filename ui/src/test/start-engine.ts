// Starts the engine without a window: its commands over HTTP, on simulated apps.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    engine: { address: string; token: string };
  }
}

const BUILT = fileURLToPath(new URL("../../../target/debug/examples/screens", import.meta.url));

export type Engine = { address: string; token: string; stop: () => Promise<void> };

/** Once for a run of all tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { address, token, stop } = await startEngine();
  project.provide("engine", { address, token });
  return stop;
}

export async function startEngine(): Promise<Engine> {
  const program = process.env.ROLLCALL_SCREENS ?? BUILT;
  if (!existsSync(program)) {
    throw new Error(`${program} is missing: cargo build --workspace --example screens`);
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rollcall-screens-")));
  const token = `${randomUUID()}${randomUUID()}`;
  const engine = spawn(program, [folder], {
    env: {
      ...process.env,
      HOME: folder,
      USERPROFILE: folder,
      APPDATA: folder,
      LOCALAPPDATA: folder,
      XDG_CONFIG_HOME: join(folder, "config"),
      XDG_DATA_HOME: join(folder, "share"),
      XDG_CACHE_HOME: join(folder, "cache"),
      XDG_STATE_HOME: join(folder, "state"),
      ROLLCALL_SCREENS_TOKEN: token,
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((done) => {
    engine.once("exit", () => done());
  });
  const address = await new Promise<string>((done, failed) => {
    createInterface({ input: engine.stdout }).once("line", done);
    engine.once("error", failed);
    engine.once("exit", (code) => failed(new Error(`${program} ended with ${code}`)));
  });
  const stop = async () => {
    engine.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { address, token, stop };
}
