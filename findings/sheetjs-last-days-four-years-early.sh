#!/usr/bin/env bash
# Seen on 2026-11-30 with xlsx (SheetJS) 0.18.5, exceljs 4.4.0, openpyxl 3.1.5, Node.js 20.
# Expected: a workbook that counts its days from 1904 keeps its last days when it is saved as .ods, which
#   has days and no date system.
# Seen: the value of each cell is four years and a day early, and its text is right: 2030-03-31 becomes a
#   cell with the value 2026-03-30 that says 2030-03-31. A reader goes by the value, so somebody whose
#   last day is years away has left. Read without cellDates, the cell is the bare number 46111 with that
#   text. Saved as .xlsx it is right (openpyxl reads 2030-03-31), but SheetJS writes the date system as
#   date1904="true", and exceljs, which made the workbook, knows only "1": it too reads 2026-03-30.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts xlsx@0.18.5 exceljs@4.4.0
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5
cat > save.mjs <<'JS'
import ExcelJS from "exceljs"; import XLSX from "xlsx";
const book = new ExcelJS.Workbook(); book.properties.date1904 = true;
const sheet = book.addWorksheet("People");
sheet.addRow(["email", "last day"]); sheet.addRow(["anna@example.com", new Date(Date.UTC(2030, 2, 31))]);
sheet.getCell("B2").numFmt = "yyyy-mm-dd";
await book.xlsx.writeFile("list.xlsx");
const read = XLSX.readFile("list.xlsx", { cellDates: true, cellNF: true });
XLSX.writeFile(read, "list.ods"); XLSX.writeFile(read, "again.xlsx");
XLSX.writeFile(XLSX.readFile("list.xlsx"), "number.ods");
const again = new ExcelJS.Workbook(); await again.xlsx.readFile("again.xlsx");
console.log(again.worksheets[0].getCell("B2").value.toISOString().slice(0, 10));
JS
TZ=UTC node save.mjs > again
venv/bin/python - <<'PY'
import openpyxl, xml.etree.ElementTree as xml, zipfile
OFFICE, TABLE, TEXT = ("{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}" % part for part in ("office", "table", "text"))
def cell(file):
    found = list(xml.fromstring(zipfile.ZipFile(file).read("content.xml")).iter(TABLE + "table-cell"))[3]
    return (found.get(OFFICE + "date-value") or found.get(OFFICE + "value"))[:10], found.find(TEXT + "p").text
def last_day(file): return str(openpyxl.load_workbook(file).active["B2"].value)[:10]
days, number, exceljs = cell("list.ods"), cell("number.ods"), open("again").read().strip()
print("expected: 2030-03-31\nseen:     as .ods", days, "or", number, "and as .xlsx", last_day("again.xlsx"), "with openpyxl,", exceljs, "with exceljs")
assert last_day("list.xlsx") == last_day("again.xlsx") == "2030-03-31", "as .xlsx it is right"
assert days == ("2026-03-30", "2030-03-31") and number == ("46111", "2030-03-31") and exceljs == "2026-03-30", "the behaviour has changed"
PY
echo "unchanged"
