// The form of a new review, and the request that it becomes.
import type { ConnectionView, ManagersLook, Problem, ReviewRequest } from "../../host";

type Person = { name: string; email: string };

/** What is typed and chosen. */
export type ReviewForm = {
  name: string;
  due: string;
  /** Apps that are not reviewed. */
  out: ReadonlySet<string>;
  granularity: ReviewRequest["granularity"];
  only: "all" | "admins" | "not-in-list";
  groups: string;
  departments: string;
  privileged: string;
  assign: ReviewRequest["assign"];
  /** Reviewers of apps or groups, one per line. */
  named: string;
  you: Person;
  /** The reviewer of your own accounts. */
  second: Person;
  /** The second signer. */
  signer: Person;
  /** Why apps that cannot be fully synced are left out. */
  excluded: string;
};

const NOBODY: Person = { name: "", email: "" };

/** The quarter of a day, the usual name of a review. */
const quarter = (now: Date): string =>
  `Q${Math.floor(now.getMonth() / 3) + 1} ${now.getFullYear()}`;

export const emptyForm = (now: Date): ReviewForm => ({
  name: quarter(now),
  due: "",
  out: new Set(),
  granularity: "account",
  only: "all",
  groups: "",
  departments: "",
  privileged: "",
  assign: "one",
  named: "",
  you: NOBODY,
  second: NOBODY,
  signer: NOBODY,
  excluded: "",
});

/** "Intranet = Jo Doe <jo@example.com>", one per line; null if a line is not valid. */
export function namedOf(text: string): ReviewRequest["named"] | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const named = lines.map((line) => /^\s*(.+?)\s*=\s*(.+?)\s*<([^<>\s]+@[^<>\s]+)>\s*$/.exec(line));
  if (named.some((match) => match === null)) return null;
  return named.flatMap((match) =>
    match
      ? [{ what: match[1] ?? "", reviewer: { name: match[2] ?? "", email: match[3] ?? "" } }]
      : [],
  );
}

const commaList = (text: string): string[] =>
  text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");

/** Reviewers are named, for each app or each group. */
export const isByName = ({ assign }: ReviewForm): boolean => assign === "app" || assign === "group";

/** The named reviewers; none if reviewers are assigned otherwise, null if a line is not valid. */
export const namedIn = (form: ReviewForm): ReviewRequest["named"] | null =>
  isByName(form) ? namedOf(form.named) : [];

export const scopeOf = (form: ReviewForm, connections: ConnectionView[]): ConnectionView[] =>
  connections.filter((one) => !form.out.has(one.id));

export function requestOf(form: ReviewForm, connections: ConnectionView[]): ReviewRequest {
  const scope = scopeOf(form, connections);
  const reason = form.excluded.trim();
  return {
    name: form.name.trim(),
    due: form.due === "" ? null : form.due,
    connections: scope.map((one) => one.id),
    granularity: form.granularity,
    groups: commaList(form.groups),
    departments: commaList(form.departments),
    only_admins: form.only === "admins",
    only_not_in_list: form.only === "not-in-list",
    privileged_groups: commaList(form.privileged),
    assign: form.assign,
    reviewers: [form.you, form.second].filter((one) => one.name.trim() !== ""),
    named: namedIn(form) ?? [],
    exclusions: reason === "" ? [] : scope.map((one) => ({ connection: one.id, reason })),
    second: form.signer.name.trim() === "" ? null : form.signer,
    without_manager: 0,
  };
}

/** The request without what does not change who has which manager. */
export const managersRequest = (wanted: ReviewRequest): ReviewRequest => ({
  ...wanted,
  name: "",
  due: null,
  reviewers: [],
  exclusions: [],
  second: null,
});

/** A web view without date fields shows a text field. */
const isDay = (text: string): boolean => text === "" || /^\d{4}-\d{2}-\d{2}$/.test(text);

/** Whether it is known who reviews. Managers are looked up first. */
function hasReviewers(form: ReviewForm, managers: ManagersLook | null): boolean {
  if (form.assign === "manager") return managers !== null;
  return !isByName(form) || (namedIn(form) ?? []).length > 0;
}

export function isReady(
  form: ReviewForm,
  connections: ConnectionView[],
  managers: ManagersLook | null,
): boolean {
  return (
    form.name.trim() !== "" &&
    form.you.name.trim() !== "" &&
    form.you.email.includes("@") &&
    scopeOf(form, connections).length > 0 &&
    isDay(form.due) &&
    hasReviewers(form, managers)
  );
}

/** Apps can be left out only where single apps were the problem; a reason that is typed stays in sight. */
export const offersExclusion = (form: ReviewForm, problem: Problem | null): boolean =>
  problem?.code === "not-complete" || form.excluded.trim() !== "";
