import { screen } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import type { Problem } from "../host";
import { connected } from "../test/engine";
import { axeFindings, show } from "../test/render";
import { partial } from "../test/scenes";
import { ProblemPart, problemText } from "./problem";

let failed: Problem;

beforeAll(async () => {
  await partial();
  failed = (await connected("zapier")).last_read?.problem as Problem;
});

test("a problem shows its four parts and folds the exchange", async () => {
  const { container } = show(<ProblemPart problem={failed} title="Page 3 could not be read" />);
  const terms = [...container.querySelectorAll("dt")].map((dt) => dt.textContent);
  expect(terms).toEqual(["What failed", "On which side", "State now", "What to do"]);
  const words = [...container.querySelectorAll("dd")].map((dd) => dd.textContent);
  expect(words).toEqual([failed.what, failed.side_words, failed.state, failed.next]);
  expect(screen.getByTestId("exchange").hasAttribute("open")).toBe(false);
  expect(screen.getByTestId("problem").dataset.code).toBe("server-failed");
  expect(await axeFindings(container)).toEqual([]);
});

test("without an exchange there is nothing to fold", () => {
  show(<ProblemPart problem={{ ...failed, exchange: null }} />);
  expect(screen.queryByTestId("exchange")).toBeNull();
});

test("the copied text holds all four parts and the code", () => {
  const text = problemText(failed);
  for (const part of [failed.what, failed.side_words, failed.state, failed.next, "server-failed"]) {
    expect(text).toContain(part);
  }
});

test("what a server sent stays text", () => {
  const { container } = show(
    <ProblemPart problem={{ ...failed, what: "<img src=x onerror=alert(1)>" }} />,
  );
  expect(container.querySelector("img")).toBeNull();
  expect(container.textContent).toContain("<img src=x");
});
