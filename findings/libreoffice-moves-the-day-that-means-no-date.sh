#!/usr/bin/env bash
# Seen on 2026-11-30 with LibreOffice 7.4.7 of Debian 12, openpyxl 3.1.5, XlsxWriter 3.3.1, Python 3.11.
# Expected: 1900-01-01, which HR systems write for "no last day", is the same day after a list is saved as
#   a workbook: day 1 of its date system, as openpyxl writes it.
# Seen: three writers give three cells. LibreOffice writes day 2, which openpyxl reads as 1900-01-02, and
#   shows the day 1 of others as 1899-12-31; XlsxWriter writes day 0, which openpyxl reads as midnight, a
#   time without a day. From 1900-03-01 on all agree.
set -euo pipefail
command -v soffice > /dev/null || { echo "needs: apt-get install libreoffice-calc" >&2; exit 2; }
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1
soffice --version
printf 'email,last day\nanna@example.com,1900-01-01\nben@example.com,1900-03-01\ncleo@example.com,2026-11-30\n' > list.csv
cat > write.py <<'PY'
import csv, datetime, openpyxl, xlsxwriter
rows = [(row["email"], datetime.datetime.fromisoformat(row["last day"])) for row in csv.DictReader(open("list.csv"))]
book = openpyxl.Workbook(); book.active.append(["email", "last day"])
for row in rows: book.active.append(row)
book.save("openpyxl.xlsx")
with xlsxwriter.Workbook("xlsxwriter.xlsx", {"default_date_format": "yyyy-mm-dd"}) as book:
    sheet = book.add_worksheet()
    for n, row in enumerate([("email", "last day"), *rows]):
        sheet.write(n, 0, row[0]); sheet.write(n, 1, row[1])
PY
venv/bin/python write.py
convert() { soffice "-env:UserInstallation=file://$dir/profile" --headless --convert-to "$1" --outdir "$2" "$3" > log 2>&1 || { cat log >&2; exit 1; }; }
mkdir calc shown; convert xlsx calc list.csv; convert csv shown openpyxl.xlsx
cat > read.py <<'PY'
import csv, openpyxl
def days(file): return [str(row[1].value) for row in list(openpyxl.load_workbook(file).active.rows)[1:]]
seen = {"openpyxl": days("openpyxl.xlsx"), "LibreOffice": days("calc/list.xlsx"), "XlsxWriter": days("xlsxwriter.xlsx")}
shown = [row["last day"][:10] for row in csv.DictReader(open("shown/openpyxl.csv"))]
print("expected: 1900-01-01 from each, and in LibreOffice\nseen:    ", {who: found[0] for who, found in seen.items()}, "and in LibreOffice", shown[0])
later = ["1900-03-01 00:00:00", "2026-11-30 00:00:00"]
assert all(found[1:] == later for found in seen.values()) and shown[1:] == ["1900-03-01", "2026-11-30"], "the later days are the same"
assert [found[0] for found in seen.values()] == ["1900-01-01 00:00:00", "1900-01-02 00:00:00", "00:00:00"], "the behaviour has changed"
assert shown[0] == "1899-12-31", "the behaviour has changed"
PY
venv/bin/python read.py
echo "unchanged"
