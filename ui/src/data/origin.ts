// The screen before a plan: the breadcrumb of a plan and of its run leads back there.
import { type Route, toRoute } from "../routes";
import { createStore } from "./store";

export type Place = Extract<
  Route,
  {
    at:
      | "overview"
      | "people"
      | "person"
      | "case"
      | "cases"
      | "users"
      | "groups"
      | "group"
      | "connection"
      | "reconcile"
      | "activity";
  }
>;

export type Crumb = { words: string; to: Place };

const PLACES = new Set<Route["at"]>([
  "overview",
  "people",
  "person",
  "case",
  "cases",
  "users",
  "groups",
  "group",
  "connection",
  "reconcile",
  "activity",
]);
const isPlace = (route: Route): route is Place => PLACES.has(route.at);

const USERS: Place = { at: "users" };

const place = createStore<{ to: Place; title: string }>({ to: USERS, title: "" });

const same = (a: Place, b: Place) => JSON.stringify(a) === JSON.stringify(b);

/** Plans, runs and settings are not places to go back to: the screen before them stays. */
export function rememberPlace(route: Route): void {
  if (!isPlace(route)) return;
  place.set((before) => (same(before.to, route) ? before : { to: route, title: "" }));
}

/** The heading of the open screen: the name of a group or connection. */
export function namePlace(title: string): void {
  const here = toRoute(window.location.hash.replace(/^#/, ""));
  if (!isPlace(here)) return;
  place.set((before) =>
    same(before.to, here) && before.title === title ? before : { to: here, title },
  );
}

/** Called when another store is shown. */
export function forgetPlace(): void {
  place.set({ to: USERS, title: "" });
}

const WORDS: Record<Place["at"], string> = {
  overview: "Overview",
  people: "People",
  person: "Person",
  case: "Lockdown",
  cases: "Lockdowns",
  users: "Accounts",
  groups: "Groups",
  group: "Group",
  connection: "Connection",
  reconcile: "Reconcile",
  activity: "Activity",
};

/** A group or connection appears by its name, a list by the things it lists. */
export function crumbOf(to: Place, title: string): Crumb {
  const named =
    to.at === "group" || to.at === "connection" || to.at === "person" || to.at === "case";
  return { words: named && title !== "" ? title : WORDS[to.at], to };
}

/** Where a page that was opened from another one goes back to; null for a screen of its own. */
export function backOf(route: Route, place: Place): Route | null {
  switch (route.at) {
    case "plan":
    case "run":
      return place;
    case "person":
      return { at: "people" };
    case "case":
      return { at: "cases" };
    case "review":
      return { at: "reviews" };
    default:
      return null;
  }
}

export const usePlace = (): Place => place.use().to;

export function useCrumb(): Crumb {
  const { to, title } = place.use();
  return crumbOf(to, title);
}
