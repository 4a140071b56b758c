import { expect, test } from "vitest";
import { ago, moment, seconds, span, took, until } from "./times";

const now = new Date("2026-11-22T12:00:00Z");

test("today is a time, another day a date and a time, another year has the year", () => {
  expect(moment("2026-11-22T09:12:00Z", now)).toBe("09:12");
  expect(moment("2026-11-20T18:04:00Z", now)).toMatch(/20.*18:04|Nov 20 18:04/);
  expect(moment("2025-11-20T18:04:00Z", now)).toContain("2025");
});

test("what is not a time is shown as it came", () => {
  expect(moment("soon", now)).toBe("soon");
  expect(span("soon", null)).toBe("soon");
});

test("evidence carries seconds and the zone", () => {
  expect(span("2026-11-22T09:11:58Z", "2026-11-22T09:12:02Z")).toContain(
    "09:11:58 to 09:12:02 UTC",
  );
  expect(seconds("2026-11-22T09:11:58Z")).toBe("09:11:58");
});

test("the time left is in minutes, then in seconds, then gone", () => {
  expect(until("2026-11-22T12:13:00Z", now)).toBe("in 13 min");
  expect(until("2026-11-22T12:00:40Z", now)).toBe("in 40 s");
  expect(until("2026-11-22T11:59:59Z", now)).toBeNull();
});

test("a past time shows how long ago it was", () => {
  expect(ago("2026-11-22T11:59:30Z", now)).toBe("just now");
  expect(ago("2026-11-22T11:58:00Z", now)).toBe("2 min ago");
  expect(ago("2026-11-22T08:00:00Z", now)).toBe("4 h ago");
});

test("seconds taken keep two digits while they are few", () => {
  expect(took(0.412)).toBe("0.41 s");
  expect(took(12.34)).toBe("12.3 s");
  expect(took(1204.3)).toBe("1\u202f204 s");
});
