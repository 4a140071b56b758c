import { expect, test } from "vitest";
import type { HistoryEntry, TimeLine } from "../host";
import { axisOf, eventLabel, eventWords, placeEvents, placeOn } from "./person";

const NOW = new Date("2026-11-25T12:00:00Z");
const line = (rest: Partial<TimeLine>): TimeLine => ({
  connection_id: "a",
  name: "A",
  color: "",
  known_from: null,
  spans: [],
  events: [],
  ...rest,
});
const event = (at: string, what: string, after: string | null = null): HistoryEntry => ({
  at,
  what,
  before: null,
  after,
});

test("the axis begins with what is known first and names each month after it", () => {
  expect(axisOf([line({})], NOW)).toBeNull();
  const axis = axisOf([line({ known_from: "2026-05-04T09:00:00Z" })], NOW);
  expect(axis?.months.length).toBe(6);
  expect(axis?.months[0]?.label).toMatch(/Jun/);
  const long = axisOf([line({ known_from: "2022-01-10T09:00:00Z" })], NOW);
  expect(long?.months.length).toBeLessThanOrEqual(12);
  expect(long?.months.at(-1)?.label).toMatch(/20\d\d/);
});

test("a first day is not a point, and nothing leaves the axis", () => {
  const axis = axisOf([line({ known_from: "2026-11-25T09:00:00Z" })], NOW);
  expect(axis).not.toBeNull();
  if (!axis) return;
  expect(placeOn(axis, "2026-11-25T09:00:00Z")).toBeGreaterThan(95);
  expect(placeOn(axis, "2020-01-01T00:00:00Z")).toBe(0);
  expect(placeOn(axis, "not a time")).toBe(0);
});

test("labels stand where they have room: on the right, on the left at the end, or not at all", () => {
  const axis = axisOf([line({ known_from: "2026-05-04T09:00:00Z" })], NOW);
  if (!axis) throw new Error("no axis");
  const placed = placeEvents(axis, [
    event("2026-11-24T09:00:00Z", "Joined group", "Deal desk"),
    event("2026-07-01T09:00:00Z", "Department", "Support"),
    event("2026-07-01T10:00:00Z", "Title", "Agent"),
  ]);
  expect(placed.map((one) => one.label)).toEqual(["left", "right", "left"]);
  const many = placeEvents(
    axis,
    Array.from({ length: 40 }, () => event("2026-07-01T09:00:00Z", "Department")),
  );
  expect(many.filter((one) => one.label !== null).length).toBeLessThan(5);
});

test("an event in words", () => {
  expect(eventLabel(event("", "Joined group", "Deal desk"))).toBe("+ Deal desk");
  expect(eventLabel({ at: "", what: "Left group", before: "Deal desk", after: null })).toBe(
    "\u2212 Deal desk",
  );
  expect(eventLabel(event("", "First seen"))).toBe("First seen");
  expect(eventWords({ at: "", what: "Department", before: "Sales", after: "IT" })).toBe(
    "Department: Sales → IT",
  );
  expect(eventWords(event("", "First seen"))).toBe("First seen");
});
