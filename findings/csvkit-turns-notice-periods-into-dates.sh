#!/usr/bin/env bash
# Seen on 2026-11-30 with csvkit 2.2.0, agate 1.14.2, parsedatetime 2.6, Python 3.11.
# Expected: sorting a list with csvsort changes the order of its rows; texts such as "3 months" stay.
# Seen: a column of notice periods comes out as days of the year 1, "3 months" as 0001-04-01, in valid
#   ISO form and without a word. One cell that is no period ("none agreed") keeps the whole column as it is.
#   An importer that goes by the content of a column sees a column of dates, all long past.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check csvkit==2.2.0 agate==1.14.2 parsedatetime==2.6
venv/bin/csvsort --version
printf 'email,notice\nben@example.com,6 weeks\nanna@example.com,3 months\ncleo@example.com,1 month\n' > all.csv
{ cat all.csv; printf 'dan@example.com,none agreed\n'; } > one-text.csv
for list in all one-text; do venv/bin/csvsort --columns email "$list.csv" > "$list.sorted" 2> "$list.said"; done
venv/bin/python - <<'PY'
import csv
def notice(file): return {row["email"].split("@")[0]: row["notice"] for row in csv.DictReader(open(file))}
before, after, kept = notice("all.csv"), notice("all.sorted"), notice("one-text.sorted")
print("expected:", {who: before[who] for who in sorted(before)}, "\nseen:    ", after, "\nand with one more text:", kept, "\nsaid:    ", repr(open("all.said").read()))
assert kept == {"anna": "3 months", "ben": "6 weeks", "cleo": "1 month", "dan": "none agreed"}, "the texts stay where one is no period"
assert after == {"anna": "0001-04-01", "ben": "0001-02-12", "cleo": "0001-02-01"} and open("all.said").read() == "", "the behaviour has changed"
PY
echo "unchanged"
