import { expect, test } from "vitest";
import type { Nouns } from "../../host";
import { deactivateVerb } from "./target";

const app = (deactivate: string) => ({ nouns: { deactivate } as Nouns });

test("a selection is deactivated in the words of its app, if it has one word", () => {
  expect(deactivateVerb([app("Suspend")])).toBe("Suspend");
  expect(deactivateVerb([app("Suspend"), app("Suspend")])).toBe("Suspend");
  expect(deactivateVerb([app("Suspend"), app("Remove")])).toBe("Deactivate");
  expect(deactivateVerb([])).toBe("Deactivate");
});
