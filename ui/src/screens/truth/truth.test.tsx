import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { forgetTruth } from "../../data/truth";
import { host, type TruthHeld, type TruthLook } from "../../host";
import { open, someProblem } from "../../test/engine";
import { axeFindings, show } from "../../test/render";
import { listed } from "../../test/scenes";
import { TruthScreen } from "./truth";

const CSV = [
  "Work e-mail,Full name,Department,Last day,Badge",
  "oskar.lind@example.com,Oskar Lind,Sales,03/11/2026,17",
  "åsa.berg@example.com,Åsa Berg,Legal,,18",
  "nobody,Nobody,Legal,,19",
  "mei.tanaka@example.com,Mei Tanaka,IT,,20",
].join("\r\n");

const file = (name: string) => new File([CSV], name, { type: "text/csv" });

beforeEach(async () => {
  forgetTruth();
  await open();
  window.location.hash = "#/truth";
});

async function look(name = "hr.csv") {
  show(<TruthScreen />);
  await userEvent.upload(screen.getByTestId("truth-file"), file(name));
  return screen.findByTestId("truth-columns");
}
const fields = () => screen.getAllByTestId<HTMLSelectElement>("truth-field");
const answered = () => screen.getByTestId("truth-counts").textContent;

test("nothing is chosen yet: it says what is wanted, and the page is free of findings", async () => {
  show(<TruthScreen />);
  expect(screen.getByTestId("truth-empty").textContent).toContain(
    "Nothing is saved until you import it",
  );
  expect(await axeFindings()).toEqual([]);
});

test("a file is looked at: columns with guess, why and samples, and the question of dates", async () => {
  const asked = vi.spyOn(host, "lookAtTruth");
  const table = await look();
  expect(asked.mock.calls[0]?.[0]).toBe("hr.csv");
  expect(atob(asked.mock.calls[0]?.[1] ?? "")).toContain("oskar.lind@example.com");
  const columns = within(table).getAllByTestId("truth-column");
  expect(columns.map((c) => c.dataset.field)).toEqual([
    "email",
    "name",
    "department",
    "end-date",
    "",
  ]);
  expect(columns[0]?.textContent).toContain("named “Work e-mail”");
  expect(columns[1]?.textContent).toContain("Oskar Lind · Åsa Berg");
  expect(screen.getByTestId("truth-dates").textContent).toMatch(/3 November 2026|November 3, 2026/);
  expect(screen.getByTestId<HTMLButtonElement>("truth-import").disabled).toBe(true);
  expect(screen.getByTestId("truth-why").textContent).toContain("can be read as two dates");
  expect(await axeFindings()).toEqual([]);
});

test("dates answered and a column mapped, it is imported and leads back to the people", async () => {
  await look();
  const mapped = vi.spyOn(host, "mapTruth");
  await userEvent.click(screen.getByTestId("truth-dates-day-month"));
  await waitFor(() =>
    expect(answered()).toBe(
      "3 of 4 rows are ready to import: 2 employed, 0 not started, 1 left. 1 row is skipped.",
    ),
  );
  expect(screen.getByTestId("truth-rejected").textContent).toContain(
    "row 4“nobody” is not an address",
  );
  await userEvent.selectOptions(fields()[4] as HTMLSelectElement, "manager");
  await waitFor(() => expect(mapped.mock.calls.length).toBe(2));
  expect(mapped.mock.lastCall?.[1]).toEqual({
    fields: ["email", "name", "department", "end-date", "manager"],
    dates: "day-month",
    words: [],
    ignored: [],
    rows: [],
    others: null,
  });
  expect(screen.getByTestId<HTMLInputElement>("truth-dates-day-month").checked).toBe(true);
  const button = screen.getByTestId<HTMLButtonElement>("truth-import");
  await waitFor(() => expect(button.disabled).toBe(false));
  expect(button.textContent).toBe("Import 3 people");
  await userEvent.click(button);
  await waitFor(() => expect(window.location.hash).toBe("#/people"));
  expect((await host.overview()).list?.name).toBe("hr.csv");
});

