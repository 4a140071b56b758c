import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import { beforeAll, expect, test, vi } from "vitest";
import type { Problem } from "../host";
import { open, someProblem } from "../test/engine";
import { useCall } from "./call";
import { makeClient } from "./client";

let refused: Problem;

beforeAll(async () => {
  await open();
  refused = await someProblem();
});

function calling() {
  const client = makeClient();
  return renderHook(useCall, {
    wrapper: ({ children }) => (
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    ),
  }).result;
}

test("a second press in the same turn makes no second call", async () => {
  const hook = calling();
  const make = vi.fn(async () => undefined);
  const { call } = hook.current;
  let done: boolean[] = [];
  await act(async () => {
    done = await Promise.all([call(make), call(make)]);
  });
  expect(done).toEqual([true, false]);
  expect(make).toHaveBeenCalledOnce();
});

test("the pending call has its name, and the next one can begin when it has ended", async () => {
  const hook = calling();
  let finish = () => undefined as undefined;
  const slow = () =>
    new Promise((done) => {
      finish = () => void done(null) as undefined;
    });
  let first: Promise<boolean> = Promise.resolve(false);
  act(() => {
    first = hook.current.call(slow, "save");
  });
  await waitFor(() => expect(hook.current.pending).toBe("save"));
  expect(hook.current.busy).toBe(true);
  finish();
  expect(await first).toBe(true);
  await waitFor(() => expect(hook.current.busy).toBe(false));
  expect(hook.current.pending).toBeNull();
  expect(await hook.current.call(async () => undefined)).toBe(true);
});

test("a failure is a problem with its title until it is dismissed or the next call begins", async () => {
  const hook = calling();
  const fails = () => Promise.reject(refused);
  expect(await hook.current.call(fails, "save", "Not saved")).toBe(false);
  await waitFor(() => expect(hook.current.problem).toEqual(refused));
  expect(hook.current.title).toBe("Not saved");
  act(() => hook.current.dismiss());
  await waitFor(() => expect(hook.current.problem).toBeNull());
  await hook.current.call(() => Promise.reject(new Error("page")));
  await waitFor(() => expect(hook.current.problem?.code).toBe("internal"));
  expect(await hook.current.call(async () => undefined)).toBe(true);
  await waitFor(() => expect(hook.current.problem).toBeNull());
});
