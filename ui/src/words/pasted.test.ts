import { expect, test } from "vitest";
import { pastedTexts, takesOut } from "./pasted";

test("new line, comma, semicolon and tab separate, and empty pieces are none", () => {
  expect(pastedTexts("a@x.com\r\nb@x.com, c@x.com;d@x.com\te@x.com\n\n , ;")).toEqual([
    "a@x.com",
    "b@x.com",
    "c@x.com",
    "d@x.com",
    "e@x.com",
  ]);
  expect(pastedTexts("")).toEqual([]);
  expect(pastedTexts(" \n\t ")).toEqual([]);
});

test("of a name with an address the address is meant", () => {
  expect(pastedTexts('Jo Brandt <jo@example.com>; "Ada Okafor" < ada@example.com >')).toEqual([
    "jo@example.com",
    "ada@example.com",
  ]);
  expect(pastedTexts('"Brandt, Jo" <jo@example.com>, ada@example.com')).toEqual([
    "jo@example.com",
    "ada@example.com",
  ]);
  expect(pastedTexts("<jo@example.com>")).toEqual(["jo@example.com"]);
});

test("a whole name keeps its spaces, and brackets that hold nothing are dropped", () => {
  expect(pastedTexts("  Jo van den Berg \n Ada Okafor <>")).toEqual([
    "Jo van den Berg",
    "Ada Okafor",
  ]);
  expect(pastedTexts('"Jo Brandt"')).toEqual(["Jo Brandt"]);
  expect(pastedTexts("jo <jo@example.com")).toEqual(["jo  jo@example.com"]);
});

test("what is pasted twice is looked up once, as it was first written", () => {
  expect(pastedTexts("Jo@example.com\njo@example.com\nJO@EXAMPLE.COM")).toEqual(["Jo@example.com"]);
});

test("a minus stands for everybody on its line", () => {
  const texts = pastedTexts("- a@x.com, b@x.com; c@x.com\nd@x.com, -e@x.com\n-");
  expect(texts).toEqual(["- a@x.com", "- b@x.com", "- c@x.com", "d@x.com", "-e@x.com"]);
  expect(texts.map(takesOut)).toEqual(["a@x.com", "b@x.com", "c@x.com", null, "e@x.com"]);
});

test("a minus before a line takes somebody out, one within it does not", () => {
  expect(pastedTexts("- jo@x.com\n\u2212Ada Okafor\na-b@x.com").map(takesOut)).toEqual([
    "jo@x.com",
    "Ada Okafor",
    null,
  ]);
  expect(takesOut("-")).toBeNull();
});
