// The guard and the protected accounts of a connection, in words.
import type { Guard, ProtectedAs } from "../host";
import { count, plural } from "./numbers";

/** "A single plan can remove access for up to 25 accounts (the default; a tenth of 612 active accounts would be 62)". */
export function guardWords(guard: Guard): string {
  const lead = `A single plan can remove access for up to ${plural(guard.people, "account", "accounts")}`;
  const tenth = Math.ceil(guard.active / 10);
  const active = `a tenth of ${plural(guard.active, "active account", "active accounts")}`;
  if (guard.set) return `${lead}, as set here (${active} would be ${count(tenth)})`;
  return tenth === guard.people
    ? `${lead} (${active})`
    : `${lead} (the default; ${active} would be ${count(tenth)})`;
}

/** The number in the field, or null if it is not valid for a guard. */
export function guardNumber(text: string): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,7}$/.test(trimmed)) return null;
  const n = Number(trimmed);
  return n >= 1 ? n : null;
}

/** Whether a guard can be set: to raise it, the number must be typed a second time. */
export function mayGuard(now: Guard, people: number | null, typed: string): boolean {
  if (people === null) return false;
  return people <= now.people || typed.trim() === String(people);
}

export const PROTECTED_AS: Record<ProtectedAs, string> = {
  "token-owner": "token owner",
  own: "your own account",
  "break-glass": "break-glass account",
  service: "service account",
  "last-admin": "last account with an admin role",
};
