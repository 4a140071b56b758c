import { expect, test } from "vitest";
import type { GroupRow } from "../host";
import { membersWords } from "./membership";

const group = (more: Partial<GroupRow>) =>
  ({ members: 42, unproven: 0, named_by: null, ...more }) as GroupRow;

test("the members of a group are a number, unknown, or two numbers that differ", () => {
  expect(membersWords(group({}))).toBe("42 members");
  expect(membersWords(group({ members: 1 }))).toBe("1 member");
  expect(membersWords(group({ members: 0 }))).toBe("0 members");
  expect(membersWords(group({ members: null, unproven: 2 }))).toBe("members unknown");
  expect(membersWords(group({ unproven: 2, named_by: 40 }))).toBe(
    "members not proven (42 members in its own list, 40 accounts name it)",
  );
  expect(membersWords(group({ unproven: 1, named_by: 1 }))).toBe(
    "members not proven (42 members in its own list, 1 account names it)",
  );
});
