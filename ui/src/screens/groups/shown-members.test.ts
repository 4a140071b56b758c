import { expect, test } from "vitest";
import type { MemberRow } from "../../host";
import { isUser } from "./shown-members";

const member = (kind: string, status: MemberRow["status"]): MemberRow => ({
  member_id: "1",
  kind,
  name: "Jo Brandt",
  user_name: "jo@example.com",
  status,
});

test("many apps do not say what a member is: an account that was read is a user", () => {
  expect(isUser(member("", "active"))).toBe(true);
  expect(isUser(member("", null))).toBe(false);
  expect(isUser(member("User", null))).toBe(true);
  expect(isUser(member("Group", null))).toBe(false);
  expect(isUser(member("Group", "active"))).toBe(false);
});
