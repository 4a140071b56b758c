import type { SignOffLook, SignRole } from "../../host";
import { list } from "../../words/numbers";

const folded = (name: string) => name.trim().split(/\s+/).join(" ").toLowerCase();

/** What can be signed now: the part of a reviewer, a statement of the admin, or all parts. */
export type Choice = {
  key: string;
  role: SignRole;
  reviewer: number | null;
  label: string;
  name: string;
  statement: string;
  /** Items that block the signature. */
  left: number;
};

export function choices(look: SignOffLook): Choice[] {
  const all: Choice[] = [];
  for (const part of look.parts) {
    if (part.signed !== null) continue;
    const { reviewer, name, left } = part;
    all.push({
      key: `reviewer-${reviewer}`,
      role: "reviewer",
      reviewer,
      label: `${name}’s part, signed by ${name}`,
      name,
      statement: part.statement,
      left,
    });
    if (part.role === "import")
      all.push({
        key: `import-${reviewer}`,
        role: "import",
        reviewer,
        label: `Imported answers of ${name}, attested by you`,
        name: "",
        statement: part.import_statement,
        left,
      });
  }
  if (look.second.waits_for.length === 0)
    all.push({
      key: "second",
      role: "second",
      reviewer: null,
      label: "All parts, signed by the second signer",
      name: "",
      statement: look.second.statement,
      left: 0,
    });
  return all;
}

/** A second signer other than the named one signs instead of them, with a reason. */
export function signsInstead(choice: Choice, named: string | null, name: string): boolean {
  return choice.role === "second" && named !== null && folded(name) !== folded(named);
}

/** The choice that is offered first: one that can be signed, if there is one. */
export const firstChoice = (all: Choice[]): Choice | undefined =>
  all.find((one) => one.left === 0) ?? all[0];

/** What a signature means, and what comes after it. */
export function effectWords(role: SignRole, { named, waits_for }: SignOffLook["second"]): string {
  switch (role) {
    case "second": {
      const who =
        named === null
          ? "No second signer was named when the review started."
          : `${named} was named as the second signer when the review started.`;
      return `${who} After this signature the decisions are final and revoked access can be removed.`;
    }
    case "import":
      return "This is your statement about the imported files. It does not replace the reviewer’s signature.";
    case "reviewer": {
      const open = waits_for.length > 1 ? ` Parts not signed yet: ${list(waits_for)}.` : "";
      return `A second person must also sign. Changing any decision in this part voids your signature.${open}`;
    }
  }
}