test("a field belongs to one column, and without addresses nothing can be imported", async () => {
  await look();
  await userEvent.selectOptions(fields()[4] as HTMLSelectElement, "email");
  expect(fields().map((f) => f.value)).toEqual(["", "name", "department", "end-date", "email"]);
  await userEvent.selectOptions(fields()[4] as HTMLSelectElement, "");
  await waitFor(() => expect(screen.getByTestId("truth-cannot").textContent).toContain("address"));
  expect(screen.getByTestId<HTMLButtonElement>("truth-import").disabled).toBe(true);
});

test("a list that shrank is held until its number is typed", async () => {
  await listed();
  await look();
  const mapped = vi.spyOn(host, "mapTruth");
  await userEvent.click(screen.getByTestId("truth-dates-day-month"));
  const field = await screen.findByTestId("truth-type");
  const asked = (await mapped.mock.results[0]?.value) as TruthLook;
  const held = asked.held as TruthHeld;
  expect(held.words).toMatch(/1.?449/);
  expect(screen.getByTestId("truth-why").textContent).toContain(held.words);
  const button = screen.getByTestId<HTMLButtonElement>("truth-import");
  await userEvent.type(field, `${held.type_this}5`);
  expect(button.disabled).toBe(true);
  await userEvent.clear(field);
  await userEvent.type(field, held.type_this);
  const imported = vi.spyOn(host, "importTruth");
  await userEvent.click(button);
  await waitFor(() => expect(imported.mock.calls[0]?.[1]).toBe(held.type_this));
  await waitFor(() => expect(window.location.hash).toBe("#/people"));
});

test("what failed is said in four parts and nothing is lost", async () => {
  await look();
  const pdf = new File(["%PDF-1.4 a list that was printed"], "list.pdf");
  await userEvent.upload(screen.getByTestId("truth-file"), pdf, { applyAccept: false });
  const problem = await screen.findByTestId("truth-problem");
  expect(problem.querySelectorAll(".four dt").length).toBe(4);
  expect(screen.getByTestId("header-sub").textContent).toContain("hr.csv");
  vi.spyOn(host, "mapTruth").mockRejectedValue(await someProblem());
  await userEvent.selectOptions(fields()[4] as HTMLSelectElement, "manager");
  await waitFor(() =>
    expect(screen.getByTestId("truth-problem").textContent).toContain("could not be mapped"),
  );
  expect(fields()[4]?.value).toBe("");
  expect(await axeFindings()).toEqual([]);
});

test("a dropped file is looked at, and put away it is forgotten by the host", async () => {
  show(<TruthScreen />);
  fireEvent.drop(screen.getByTestId("truth"), { dataTransfer: { files: [file("hr.csv")] } });
  await screen.findByTestId("truth-columns");
  const dropped = vi.spyOn(host, "dropTruth");
  await userEvent.click(screen.getByTestId("truth-drop"));
  expect(dropped.mock.calls.length).toBe(1);
  expect(await screen.findByTestId("truth-empty")).toBeDefined();
});

test("the sample company's list is offered with the sample data alone", async () => {
  show(<TruthScreen />);
  await screen.findByTestId("truth-choose");
  expect(screen.queryByTestId("truth-sample")).toBeNull();
  const state = await host.state();
  vi.spyOn(host, "state").mockResolvedValue({ ...state, mode: "sample" });
  cleanup();
  show(<TruthScreen />);
  await userEvent.click(await screen.findByTestId("truth-sample"));
  await screen.findByTestId("truth-columns");
});

const CODES = [
  "Work e-mail,Full name,Status",
  "ada.okafor@example.com,Ada Okafor,A",
  "ben.halvorsen@example.com,Ben Halvorsen,A",
  "carla.mendes@example.com,Carla Mendes,T",
  "grace.lin@example.com,Grace Lin,Active",
  "hugo.brandt@example.com,Hugo Brandt,A",
].join("\r\n");

