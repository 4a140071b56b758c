#!/usr/bin/env bash
# Seen on 2026-11-30 with exceljs 4.4.0, openpyxl 3.1.5, LibreOffice 7.4.7 of Debian 12, Node.js 20.
# Expected: an employee number that is kept as the number 12 and shown as M00012 (format "M"00000) is read
#   as 12, also after the workbook was opened and saved in LibreOffice.
# Seen: LibreOffice writes the same format as \M00000; exceljs drops the \ and takes the M for the month of a
#   date: 12 is then the day 1900-01-11, and 1000 is 1902-09-26. Before that it reads 12, and openpyxl reads
#   12 both times.
set -euo pipefail
command -v soffice > /dev/null || { echo "needs: apt-get install libreoffice-calc" >&2; exit 2; }
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts exceljs@4.4.0
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5
soffice --version
venv/bin/python - <<'PY'
import openpyxl
book = openpyxl.Workbook()
for row in (["employee number", "email"], [12, "anna@example.com"], [1000, "ben@example.com"]): book.active.append(row)
for row in (2, 3): book.active.cell(row, 1).number_format = '"M"00000'
book.save("list.xlsx")
PY
soffice "-env:UserInstallation=file://$dir/profile" --headless --convert-to xlsx --outdir calc list.xlsx > log 2>&1 || { cat log >&2; exit 1; }
cat > read.mjs <<'JS'
import ExcelJS from "exceljs";
const numbers = async (file) => {
  const book = new ExcelJS.Workbook(); await book.xlsx.readFile(file);
  return [2, 3].map((row) => book.worksheets[0].getCell(row, 1)).map(({ value, numFmt }) => ({ value, numFmt }));
};
console.log(JSON.stringify([await numbers("list.xlsx"), await numbers("calc/list.xlsx")]));
JS
node read.mjs > seen
venv/bin/python - <<'PY'
import json, openpyxl
first, saved = json.load(open("seen"))
other = [[openpyxl.load_workbook(file).active.cell(row, 1).value for row in (2, 3)] for file in ("list.xlsx", "calc/list.xlsx")]
print("expected: [12, 1000] both times, as with openpyxl:", other, "\nseen:    ", first, "\nthen     ", saved)
assert other == [[12, 1000], [12, 1000]] and [one["value"] for one in first] == [12, 1000], "the set-up is not as it should be"
assert saved == [{"value": day + "T00:00:00.000Z", "numFmt": "M00000"} for day in ("1900-01-11", "1902-09-26")], "the behaviour has changed"
PY
echo "unchanged"
