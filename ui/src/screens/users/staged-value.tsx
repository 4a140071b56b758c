// Old → new, in the staged color and in words, for a table cell and for the drawer.
import type { StagedAccount } from "../../data/stage";
import type { Nouns, StagedValue, UserRow } from "../../host";
import { whole } from "../../words/names";
import { sentence } from "../../words/numbers";
import type { UserColumn } from "./columns";
import css from "./users.module.css";

const ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:";

/** The paths behind a column; the first staged one is shown. */
const PATHS: Partial<Record<UserColumn, string[]>> = {
  name: ["displayname", "name.formatted"],
  "user-name": ["username"],
  title: ["title"],
  "user-type": ["usertype"],
  department: [`${ENTERPRISE}department`, "department"],
};

const pathOf = ({ path }: StagedValue) => path.toLowerCase();

/** The staged value of a cell; undefined if nothing is staged for it. */
export function stagedCell(
  staged: StagedAccount | undefined,
  row: UserRow,
  column: UserColumn,
): { before: string; after: string | null } | undefined {
  if (!staged || staged.values.length === 0) return undefined;
  const find = (path: string) => staged.values.find((value) => pathOf(value) === path);
  const shown = { name: row.name, "user-name": row.user_name, title: row.title } as Partial<
    Record<UserColumn, string>
  >;
  shown.department = row.department;
  shown["user-type"] = row.user_type;
  if (column === "email") {
    const mail = staged.values.find((value) => pathOf(value).startsWith("emails"));
    return mail && { before: row.email, after: mail.after };
  }
  for (const path of PATHS[column] ?? []) {
    const value = find(path);
    if (value) return { before: shown[column] || value.before, after: value.after };
  }
  return column === "name"
    ? namePart(row, find("name.givenname"), find("name.familyname"))
    : undefined;
}

/** For a name in parts, the row shows the full name: the changed part is replaced in it. */
function namePart(row: UserRow, given?: StagedValue, family?: StagedValue) {
  if (!given && !family) return undefined;
  let after = row.name;
  for (const [part, atStart] of [
    [given, true],
    [family, false],
  ] as const) {
    if (!part) continue;
    const { before } = part;
    const becomes = part.after ?? "";
    if (before !== "" && atStart && after.startsWith(before))
      after = becomes + after.slice(before.length);
    else if (before !== "" && !atStart && after.endsWith(before))
      after = after.slice(0, after.length - before.length) + becomes;
    else after = `${after} (${part.label.toLowerCase()} ${becomes || "none"})`;
  }
  return { before: row.name, after: after.trim() };
}

export function OldNew({ before, after }: { before: string; after: string | null }) {
  const [old, now] = [
    before === "" ? "none" : whole(before),
    after === null ? "none" : whole(after),
  ];
  return (
    <span className={`clip ${css.oldNew}`} title={`Staged: ${old} → ${now}`}>
      <span className="hidden-words">staged: </span>
      <del className="name">{old}</del>
      <span aria-hidden="true"> → </span>
      <span className="hidden-words"> becomes </span>
      <ins className={after === null ? undefined : "name"}>{now}</ins>
    </span>
  );
}

/** The future state of an account, in its app's words. */
export function fateWords(
  fate: NonNullable<StagedAccount["fate"]>,
  nouns: Nouns | undefined,
): string {
  if (fate === "delete") return "Deleted";
  return fate === "activate" ? "Active" : sentence(nouns?.deactivated ?? "inactive");
}

export function Fate({ fate, nouns }: { fate: StagedAccount["fate"]; nouns: Nouns | undefined }) {
  if (fate === null) return null;
  const words = fateWords(fate, nouns);
  return (
    <span className={`clip ${css.oldNew}`} title={`Staged: ${words}`} data-fate={fate}>
      <span aria-hidden="true">→ </span>
      <span className="hidden-words">staged: </span>
      <ins>{words}</ins>
    </span>
  );
}
