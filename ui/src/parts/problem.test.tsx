import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { PAGE_PROBLEM } from "../host/fake/people";
import { axeFindings, show } from "../test/render";
import { ProblemPart, problemText } from "./problem";

test("a problem shows its four parts and folds the exchange", async () => {
  const { container } = show(
    <ProblemPart problem={PAGE_PROBLEM} title="Page 3 could not be read" />,
  );
  const terms = [...container.querySelectorAll("dt")].map((dt) => dt.textContent);
  expect(terms).toEqual(["What failed", "On which side", "State now", "What to do"]);
  const words = [...container.querySelectorAll("dd")].map((dd) => dd.textContent);
  expect(words).toEqual([
    PAGE_PROBLEM.what,
    PAGE_PROBLEM.side_words,
    PAGE_PROBLEM.state,
    PAGE_PROBLEM.next,
  ]);
  expect(screen.getByTestId("exchange").hasAttribute("open")).toBe(false);
  expect(screen.getByTestId("problem").dataset.code).toBe("server-failed");
  expect(await axeFindings(container)).toEqual([]);
});

test("without an exchange there is nothing to fold", () => {
  show(<ProblemPart problem={{ ...PAGE_PROBLEM, exchange: null }} />);
  expect(screen.queryByTestId("exchange")).toBeNull();
});

test("the copied text holds all four parts and the code", () => {
  const text = problemText(PAGE_PROBLEM);
  for (const part of [
    PAGE_PROBLEM.what,
    PAGE_PROBLEM.side_words,
    PAGE_PROBLEM.state,
    PAGE_PROBLEM.next,
    "server-failed",
  ]) {
    expect(text).toContain(part);
  }
});

test("what a server sent stays text", () => {
  const { container } = show(
    <ProblemPart problem={{ ...PAGE_PROBLEM, what: "<img src=x onerror=alert(1)>" }} />,
  );
  expect(container.querySelector("img")).toBeNull();
  expect(container.textContent).toContain("<img src=x");
});
