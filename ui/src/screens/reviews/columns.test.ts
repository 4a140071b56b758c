import { expect, test } from "vitest";
import type { ReviewRow } from "../../host";
import { sectionMark } from "./columns";

const row = (more: Partial<ReviewRow>) =>
  ({ name: "Jo", connection_id: "a", group: null, reviewer: 1, ...more }) as ReviewRow;

test("a row continues the section of the row above it, or starts its own", () => {
  const [jo, al] = [row({}), row({ name: "Al", connection_id: "b", reviewer: 2 })];
  for (const order of ["person", "app", "reviewer"] as const) {
    expect(sectionMark(jo, jo, order)).toBe("more");
    expect(sectionMark(jo, al, order)).toBe("first");
  }
});

test("groups of one app are separate sections", () => {
  const group = (id: string) => row({ group: { id, name: id } as ReviewRow["group"] });
  expect(sectionMark(group("s"), group("s"), "app")).toBe("more");
  expect(sectionMark(group("s"), group("t"), "app")).toBe("first");
});

test("the first row, a row below one that is not loaded, and the frozen order have no mark", () => {
  expect(sectionMark(row({}), undefined, "person")).toBeUndefined();
  expect(sectionMark(row({}), row({}), "flat")).toBeUndefined();
});
