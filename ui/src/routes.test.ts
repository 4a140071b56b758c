import { expect, test } from "vitest";
import { type Route, toPath, toRoute } from "./routes";

const routes: Route[] = [
  { at: "start" },
  { at: "connect" },
  { at: "overview" },
  { at: "people" },
  { at: "person", id: 41 },
  { at: "truth" },
  { at: "users" },
  { at: "users", open: { connectionId: "c1", accountId: "a/b?c#d é %" } },
  { at: "groups" },
  { at: "group", connectionId: "c/1", groupId: "team & co" },
  { at: "connection", id: "c 1" },
  { at: "since", connectionId: "c/1" },
  { at: "since", connectionId: "c/1", groupId: "team & co" },
  { at: "plan", id: "p" },
  { at: "run", id: "r" },
  { at: "case", id: "c/1" },
  { at: "cases" },
  { at: "settings" },
];

test("every place survives its path, also with odd ids", () => {
  for (const route of routes) expect(toRoute(toPath(route))).toEqual(route);
});

test("an id cannot leave its place in the path", () => {
  expect(toPath({ at: "plan", id: "../users" })).toBe("/plan/..%2Fusers");
});

test("a path that names nothing is the start", () => {
  for (const path of ["", "/", "/nowhere", "/plan", "/since", "/%E0%A4%A"])
    expect(toRoute(path)).toEqual({ at: "start" });
});

test("a place whose ids are missing or odd is the list above it", () => {
  for (const path of ["/users", "/users/c1"]) expect(toRoute(path)).toEqual({ at: "users" });
  for (const path of ["/group", "/group/c1"]) expect(toRoute(path)).toEqual({ at: "groups" });
  for (const path of ["/people", "/people/jo", "/people/12345678901"])
    expect(toRoute(path)).toEqual({ at: "people" });
  expect(toRoute("/cases")).toEqual({ at: "cases" });
  expect(toRoute("/reviews")).toEqual({ at: "reviews" });
});
