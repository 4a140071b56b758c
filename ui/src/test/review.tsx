// The review that several files of tests open, and what they do in it.
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect } from "vitest";
import { App } from "../app";
import { host, type ReviewDecision, type ReviewRow } from "../host";
import { groupOf, membersOf } from "./acts";
import { connected, scene } from "./engine";
import { show } from "./render";

export const PRIYA = { name: "Priya Nair", email: "priya.nair@example.com" };
export const CARLA = { name: "Carla Mendes", email: "carla.mendes@example.com" };

/** A list takes the place of the one before. */
export async function imported(lines: string[]): Promise<void> {
  const look = await host.lookAtTruth("hr.csv", Buffer.from(lines.join("\r\n")).toString("base64"));
  await host.importTruth(look.id, null);
}

/**
 * A review of nine accounts: the third has left, the fourth is privileged, the fifth is not on the
 * list. The last two are decided by the second reviewer.
 */
export const openReview = scene("open-review", async () => {
  const members = await membersOf(await groupOf("notion", "Deal desk"));
  const line = ({ name, user_name: email }: { name: string; user_name: string }) =>
    `${email},${name},${name === "Kofi Hughes" ? "Left,2026-11-03" : "Active,"}`;
  const list = members.filter((one) => one.name !== "Leila Singh").map(line);
  await imported(["E-mail,Name,Status,Last day", ...list]);
  const { brief } = await host.startReview({
    name: "Of the Deal desk",
    granularity: "account",
    second: null,
    without_manager: 0,
    due: "2099-12-05",
    connections: [(await connected("notion")).id],
    groups: ["Deal desk"],
    departments: [],
    only_admins: false,
    only_not_in_list: false,
    privileged_groups: ["Product"],
    assign: "one",
    reviewers: [PRIYA, CARLA],
    named: [],
    exclusions: [],
  });
  await host.handOver(brief.id, { items: [8, 9], to: CARLA, reason: "They work for her." });
});

/** The rows of a review, in the order in which they were frozen. */
export async function everyRow(of: string): Promise<ReviewRow[]> {
  const page = await host.reviewRows(of, {
    text: "",
    reviewer: null,
    only_undecided: false,
    only_privileged: false,
    only_not_in_list: false,
    only_moved: false,
    undecided_first: false,
    moved_first: false,
    order: "flat",
    offset: 0,
    limit: 100,
  });
  return page.rows;
}

/** Shows a review with the focus in its table. */
export async function review() {
  show(<App />);
  const rows = await screen.findAllByTestId("review-row");
  await waitFor(() => expect(rows[0]?.dataset.item).toBeDefined());
  screen.getByTestId("review-grid").focus();
}

/** The shown row of an item. */
export const row = (item: number) =>
  screen
    .getAllByTestId("review-row")
    .find((one) => one.dataset.item === String(item)) as HTMLElement;

/** The number of rows above that of an item. */
export const above = (item: number) => screen.getAllByTestId("review-row").indexOf(row(item));

/** Items that are undecided, as the bar says. */
export const left = () => Number(screen.getByTestId("review-bar").dataset.left);

/** Selects rows by their place, from the first on. */
export async function select(places: number[]) {
  screen.getByTestId("review-grid").focus();
  await userEvent.keyboard("{Home}");
  for (let at = 0; at <= Math.max(...places); at++) {
    if (at > 0) await userEvent.keyboard("{ArrowDown}");
    if (places.includes(at)) await userEvent.keyboard(" ");
  }
}

/** Each item is decided by its reviewer; some of them otherwise than kept. */
export async function decideAll(
  id: string,
  otherwise: Record<number, ReviewDecision> = {},
): Promise<void> {
  for (const one of await everyRow(id))
    await host.decideReview(id, {
      items: [one.item],
      decision: otherwise[one.item] ?? "keep",
      drop: [],
      reason: "as agreed",
      by: one.reviewer,
      ms: 0,
    });
}

/** A reviewer signs the own part. */
export async function signPart(id: string, reviewer: number, name: string): Promise<void> {
  const part = (await host.signOff(id)).parts.find((one) => one.reviewer === reviewer);
  await host.signReview(id, {
    role: "reviewer",
    reviewer,
    name,
    confirms: part?.statement ?? "",
    reason: "",
    asked: "confirmed",
  });
}

/** Somebody signs after the reviewers. */
export async function signSecond(id: string, name: string): Promise<void> {
  const { second } = await host.signOff(id);
  await host.signReview(id, {
    role: "second",
    reviewer: null,
    name,
    confirms: second.statement,
    reason: "",
    asked: "confirmed",
  });
}
