import { beforeEach, expect, test } from "vitest";
import { toPath } from "../routes";
import { backOf, crumbOf, forgetPlace, namePlace, type Place, rememberPlace } from "./origin";

beforeEach(() => forgetPlace());

test("lists are called by what they list, a group by its name", () => {
  const group: Place = { at: "group", connectionId: "board", groupId: "g1" };
  expect(crumbOf({ at: "users" }, "")).toEqual({ words: "Accounts", to: { at: "users" } });
  expect(crumbOf({ at: "groups" }, "Groups").words).toBe("Groups");
  expect(crumbOf(group, "EMEA Sales")).toEqual({ words: "EMEA Sales", to: group });
  expect(crumbOf(group, "").words).toBe("Group");
});

test("a plan, a run and the settings are no places to go back to", async () => {
  const { renderHook, act } = await import("@testing-library/react");
  const { useCrumb } = await import("./origin");
  const crumb = renderHook(() => useCrumb());
  expect(crumb.result.current.words).toBe("Accounts");
  const group: Place = { at: "group", connectionId: "board", groupId: "g1" };
  act(() => {
    window.location.hash = toPath(group);
    rememberPlace(group);
    namePlace("EMEA Sales");
    window.location.hash = "/plan/p1";
    rememberPlace({ at: "plan", id: "p1" });
    namePlace("Members of EMEA Sales");
    rememberPlace({ at: "run", id: "r1" });
    rememberPlace({ at: "settings" });
  });
  expect(crumb.result.current).toEqual({ words: "EMEA Sales", to: group });
  act(() => forgetPlace());
  expect(crumb.result.current.words).toBe("Accounts");
});

test("only a page that was opened from another one goes back", () => {
  const place = { at: "groups" } as const;
  expect(backOf({ at: "plan", id: "1" }, place)).toEqual(place);
  expect(backOf({ at: "run", id: "1" }, place)).toEqual(place);
  expect(backOf({ at: "review", id: "1" }, place)).toEqual({ at: "reviews" });
  expect(backOf({ at: "case", id: "1" }, place)).toEqual({ at: "cases" });
  expect(backOf({ at: "users" }, place)).toBeNull();
});
