/** An action of the palette that asks for a person: its words, then the name. */
export type Verb = { id: "lock-down" | "deactivate"; words: string; label: string; detail: string };

export const VERBS: readonly Verb[] = [
  {
    id: "lock-down",
    words: "lock down",
    label: "Lock down a person…",
    detail: "asks for the person",
  },
  {
    id: "deactivate",
    words: "deactivate",
    label: "Deactivate an account…",
    detail: "asks for the person, shows their accounts",
  },
];

/** What a text asks for: "lock down oskar" is the verb and the name. */
export function askedOf(text: string): { verb: Verb; name: string } | null {
  const typed = text.trimStart().toLocaleLowerCase();
  const verb = VERBS.find((one) => typed.startsWith(`${one.words} `));
  return verb ? { verb, name: text.trimStart().slice(verb.words.length).trim() } : null;
}

export const nothingFound = (asked: ReturnType<typeof askedOf>): string =>
  asked?.name === "" ? "Type the person’s name." : "No matches.";
