import { useCallback, useMemo } from "react";
import { useHashLocation } from "wouter/use-hash-location";

/** Every place in the window. */
export type Route =
  | { at: "start" }
  | { at: "connect" }
  | { at: "overview" }
  | { at: "people" }
  | { at: "person"; id: number }
  | { at: "truth" }
  | { at: "reconcile" }
  | { at: "users"; open?: { connectionId: string; accountId: string } }
  | { at: "groups" }
  | { at: "group"; connectionId: string; groupId: string }
  | { at: "connection"; id: string }
  | { at: "since"; connectionId: string; groupId?: string }
  | { at: "plan"; id: string }
  | { at: "run"; id: string }
  | { at: "case"; id: string }
  | { at: "cases" }
  | { at: "reviews" }
  | { at: "review"; id: string }
  | { at: "activity" }
  | { at: "settings" };

export function toPath(route: Route): string {
  const parts: string[] = (() => {
    switch (route.at) {
      case "users":
        return route.open ? ["users", route.open.connectionId, route.open.accountId] : ["users"];
      case "person":
        return ["people", String(route.id)];
      case "group":
        return ["group", route.connectionId, route.groupId];
      case "since":
        return [route.at, route.connectionId, ...(route.groupId ? [route.groupId] : [])];
      case "connection":
      case "plan":
      case "run":
        return [route.at, route.id];
      case "case":
        return ["cases", route.id];
      case "review":
        return ["reviews", route.id];
      default:
        return [route.at];
    }
  })();
  return `/${parts.map(encodeURIComponent).join("/")}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const usersOf = (connectionId?: string, accountId?: string): Route =>
  connectionId && accountId ? { at: "users", open: { connectionId, accountId } } : { at: "users" };

const personOf = (id?: string): Route =>
  id && /^\d{1,10}$/.test(id) ? { at: "person", id: Number(id) } : { at: "people" };

const groupOf = (connectionId?: string, groupId?: string): Route =>
  connectionId && groupId ? { at: "group", connectionId, groupId } : { at: "groups" };

function sinceOf(connectionId?: string, groupId?: string): Route {
  if (!connectionId) return { at: "start" };
  return groupId ? { at: "since", connectionId, groupId } : { at: "since", connectionId };
}

/** The place of a path; an unknown path is the start. */
export function toRoute(path: string): Route {
  const [at, a, b] = path.replace(/^\//, "").split("/").map(decode);
  switch (at) {
    case "users":
      return usersOf(a, b);
    case "people":
      return personOf(a);
    case "group":
      return groupOf(a, b);
    case "since":
      return sinceOf(a, b);
    case "connection":
    case "plan":
    case "run":
      return a ? { at, id: a } : { at: "start" };
    case "cases":
      return a ? { at: "case", id: a } : { at };
    case "reviews":
      return a ? { at: "review", id: a } : { at };
    case "overview":
    case "truth":
    case "reconcile":
    case "connect":
    case "groups":
    case "activity":
    case "settings":
      return { at };
    default:
      return { at: "start" };
  }
}

export function useRoute(): [Route, (to: Route, replace?: boolean) => void] {
  const [path, navigate] = useHashLocation();
  const route = useMemo(() => toRoute(path), [path]);
  const go = useCallback(
    (to: Route, replace = false) => navigate(toPath(to), { replace }),
    [navigate],
  );
  return [route, go];
}

/** For `<a href>`: links keep working with the keyboard, a middle click and a screen reader. */
export const href = (route: Route): string => `#${toPath(route)}`;
