// The attributes that the sample apps accept or refuse.
import type { AttributeView, UserRow } from "../types";
import { APPS } from "./people";

export const DEPARTMENT = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department";

const KNOWN: [path: string, label: string][] = [
  ["userName", "User name"],
  ["displayName", "Display name"],
  ["name.givenName", "Given name"],
  ["name.familyName", "Family name"],
  ["title", "Title"],
  ["userType", "User type"],
  ["locale", "Locale"],
  ["timezone", "Time zone"],
  [DEPARTMENT, "Department"],
];

type Rules = { refused: Record<string, string>; createOnly: string[]; writeOnly: string[] };

const RULES: Record<string, Rules> = {
  quill: {
    refused: {
      title: "Quillnote does not keep the title.",
      userType: "Quillnote does not keep the user type.",
    },
    createOnly: [],
    writeOnly: ["timezone"],
  },
  board: {
    refused: { [DEPARTMENT]: "Boardwise does not keep the department." },
    createOnly: [],
    writeOnly: [],
  },
  gate: {
    refused: {
      userName: "Gatehouse ZA takes the user name when an account is created, not later.",
    },
    createOnly: ["userName"],
    writeOnly: [],
  },
};

const NO_RULES: Rules = { refused: {}, createOnly: [], writeOnly: [] };
const rulesOf = (app: string) => RULES[app] ?? NO_RULES;

export const whyRefused = (app: string, path: string): string | null =>
  rulesOf(app).refused[path] ?? null;

export const labelOf = (path: string): string => KNOWN.find(([p]) => p === path)?.[1] ?? path;

export function attributesOf(apps: string[]): AttributeView[] {
  const asked = APPS.filter((app) => apps.includes(app.id));
  return KNOWN.map(([path, label]) => ({
    path,
    label,
    refused: asked.flatMap((app) => {
      const why = whyRefused(app.id, path);
      return why ? [{ connection_id: app.id, connection_name: app.name, why }] : [];
    }),
    write_only: asked.filter((a) => rulesOf(a.id).writeOnly.includes(path)).map((a) => a.name),
    create_only: asked.filter((a) => rulesOf(a.id).createOnly.includes(path)).map((a) => a.name),
  }));
}

/** The current value of an attribute of a sample account. */
export function currentOf(row: UserRow, path: string): string {
  const [given = "", ...family] = row.name.split(" ");
  switch (path) {
    case "userName":
      return row.user_name;
    case "displayName":
      return row.name;
    case "name.givenName":
      return given;
    case "name.familyName":
      return family.join(" ");
    case "title":
      return row.title;
    case "userType":
      return row.user_type;
    case DEPARTMENT:
      return row.department;
    case "timezone":
      return "Europe/Stockholm";
    default:
      return "";
  }
}
