import { expect, test } from "vitest";
import type { ConnectionView, ManagersLook, Problem } from "../../host";
import {
  emptyForm,
  isReady,
  managersRequest,
  namedOf,
  offersExclusion,
  type ReviewForm,
  requestOf,
} from "./review-request";

const apps = [{ id: "a" }, { id: "b" }] as ConnectionView[];
const you = { name: "Robin Vale", email: "robin.vale@example.com" };
const form = (more: Partial<ReviewForm> = {}): ReviewForm => ({
  ...emptyForm(new Date(2026, 10, 21)),
  you,
  ...more,
});

test("a review is named after its quarter, and covers every app", () => {
  expect(requestOf(form(), apps)).toMatchObject({
    name: "Q4 2026",
    due: null,
    connections: ["a", "b"],
    reviewers: [you],
    named: [],
    exclusions: [],
    second: null,
  });
});

test("names are separated by commas, and an app that is left out has no reason", () => {
  const wanted = requestOf(
    form({ out: new Set(["a"]), groups: " Sales, ,Legal ", excluded: " Down. ", only: "admins" }),
    apps,
  );
  expect(wanted).toMatchObject({
    groups: ["Sales", "Legal"],
    connections: ["b"],
    exclusions: [{ connection: "b", reason: "Down." }],
    only_admins: true,
    only_not_in_list: false,
  });
});

test("reviewers are named one per line, and one wrong line is no list", () => {
  expect(namedOf("\n Intranet = Jo Doe <jo@example.com> \n")).toEqual([
    { what: "Intranet", reviewer: { name: "Jo Doe", email: "jo@example.com" } },
  ]);
  expect(namedOf("Intranet = Jo Doe <jo@example.com>\nBoard = Jo")).toBeNull();
  expect(namedOf("Intranet = Jo Doe <jo>")).toBeNull();
  expect(namedOf("")).toEqual([]);
});

test("a list of names that is not used is not sent", () => {
  const named = "Intranet = Jo Doe <jo@example.com>";
  expect(requestOf(form({ named }), apps).named).toEqual([]);
  expect(requestOf(form({ named, assign: "app" }), apps).named).toHaveLength(1);
});

test("it can be started with a name, an app, your address and a valid day", () => {
  expect(isReady(form(), apps, null)).toBe(true);
  expect(isReady(form({ due: "2026-12-01" }), apps, null)).toBe(true);
  const wrong: Partial<ReviewForm>[] = [
    { name: " " },
    { you: { ...you, name: " " } },
    { you: { ...you, email: "robin" } },
    { out: new Set(["a", "b"]) },
    { due: "1 December" },
  ];
  for (const one of wrong) expect(isReady(form(one), apps, null)).toBe(false);
});

test("it cannot be started before it is known who reviews", () => {
  expect(isReady(form({ assign: "manager" }), apps, null)).toBe(false);
  expect(isReady(form({ assign: "manager" }), apps, {} as ManagersLook)).toBe(true);
  for (const assign of ["app", "group"] as const) {
    expect(isReady(form({ assign }), apps, null)).toBe(false);
    expect(isReady(form({ assign, named: "Intranet" }), apps, null)).toBe(false);
    expect(isReady(form({ assign, named: "X = Jo <jo@example.com>" }), apps, null)).toBe(true);
  }
});

test("managers are asked for again only if something changes who they are", () => {
  const asked = (more: Partial<ReviewForm>) => managersRequest(requestOf(form(more), apps));
  const signer = { name: "Ada", email: "" };
  expect(asked({ name: "X", due: "2026-12-01", signer, excluded: "Down." })).toEqual(asked({}));
  expect(asked({ groups: "Sales" })).not.toEqual(asked({}));
});

test("leaving apps out is offered for their problem alone, and stays once it has a reason", () => {
  const problem = (code: Problem["code"]) => ({ code }) as Problem;
  expect(offersExclusion(form(), null)).toBe(false);
  expect(offersExclusion(form(), problem("bad-request"))).toBe(false);
  expect(offersExclusion(form(), problem("not-complete"))).toBe(true);
  expect(offersExclusion(form({ excluded: "Down." }), problem("bad-request"))).toBe(true);
});
