// Writes the sheets of a JSON file with exceljs or SheetJS: node writers.mjs SPEC.json
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(process.env.CORPUS_MODULES + "/");
const ExcelJS = require("exceljs");
const XLSX = require("xlsx");

const spec = JSON.parse(readFileSync(process.argv[2], "utf8"));
const day = (text) => new Date(text + "T00:00:00Z");

for (const file of spec) {
  if (file.writer === "exceljs") {
    const book = new ExcelJS.Workbook();
    book.properties.date1904 = Boolean(file.date1904);
    for (const sheet of file.sheets) {
      const page = book.addWorksheet(sheet.name, { state: sheet.hidden ? "hidden" : "visible" });
      sheet.rows.forEach((row, r) => {
        row.forEach((cell, c) => {
          if (cell === null || cell === "") return;
          const at = page.getCell(r + 1, c + 1);
          if (cell.day) { at.value = day(cell.day); at.numFmt = cell.format ?? "dd/mm/yyyy"; }
          else if (cell.number !== undefined) { at.value = cell.number; at.numFmt = cell.format; }
          else if (cell.formula) at.value = { formula: cell.formula, result: cell.result };
          else at.value = cell;
        });
      });
    }
    await book.xlsx.writeFile(file.path);
  } else {
    const book = XLSX.utils.book_new();
    for (const sheet of file.sheets) {
      const page = XLSX.utils.aoa_to_sheet(sheet.rows.map((row) => row.map((cell) => {
        if (cell === null || cell === "") return null;
        if (cell.day) return { t: "n", v: (day(cell.day) - Date.UTC(1899, 11, 30)) / 864e5 + (cell.shift ?? 0), z: cell.format ?? "dd/mm/yyyy" };
        if (cell.number !== undefined) return { t: "n", v: cell.number, z: cell.format };
        return cell;
      })));
      XLSX.utils.book_append_sheet(book, page, sheet.name);
    }
    XLSX.writeFile(book, file.path, { bookType: file.type });
  }
}
