#!/usr/bin/env bash
# Seen on 2026-11-30 with exceljs 4.4.0, Node.js 20.
# Expected: a workbook that is written as CSV has in each field what its cell shows.
# Seen: a cell with a link gives its target (mailto:anna@example.com), a cell with a bold part gives the
#   JSON text of an object, and a formula whose result is 0 or FALSE gives an empty field, where a plain 0
#   or FALSE is kept. A column of 1 and 0 that is calculated so has an unknown status where it said "no".
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
echo '{"private":true,"type":"module"}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts exceljs@4.4.0
cat > save.mjs <<'JS'
import ExcelJS from "exceljs";
const book = new ExcelJS.Workbook(), sheet = book.addWorksheet("People");
const calculated = (formula, result) => ({ formula, result });
sheet.addRow(["email", "employed", "on leave"]);
sheet.addRow([{ text: "anna@example.com", hyperlink: "mailto:anna@example.com" }, calculated("2-1", 1), calculated("1>0", true)]);
sheet.addRow([{ richText: [{ text: "ben" }, { font: { bold: true }, text: "@example.com" }] }, calculated("1-1", 0), calculated("0>1", false)]);
sheet.addRow(["cleo@example.com", 0, false]);
await book.xlsx.writeFile("list.xlsx");
const read = new ExcelJS.Workbook(); await read.xlsx.readFile("list.xlsx"); await read.csv.writeFile("list.csv");
JS
node save.mjs
python3 - <<'PY'
import csv
rows = list(csv.reader(open("list.csv")))[1:]
print("expected:", [["anna@example.com", "1", "true"], ["ben@example.com", "0", "false"], ["cleo@example.com", "0", "false"]], "\nseen:    ", rows)
assert rows[2] == ["cleo@example.com", "0", "false"] and [row[1:] for row in rows[:1]] == [["1", "true"]], "plain cells are kept"
assert rows[0][0] == "mailto:anna@example.com" and rows[1][0].startswith('{"richText":[{"text":"ben"}') and rows[1][1:] == ["", ""], "the behaviour has changed"
PY
echo "unchanged"
