import type { AppState } from "../../host";
import type { Route } from "../../routes";

export type Place = {
  id: string;
  label: string;
  to: Route;
  /** After G. */
  key: string;
  /** Also without a connection. */
  always?: boolean;
};

/** The targets of the palette and the keys: screens first, then actions. */
export const SCREENS: Place[] = [
  { id: "overview", label: "Overview", to: { at: "overview" }, key: "O" },
  { id: "people", label: "People", to: { at: "people" }, key: "P" },
  { id: "users", label: "Accounts", to: { at: "users" }, key: "U" },
  { id: "groups", label: "Groups", to: { at: "groups" }, key: "G" },
  { id: "cases", label: "Lockdowns and quarantines", to: { at: "cases" }, key: "L" },
  { id: "reviews", label: "Access reviews", to: { at: "reviews" }, key: "R" },
  { id: "reconcile", label: "Reconcile with the HR list", to: { at: "reconcile" }, key: "E" },
  { id: "activity", label: "Activity", to: { at: "activity" }, key: "A" },
  { id: "settings", label: "Settings", to: { at: "settings" }, key: "S", always: true },
];

export const BEGINNINGS: Place[] = [
  { id: "connect", label: "Connect an app", to: { at: "connect" }, key: "C", always: true },
  { id: "truth", label: "Import an HR list", to: { at: "truth" }, key: "I" },
];

export const offered = (places: Place[], mode: AppState["mode"]): Place[] =>
  places.filter((place) => place.always || mode !== "empty");
