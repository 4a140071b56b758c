import { expect, test } from "vitest";
import type { PeopleApp } from "../../host";
import { chosenColumns, fitting, leastWidth } from "../../parts/grid/columns";
import { USER_COLUMNS } from "../users/columns";
import { peopleColumns } from "./columns";

/** The room for columns in a window: without the side bar, the boxes and the menu. */
const roomIn = (window: number) => window - 212 - 36 - 40;
const none = () => undefined;

const apps = ["Airtable", "monday.com", "Notion", "Zapier", "Zscaler ZPA"].map(
  (name) => ({ connection_id: name, name, color: "red" }) as PeopleApp,
);

test("in a small window names have room and nothing is reached only sideways", () => {
  for (const columns of [peopleColumns(apps), USER_COLUMNS]) {
    const usual = chosenColumns<string>(columns, [], none).columns;
    const shown = fitting(usual, roomIn(1024));
    expect(leastWidth(shown)).toBeLessThanOrEqual(roomIn(1024));
    expect(shown[0]?.id).toBe("name");
    expect(shown[0]?.min).toBeGreaterThanOrEqual(176);
    expect(fitting(usual, roomIn(1280))).toEqual(usual);
  }
});

test("in a small window every app keeps its column", () => {
  const usual = chosenColumns(peopleColumns(apps), [], none).columns;
  const shown = fitting(usual, roomIn(1024)).map((column) => column.label);
  for (const app of apps) expect(shown).toContain(app.name);
  expect(shown).not.toContain("Email");
});
