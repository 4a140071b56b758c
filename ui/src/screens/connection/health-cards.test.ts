import { expect, test } from "vitest";
import type { ConnectionDetail, PaceView } from "../../host";
import { limitWords } from "./health-cards";

const now = new Date("2026-11-30T12:00:00Z");

function detail(pace: Partial<PaceView> | null, slowedDown: number): ConnectionDetail {
  const known = { words: "about 60 a second", per_second: 60, documented: false, limited_at: null };
  const connection = { last_read: { slowed_down: slowedDown } };
  return { connection, pace: pace && { ...known, ...pace } } as unknown as ConnectionDetail;
}

test("a pace says what it counts, who says so, and when it was too much", () => {
  expect(limitWords(detail(null, 0), now)).toBe("requests to the app; not synced yet");
  expect(limitWords(detail({}, 0), now)).toBe("requests; last limited: never");
  expect(limitWords(detail({ documented: true }, 0), now)).toBe(
    "requests, as documented; last limited: never",
  );
  const limited = limitWords(detail({ limited_at: "2026-11-20T10:00:00.000Z" }, 1), now);
  expect(limited).toMatch(/^requests; last limited: .+, 1 time in the last sync$/);
});