async function lookAt(text: string) {
  show(<TruthScreen />);
  const upload = new File([text], "hr.csv", { type: "text/csv" });
  await userEvent.upload(screen.getByTestId("truth-file"), upload);
  return screen.findByTestId("truth-columns");
}
const importButton = () => screen.getByTestId<HTMLButtonElement>("truth-import");

test("words that are not understood are asked with their rows before anything is imported", async () => {
  await lookAt(CODES);
  const question = screen.getByTestId("truth-question");
  const values = within(question).getAllByTestId("truth-value");
  expect(values.map((one) => one.textContent?.split("row")[0])).toEqual(["A3 ", "T1 ", "Active1 "]);
  expect(answered()).toContain("1 employed, 0 not started, 0 left, 4 not known");
  expect(screen.getByTestId("truth-answered").textContent).toContain("0 of 1 question is answered");
  expect(importButton().disabled).toBe(true);
  expect(await axeFindings()).toEqual([]);

  const means = () => within(screen.getByTestId("truth-question")).getAllByTestId("truth-means");
  await userEvent.selectOptions(means()[0] as HTMLElement, "employed");
  await userEvent.selectOptions(means()[1] as HTMLElement, "left");
  await waitFor(() => expect(answered()).toContain("4 employed, 0 not started, 1 left."));
  expect(screen.getByTestId("truth-answered").textContent).toContain("All questions are answered");
  await waitFor(() => expect(importButton().disabled).toBe(false));
  // An answer can be taken back.
  await userEvent.selectOptions(means()[1] as HTMLElement, "");
  await waitFor(() => expect(importButton().disabled).toBe(true));
});

test("questions are answered with the keyboard alone, and the focus stays", async () => {
  await lookAt(CODES);
  const first = screen.getAllByTestId<HTMLSelectElement>("truth-means")[0] as HTMLSelectElement;
  for (let i = 0; i < 20 && document.activeElement !== first; i++) await userEvent.tab();
  expect(document.activeElement).toBe(first);
  await userEvent.selectOptions(document.activeElement as HTMLElement, "employed");
  await waitFor(() => expect(answered()).toContain("4 employed"));
  expect((document.activeElement as HTMLElement).getAttribute("aria-label")).toBe("What A means");
  await userEvent.tab();
  expect((document.activeElement as HTMLElement).getAttribute("aria-label")).toBe("What T means");
});

test("people whose status is not known stay so, or are decided one by one or for the file", async () => {
  await lookAt(CODES);
  const section = () => screen.getByLabelText("People whose status is not known");
  expect(within(section()).getAllByTestId("truth-unknown")).toHaveLength(4);
  const selects = () => within(section()).getAllByTestId<HTMLSelectElement>("truth-means");
  const mapped = vi.spyOn(host, "mapTruth");
  await userEvent.selectOptions(selects()[3] as HTMLElement, "left");
  await waitFor(() => expect(mapped.mock.lastCall?.[1].rows).toEqual([{ row: 4, status: "left" }]));
  await waitFor(() => expect(answered()).toContain("1 left, 3 not known"));
  await userEvent.selectOptions(selects()[0] as HTMLElement, "employed");
  await waitFor(() => expect(answered()).toContain("4 employed, 0 not started, 1 left."));
  // The words are still to be answered: what is said for this file is no answer for the next one.
  expect(importButton().disabled).toBe(true);
});

test("a column that may say who has left is asked, and can be ignored", async () => {
  await lookAt(
    "Work e-mail,Full name,Notice given\nada.okafor@example.com,Ada Okafor,2026-10-01\nmei.tanaka@example.com,Mei Tanaka,",
  );
  expect(screen.getByTestId("truth-question").textContent).toContain("day of notice");
  expect(importButton().disabled).toBe(true);
  const answer = () => screen.getByTestId<HTMLSelectElement>("truth-answer-column");
  await userEvent.selectOptions(answer(), "ignored");
  await waitFor(() => expect(importButton().disabled).toBe(false));
  expect(answer().value).toBe("ignored");
  await userEvent.selectOptions(answer(), "end-date");
  await waitFor(() => expect(fields()[2]?.value).toBe("end-date"));
});
