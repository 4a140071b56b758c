"""Writes the files of the corpus and manifest.json. See README.md."""
import csv, io, json, os, pathlib, subprocess, tempfile
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import msoffcrypto, openpyxl, pandas, polars, xlsxwriter, xlwt
from msoffcrypto.format.ooxml import OOXMLFile

from people import PEOPLE, TODAY, mail, name, truth

HERE = pathlib.Path(__file__).parent
FILES = HERE / "files"
MANIFEST, NODE = [], []


def entry(file, writer, model, must, people=None, **more):
    """must: right · careful (right, asked, not known or refused) · refused."""
    MANIFEST.append({"file": file, "writer": writer, "model": model, "must": must,
                     "people": people or [], **more})
    return FILES / file


# ---- cells ----
def iso(day): return day.isoformat() if day else ""
def dmy(day, sep="."): return day.strftime(f"%d{sep}%m{sep}%Y") if day else ""
def mdy(day, sep="/"): return day.strftime(f"%m{sep}%d{sep}%Y") if day else ""


WORDS = {  # employed, left, not started
    "en": ("Active", "Terminated", "Pre-Hire"), "de": ("Aktiv", "Ausgeschieden", "Zukünftig"),
    "fr": ("Actif", "Sorti", "À venir"), "es": ("Activo", "Baja", "Pendiente de ingreso"),
    "nl": ("In dienst", "Uit dienst", "Nog niet in dienst"), "it": ("Attivo", "Cessato", "Non ancora assunto"),
    "pl": ("Zatrudniony", "Zwolniony", "Przed zatrudnieniem"), "pt": ("Ativo", "Desligado", "A admitir"),
    "ja": ("在籍", "退職", "入社予定"),
}
HEADS = {
    "en": ["Employee ID", "First Name", "Last Name", "Work Email", "Status", "Hire Date", "Termination Date", "Manager", "Department"],
    "de": ["Personalnummer", "Vorname", "Nachname", "E-Mail", "Status", "Eintrittsdatum", "Austrittsdatum", "Vorgesetzter", "Abteilung"],
    "fr": ["Matricule", "Prénom", "Nom", "Adresse e-mail", "Statut", "Date d'embauche", "Date de sortie", "Responsable", "Service"],
    "es": ["Nº de empleado", "Nombre", "Apellidos", "Correo electrónico", "Estado", "Fecha de alta", "Fecha de baja", "Jefe", "Departamento"],
    "nl": ["Personeelsnummer", "Voornaam", "Achternaam", "E-mailadres", "Status", "Datum in dienst", "Datum uit dienst", "Leidinggevende", "Afdeling"],
    "it": ["Matricola", "Nome", "Cognome", "E-mail aziendale", "Stato", "Data assunzione", "Data cessazione", "Responsabile", "Reparto"],
    "pl": ["Numer pracownika", "Imię", "Nazwisko", "E-mail służbowy", "Status", "Data zatrudnienia", "Data zwolnienia", "Przełożony", "Dział"],
    "pt": ["Matrícula", "Nome", "Sobrenome", "E-mail corporativo", "Situação", "Data de admissão", "Data de desligamento", "Gestor", "Departamento"],
    "ja": ["社員番号", "名", "姓", "メールアドレス", "在籍状況", "入社日", "退職日", "上司", "部署"],
}


def word(person, language="en"):
    return WORDS[language]["employed left not-started".split().index(person[3])]


def rows(language="en", date_of=iso, mgr=lambda p: p[6] or "", people=PEOPLE):
    table = [HEADS[language]]
    for p in people:
        table.append([p[0], p[1], p[2], mail(p), word(p, language), date_of(p[4]), date_of(p[5]), mgr(p), p[7]])
    return table


def everybody(**more):
    return [truth(p, manager=p[6] or "", **more) for p in PEOPLE]


# ---- writers ----
def text(path, table, sep=",", encoding="utf-8", end="\n", quoting=csv.QUOTE_MINIMAL, before="", after=""):
    out = io.StringIO()
    csv.writer(out, delimiter=sep, lineterminator=end, quoting=quoting).writerows(table)
    path.write_bytes((before + out.getvalue() + after).encode(encoding))


def by_openpyxl(path, table, sheets=(), formats=None, title="Employees"):
    book = openpyxl.Workbook()
    page = book.active
    page.title = title
    for sheet, body in [(page, table), *[(book.create_sheet(n), b) for n, b in sheets]]:
        for r, row in enumerate(body, 1):
            for c, value in enumerate(row, 1):
                if value in (None, ""):
                    continue
                cell = sheet.cell(r, c, value)
                if isinstance(value, (date, datetime)):
                    cell.number_format = "DD/MM/YYYY"
                if formats and c in formats and r > 1:
                    cell.number_format = formats[c]
    book.save(path)
    return book


def by_xlsxwriter(path, table, date_format="yyyy-mm-dd", formats=None, options=None, titles=()):
    book = xlsxwriter.Workbook(str(path), options or {})
    page = book.add_worksheet("Employees")
    day = book.add_format({"num_format": date_format})
    own = {c: book.add_format({"num_format": f}) for c, f in (formats or {}).items()}
    for r, row in enumerate([*titles, *table]):
        for c, value in enumerate(row):
            if value in (None, ""):
                continue
            if isinstance(value, str) and value.startswith("="):
                page.write_formula(r, c, value, own.get(c, day))
            elif isinstance(value, date):
                page.write_datetime(r, c, datetime(value.year, value.month, value.day), day)
            else:
                page.write(r, c, value, own.get(c) if r > len(titles) else None)
    book.close()


def node(path, writer, table, type="xlsx", sheets=(), **more):
    def cell(value):
        return {"day": value.isoformat()} if isinstance(value, date) else value
    pages = [("Employees", table, False), *sheets]
    NODE.append({"path": str(path), "writer": writer, "type": type, **more,
                 "sheets": [{"name": n, "hidden": h, "rows": [[cell(v) for v in row] for row in t]} for n, t, h in pages]})


def office(source, kind, target, *filter_options):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
                        kind, "--outdir", folder, *filter_options, str(source)], check=True, capture_output=True)
        made = next(p for p in pathlib.Path(folder).iterdir() if p.is_file())
        target.write_bytes(made.read_bytes())


keep = lambda day: day  # real dates of a workbook
day = lambda d: d

# ================= lists that must be right =================
text(entry("workday-en.csv", "python csv", "Workday", "right", everybody()), rows())
by_openpyxl(entry("workday-en.xlsx", "openpyxl", "Workday", "right", everybody()), rows(date_of=keep))
text(entry("bamboohr-us.csv", "python csv", "BambooHR", "right", everybody()), rows(date_of=mdy), end="\r\n")
text(entry("personio-de.csv", "python csv", "Personio", "right", everybody()), rows("de", dmy), ";", "utf-8-sig", "\r\n")
text(entry("personio-de-1252.csv", "python csv", "Personio", "right",
           [truth(p, manager=p[6] or "") for p in PEOPLE if p[0] not in ("10022", "10045")]),
     rows("de", dmy, people=[p for p in PEOPLE if p[0] not in ("10022", "10045")]), ";", "cp1252", "\r\n")
by_xlsxwriter(entry("hibob-en.xlsx", "XlsxWriter", "HiBob", "right", everybody()), rows(date_of=keep))
text(entry("rippling-en.csv", "python csv", "Rippling", "right", everybody()), rows(date_of=lambda d: d.strftime("%b %d, %Y") if d else ""), quoting=csv.QUOTE_ALL)
node(entry("adp-en.xlsx", "exceljs", "ADP", "right", everybody()), "exceljs", rows(date_of=keep))
text(entry("sage-fr.csv", "python csv", "Sage", "right", [truth(p, manager=p[6] or "") for p in PEOPLE if p[0] not in ("10022", "10045")]),
     rows("fr", lambda d: dmy(d, "/"), people=[p for p in PEOPLE if p[0] not in ("10022", "10045")]), ";", "cp1252")
text(entry("factorial-es.csv", "python csv", "Factorial", "right", everybody()), rows("es", lambda d: dmy(d, "/")), ";")
text(entry("afas-nl.csv", "python csv", "AFAS", "right", everybody()), rows("nl", lambda d: dmy(d, "-")), ";")
text(entry("zucchetti-it.csv", "python csv", "Zucchetti", "right", everybody()), rows("it", lambda d: dmy(d, "/")), ";")
PL = [p for p in PEOPLE if p[0] in ("10005", "10012", "10013", "10022", "10044", "10045", "10058")]
text(entry("enova-pl-1250.csv", "python csv", "enova365", "careful", [truth(p, manager=p[6] or "") for p in PL], encodings=["windows-1250"]),
     rows("pl", dmy, people=PL), ";", "cp1250")
text(entry("enova-pl.csv", "python csv", "enova365", "right", everybody()), rows("pl", dmy), ";")
text(entry("totvs-pt.csv", "python csv", "TOTVS", "right", everybody()), rows("pt", lambda d: dmy(d, "/")), ";")
JA = [("20001", "太郎", "山田", "employed", date(2018, 4, 1), None, None, "人事"), ("20002", "花子", "佐藤", "left", date(2019, 4, 1), date(2026, 9, 30), "20001", "営業"),
      ("20003", "健", "鈴木", "employed", date(2021, 10, 16), None, "20001", "営業"), ("20004", "美咲", "高橋", "left", date(2020, 4, 1), date(2026, 3, 31), "20003", "開発")]
def ja(p, n): return {**truth(p, manager=p[6] or ""), "email": f"user{n}@example.com", "name": f"{p[1]} {p[2]}"}
def ja_rows(of): return [HEADS["ja"], *[[p[0], p[1], p[2], f"user{n}@example.com", word(p, "ja"), of(p[4]), of(p[5]), p[6] or "", p[7]] for n, p in enumerate(JA)]]
JA_TRUTH = [ja(p, n) for n, p in enumerate(JA)]
text(entry("smarthr-ja-sjis.csv", "python csv", "SmartHR", "right", JA_TRUTH), ja_rows(lambda d: d.strftime("%Y/%m/%d") if d else ""), ",", "cp932", "\r\n")
by_openpyxl(entry("smarthr-ja.xlsx", "openpyxl", "SmartHR", "right", JA_TRUTH), ja_rows(lambda d: f"{d.year}年{d.month}月{d.day}日" if d else ""))
text(entry("smarthr-ja.csv", "python csv", "SmartHR", "right", JA_TRUTH), ja_rows(iso), ",", "utf-8-sig")

ENTRA = [["userPrincipalName", "displayName", "mail", "accountEnabled", "employeeId", "employeeHireDate", "userType"]]
ENTRA += [[f"{p[0]}@tenant.example.com", name(p), mail(p), str(p[3] == "employed"), p[0], iso(p[4]) + "T00:00:00Z", "Member"] for p in PEOPLE if p[3] != "not-started"]
text(entry("entra-en.csv", "python csv", "Microsoft Entra", "right", [truth(p, end="unstated") for p in PEOPLE if p[3] != "not-started"]), ENTRA)
GOOGLE = [["First Name [Required]", "Last Name [Required]", "Email Address [Required]", "Status [READ ONLY]", "Employee ID", "Manager Email"]]
GOOGLE += [[p[1], p[2], mail(p), "Active" if p[3] == "employed" else "Suspended", p[0], ""] for p in PEOPLE if p[3] != "not-started"]
text(entry("google-en.csv", "python csv", "Google Workspace", "careful", [truth(p, start="unstated", end="unstated", state="unstated") if p[3] != "employed" else truth(p, start="unstated", end="unstated") for p in PEOPLE if p[3] != "not-started"]), GOOGLE)

FRAME = {h: [r[n] or None for r in rows(date_of=keep)[1:]] for n, h in enumerate(HEADS["en"])}
frame = pandas.DataFrame(FRAME)
for column in ("Hire Date", "Termination Date"):
    frame[column] = pandas.to_datetime(frame[column])
frame.to_csv(entry("pandas-en.csv", "pandas", "script", "right", everybody()), index=False)
frame.to_excel(entry("pandas-en.xlsx", "pandas", "script", "right", everybody()), index=False)
frame.to_csv(entry("pandas-index.csv", "pandas", "script", "right", everybody()))
frame.to_html(entry("pandas-html.xls", "pandas to_html", "export named .xls", "right", everybody()), index=False, na_rep="")
table = polars.DataFrame(FRAME)
table.write_csv(entry("polars-en.csv", "polars", "script", "right", everybody()))
table.write_excel(entry("polars-en.xlsx", "polars", "script", "right", everybody()))

book = xlwt.Workbook(); page = book.add_sheet("Employees"); style = xlwt.easyxf(num_format_str="DD/MM/YYYY")
for r, row in enumerate(rows(date_of=keep)):
    for c, value in enumerate(row):
        if value not in (None, ""): page.write(r, c, value, *([style] if isinstance(value, date) else []))
book.save(str(entry("xlwt-en.xls", "xlwt", "export of an old system", "right", everybody())))
for kind, ending in [("biff8", "xls"), ("xlsb", "xlsb"), ("xlsx", "xlsx"), ("ods", "ods")]:
    node(entry(f"sheetjs-en.{ending}", "SheetJS", "web app", "careful" if ending == "xlsb" else "right", everybody()), "SheetJS", rows(date_of=keep), kind)
node(entry("sheetjs-html.xls", "SheetJS", "export named .xls", "right", everybody()), "SheetJS", rows(), "html")
node(entry("sheetjs-txt.txt", "SheetJS", "web app", "right", everybody()), "SheetJS", rows(), "txt")
text(entry("unicode-text.txt", "python csv", "Excel Unicode text", "right", everybody()), rows(), "\t", "utf-16", "\r\n")
text(entry("sep-line.csv", "python csv", "Excel", "right", everybody()), rows("de", dmy), "|", "utf-8", "\r\n", before="sep=|\r\n")
by_xlsxwriter(entry("epoch-1904.xlsx", "XlsxWriter", "Excel for Mac of old", "right", everybody()), rows(date_of=keep), options={"date_1904": True})
by_xlsxwriter(entry("titles.xlsx", "XlsxWriter", "report", "right", everybody()), rows(date_of=keep), titles=[["Headcount report"], ["Company", "Acme"], [], ["Created", "2026-11-25"]])
node(entry("hidden-sheet.xlsx", "exceljs", "report", "right", everybody()), "exceljs", rows(date_of=keep), sheets=[("Leavers of old", rows(people=PEOPLE[:2]), True)])
by_openpyxl(entry("other-sheets.xlsx", "openpyxl", "report", "right", everybody()), rows(date_of=keep), sheets=[("Notes", [["Made by", "HR"], ["For", "IT"]]), ("Pivot", [["Department", "Count"], ["Sales", 3]])])

address = [[*r, "Address"] if n == 0 else [*r, f"{n} Main St, Apt 4\nSpringfield"] for n, r in enumerate(rows())]
text(entry("addresses-over-lines.csv", "python csv", "BambooHR", "right", everybody()), address)
one = [[*r, "Remark"] if n == 0 else [*r, "says \"hello\"\nand, too, leaves early" if n == 3 else "x"] for n, r in enumerate(rows())]
text(entry("one-remark-over-lines.csv", "python csv", "BambooHR", "right", everybody()), one)
lastfirst = [["Employee ID", "Name", "Email", "Status", "Hire Date", "Termination Date"]] + [[p[0], f"{p[2]}, {p[1]}", mail(p), word(p), iso(p[4]), iso(p[5])] for p in PEOPLE]
text(entry("last-first.csv", "python csv", "UKG", "right", [truth(p, name=f"{p[2]}, {p[1]}") for p in PEOPLE]), lastfirst)
moments = rows(date_of=lambda d: f"{d}T0{d.day % 9}:1{d.month % 9}:07.123Z" if d else "")
text(entry("moments-utc.csv", "python csv", "API export", "right", everybody()), moments)
evening = rows(date_of=lambda d: f"{d} 17:00" if d else "")
text(entry("end-of-working-day.csv", "python csv", "Active Directory", "right", everybody()), evening)
text(entry("end-of-day.csv", "python csv", "database", "right", everybody()), rows(date_of=lambda d: f"{d} 23:59:59" if d else ""))
mixed = rows(date_of=keep)
for n, row in enumerate(mixed[1:]):
    if n % 3 == 0 and row[5].day > 12: row[5] = dmy(row[5], "/")
by_openpyxl(entry("dates-beside-texts.xlsx", "openpyxl", "typed by hand", "right", everybody()), mixed)
floaty = rows()
text(entry("tree-numbers.csv", "python csv", "numbers with points", "right", [truth(p, number=f"1.{p[0]}") for p in PEOPLE]), [[r[0] if n == 0 else f"1.{r[0]}", *r[1:]] for n, r in enumerate(floaty)])
text(entry("leading-zeros.csv", "python csv", "payroll", "right", [truth(p, number=p[0].rjust(8, "0")) for p in PEOPLE]), [[r[0] if n == 0 else r[0].rjust(8, "0"), *r[1:]] for n, r in enumerate(rows())])
single = [["E-Mail"]] + [[mail(p)] for p in PEOPLE if p[3] == "employed"]
text(entry("one-column.csv", "python csv", "directory", "refused"), single)
year_start = rows(date_of=lambda d: d.strftime("%Y%m%d") if d else "00000000")
text(entry("sap-compact.csv", "python csv", "SAP", "right", everybody()), year_start, ";")
text(entry("sap-no-end.csv", "python csv", "SAP", "right", everybody()), [[*r[:6], r[6] or "31.12.9999", *r[7:]] for r in rows("de", dmy)], ";")
text(entry("long-months-es.csv", "python csv", "report", "right", everybody()),
     rows("es", lambda d: f"{d.day} de {'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split()[d.month - 1]} de {d.year}" if d else ""), ";")

# ---- LibreOffice ----
base = FILES / "workday-en.xlsx"
OFFICE = [("libreoffice-en.ods", "ods"), ("libreoffice-en.xls", "xls:MS Excel 97"), ("libreoffice-en.xlsx", "xlsx"), ("libreoffice-en.csv", "csv:Text - txt - csv (StarCalc):44,34,76,1"), ("libreoffice-html.xls", "html")]
for file, kind in OFFICE:
    office(base, kind, entry(file, "LibreOffice", "saved by hand", "right", everybody()))
formulas = [HEADS["en"]] + [[p[0], p[1], p[2], f'=LOWER("{mail(p).upper()}")', f'=IF(G{n}="","Active",IF(G{n}<DATE(2026,11,25),"Terminated","Active"))' if p[3] != "not-started" else "Pre-Hire", p[4], f"=DATE({p[5].year},{p[5].month},{p[5].day})" if p[5] else None, p[6], p[7]] for n, p in enumerate(PEOPLE, 2)]
with tempfile.TemporaryDirectory() as folder:
    source = pathlib.Path(folder) / "formulas.xlsx"
    by_openpyxl(source, formulas, formats={7: "YYYY-MM-DD"})
    office(source, "xlsx", entry("formulas-computed.xlsx", "LibreOffice", "report with formulas", "right", everybody()))
    office(source, "ods", entry("formulas-computed.ods", "LibreOffice", "report with formulas", "right", everybody()))
    by_openpyxl(source, [[int(r[0]) if n else r[0], *r[1:]] for n, r in enumerate(rows(date_of=keep))], formats={1: '"E-"000000'})
    E = [truth(p, number=f"E-0{p[0]}") for p in PEOPLE]
    office(source, "ods", entry("number-format.ods", "LibreOffice", "formatted numbers", "right", E))
    office(source, "xlsx", entry("number-format-lo.xlsx", "LibreOffice", "formatted numbers", "right", E))
    office(source, "xls:MS Excel 97", entry("number-format.xls", "LibreOffice", "formatted numbers", "right", E))
    office(source, "pdf", entry("print.pdf", "LibreOffice", "print", "refused"))

# Number formats of the old and of the binary kind; SheetJS writes cells beside each other in a short form that
# Excel does not use, so that a column without a name lies between two of them.
def formatted(p): return [int(p[0]), p[1], p[2], mail(p), word(p), p[4], p[5], int(p[6]) if p[6] else "", p[7], 0.8, 12500]
FORMATTED = [[*HEADS["en"], "Workload", "Budget"], *map(formatted, PEOPLE)]
ZEROS = [truth(p, number=p[0].rjust(8, "0"), manager=p[6].rjust(8, "0") if p[6] else "") for p in PEOPLE]
book = xlwt.Workbook(); page = book.add_sheet("Employees")
styles = {c: xlwt.easyxf(num_format_str=f) for c, f in {0: "00000000", 5: "D. MMMM YYYY", 6: "[$-407]DD.MM.YY;@", 7: "00000000", 9: "0%", 10: "#,##0"}.items()}
for r, row in enumerate(FORMATTED):
    for c, value in enumerate(row):
        if value not in (None, ""): page.write(r, c, value, *([styles[c]] if r and c in styles else []))
book.save(str(entry("number-format-xlwt.xls", "xlwt", "export of an old system", "right", ZEROS)))
def apart(r, row):
    formats = {0: "00000000", 7: "00000000", 9: "0%", 10: "#,##0"}
    return [v for c, cell in enumerate(row) for v in ({"number": cell, "format": formats[c]} if r and c in formats and cell != "" else cell, "")]
node(entry("number-format-gaps.xlsb", "SheetJS", "web app", "right", ZEROS), "SheetJS", [apart(r, row) for r, row in enumerate(FORMATTED)], "xlsb")
node(entry("number-format-js.xls", "SheetJS", "web app", "right", ZEROS), "SheetJS", [apart(r, row) for r, row in enumerate(FORMATTED)], "biff8")

# ================= traps =================
by_openpyxl(entry("number-format.xlsx", "openpyxl", "ADP", "right", [truth(p, number=f"0{p[0]}") for p in PEOPLE]), [[int(r[0]) if n else r[0], *r[1:]] for n, r in enumerate(rows(date_of=keep))], formats={1: "000000"})
node(entry("number-format-js.xlsx", "exceljs", "ADP", "right", [truth(p, number=f"E{p[0]}") for p in PEOPLE]), "exceljs", [[{"number": int(r[0]), "format": '"E"00000'} if n else r[0], *r[1:]] for n, r in enumerate(rows(date_of=keep))])
gaps = pandas.DataFrame({"employee_id": [float(p[0]) for p in PEOPLE] + [None], "email": [mail(p) for p in PEOPLE] + ["guest@example.com"], "name": [name(p) for p in PEOPLE] + ["Guest Desk"],
                         "manager_id": [float(p[6]) if p[6] else None for p in PEOPLE] + [None], "status": [word(p) for p in PEOPLE] + ["Active"]})
gaps.to_csv(entry("pandas-float-numbers.csv", "pandas", "script", "right", [truth(p, start="unstated", end="unstated", manager=p[6] or "") for p in PEOPLE] + [{"email": "guest@example.com", "state": "employed", "number": ""}]), index=False)
text(entry("guarded-numbers.csv", "python csv", "Excel users", "right", [truth(p, number=f"0{p[0]}") for p in PEOPLE]), [[f"'0{r[0]}" if n else r[0], *r[1:]] for n, r in enumerate(rows())])
text(entry("guarded-numbers-formula.csv", "python csv", "Excel users", "right", [truth(p, number=f"0{p[0]}") for p in PEOPLE]), [[f'="0{r[0]}"' if n else r[0], *r[1:]] for n, r in enumerate(rows())])
text(entry("shortened-numbers.csv", "python csv", "Excel users", "careful", [truth(p, number="") for p in PEOPLE]), [[f"1.{r[0]}E+11" if n else r[0], *r[1:]] for n, r in enumerate(rows())])

serial = lambda d: str((d - date(1899, 12, 30)).days) if d else ""
text(entry("serials.csv", "python csv", "Excel users", "right", everybody(), notes=["Excel counts"]), rows(date_of=serial))
text(entry("serials-no-status.csv", "python csv", "Excel users", "right", everybody(), notes=["Excel counts"]), [[*r[:4], *r[5:]] for r in rows(date_of=serial)])
for n, far in enumerate(["4712-12-31", "31-DEC-4712", "2999-12-31", "3000-01-01", "2199-12-31", "2099-12-31"]):
    if n in (0, 2, 3):
        text(entry(f"no-end-{far[:4]}.csv", "python csv", "Oracle HCM", "right", everybody()), [[*r[:4], r[5], r[6] or far, *r[7:]] if k else [*r[:4], *r[5:]] for k, r in enumerate(rows())])
text(entry("no-end-1900.csv", "python csv", "Access database", "right", everybody()), [[*r[:4], r[5], r[6] or "1900-01-01", *r[7:]] if k else [*r[:4], *r[5:]] for k, r in enumerate(rows())])
oracle = lambda d: d.strftime("%d-%b-%y").upper() if d else ""
text(entry("two-digit-years.csv", "python csv", "Oracle", "right", everybody()), rows(date_of=oracle))
old = [("30001", "Grace", "Okoye", "employed", date(1998, 7, 16), None, None, "IT"), ("30002", "Henk", "Visser", "employed", date(1987, 2, 14), None, None, "IT"), ("30003", "Mia", "Rossi", "left", date(1999, 9, 21), date(2026, 10, 31), None, "IT"), ("30004", "Juan", "Paz", "employed", date(2019, 7, 17), None, None, "IT")]
text(entry("two-digit-years-old.csv", "python csv", "Oracle", "right", [truth(p) for p in old]), rows(date_of=lambda d: d.strftime("%d.%m.%y") if d else "", people=old))

ahead = [date(2026, 12, 3), date(2027, 2, 4), date(2027, 5, 6), date(2026, 12, 5), date(2026, 12, 18), date(2027, 1, 22), date(2027, 3, 29), date(2026, 12, 28)]
swap = [(f"4000{n}", "Person", "ABCDEFGH"[n], "employed", date(2020, 1, 20), e, None, "IT") for n, e in enumerate(ahead)]
by_xlsxwriter(entry("swapped-days.xlsx", "XlsxWriter", "Excel users", "right", [truth(p) for p in swap], notes=["swapped day and month"]),
              rows(date_of=lambda d: d and (date(d.year, d.day, d.month) if d.day <= 12 else dmy(d, "/")), people=swap), "mm/dd/yyyy")
berlin = ZoneInfo("Europe/Berlin")
def utc(zone, form="%Y-%m-%dT%H:%M:%S.000Z"): return lambda d: datetime(d.year, d.month, d.day, tzinfo=ZoneInfo(zone)).astimezone(timezone.utc).strftime(form) if d else ""
text(entry("utc-midnight-berlin.csv", "python csv", "JavaScript export", "right", everybody(), notes=["UTC"]), rows(date_of=utc("Europe/Berlin")))
text(entry("utc-midnight-london.csv", "python csv", "JavaScript export", "right", everybody()), rows(date_of=utc("Europe/London")))
text(entry("utc-midnight-kolkata.csv", "python csv", "JavaScript export", "right", everybody()), rows(date_of=utc("Asia/Kolkata")))
text(entry("utc-midnight-new-york.csv", "python csv", "JavaScript export", "right", everybody()), rows(date_of=utc("America/New_York")))
shifted = [[({"day": c.isoformat(), "shift": -28 / 86400} if isinstance(c, date) else c) for c in r] for r in rows(date_of=keep)]
node(entry("seconds-before-midnight.xlsx", "SheetJS", "web app", "right", everybody()), "SheetJS", shifted)
text(entry("us-dots.csv", "python csv", "report", "right", everybody()), rows(date_of=lambda d: mdy(d, ".")))
early = [p for p in PEOPLE]
low = [(p[0], p[1], p[2], p[3], date(p[4].year, p[4].month, 4), None, None, p[7]) for p in PEOPLE if p[3] == "employed" and not p[5]]
text(entry("open-order.csv", "python csv", "BambooHR", "careful", [truth(p) for p in low], answers={"dates": "day-month"}), rows(date_of=lambda d: dmy(d, "/"), people=low))

# states
def codes(employed, left, head="Status"): return [[head if k == 0 and c == 4 else ({"Active": employed, "Terminated": left}.get(v, v)) for c, v in enumerate(r[:5] + r[7:])] for k, r in enumerate(rows(people=[p for p in PEOPLE if p[3] != "not-started"]))]
STATES = [truth(p, start="unstated", end="unstated") for p in PEOPLE if p[3] != "not-started"]
for file, model, e, l, head in [("codes-letters.csv", "ADP", "A", "T", "Status"), ("codes-sap.csv", "SAP", "3", "0", "Status"), ("terminated-yes.csv", "UKG", "No", "Yes", "Terminated"),
                                ("currently-active.csv", "Workday", "Yes", "No", "Currently Active"), ("phrases.csv", "ADP", "Active", "Terminated - Voluntary", "Status"),
                                ("unknown-words.csv", "own", "grün", "rot", "Status"), ("umlaut-word.csv", "own", "Beschäftigt", "Ausgetreten zum Monatsende", "Status")]:
    text(entry(file, "python csv", model, "careful", STATES), codes(e, l, head))
both = [[*r, "Employment Status"] if k == 0 else [*r, "Full-Time"] for k, r in enumerate(codes("Active", "Inactive"))]
text(entry("two-status-columns.csv", "python csv", "HiBob", "careful", STATES), both)
text(entry("unlimited.csv", "python csv", "Personio", "careful", everybody()), [[*r[:4], r[5], (r[6] or "unbefristet"), *r[7:]] if k else [*r[:4], *r[5:]] for k, r in enumerate(rows("de", dmy))], ";")
by_openpyxl(entry("formulas-not-computed.xlsx", "openpyxl", "script", "careful", everybody(), lossy=["email"]), formulas)
by_xlsxwriter(entry("formulas-zero.xlsx", "XlsxWriter", "script", "careful", everybody()), [[c if not (isinstance(c, str) and c.startswith("=") and n in (3, 4)) else (mail(PEOPLE[k - 1]) if n == 3 else "") for n, c in enumerate(r)] for k, r in enumerate(formulas)])
text(entry("pre-hire.csv", "python csv", "Workday", "right", [truth(p, start="unstated", end="unstated") for p in PEOPLE]), [r[:5] + r[7:] for r in rows()])
types = [[*r, "Worker Type"] if k == 0 else [*r, ["Employee", "Contingent Worker", "Zivildienst"][k % 3]] for k, r in enumerate(rows())]
text(entry("unknown-types.csv", "python csv", "Workday", "careful", everybody()), types)
notice = [[*r[:6], "Notice Date", *r[6:]] if k == 0 else [*r[:6], "2026-10-01" if PEOPLE[k - 1][0] == "10031" else "", *r[6:]] for k, r in enumerate(rows())]
text(entry("notice-date.csv", "python csv", "HiBob", "careful", everybody()), notice)
managers = {p[0]: f"{p[2]}, {p[1]} ({p[0]})" for p in PEOPLE}
text(entry("manager-in-brackets.csv", "python csv", "Workday", "right", [truth(p, manager=managers.get(p[6], "")) for p in PEOPLE]), rows(mgr=lambda p: managers.get(p[6], "")))

# time slices
slices = [["Personnel No.", "Full Name", "E-Mail", "Status", "Start Date", "End Date", "Department"],
          ["50001", "Rosa Blum", "rosa.blum@example.com", "Active", "01.01.2027", "31.12.9999", "IT"], ["50001", "Rosa Blum", "rosa.blum@example.com", "Active", "01.07.2024", "31.12.2026", "Sales"], ["50001", "Rosa Blum", "rosa.blum@example.com", "Active", "15.03.2019", "30.06.2024", "Sales"],
          ["50002", "Sven Falk", "sven.falk@example.com", "Withdrawn", "01.10.2026", "31.12.9999", "IT"], ["50002", "Sven Falk", "sven.falk@example.com", "Active", "15.03.2019", "30.09.2026", "IT"],
          ["50003", "Lea Ott", "lea.ott@example.com", "Active", "16.02.2025", "31.12.9999", "IT"], ["50003", "Lea Ott", "lea.ott@example.com", "Terminated", "01.01.2020", "31.12.2022", "IT"]]
SLICES = [{"number": "50001", "state": "employed"}, {"number": "50002", "state": "left"}, {"number": "50003", "state": "employed"}]
text(entry("sap-time-slices.csv", "python csv", "SAP", "right", SLICES), slices, ";")
text(entry("sap-time-slices-oldest-first.csv", "python csv", "SAP", "right", SLICES), [slices[0], *slices[:0:-1]], ";")
open_slices = [["Employee ID", "Email", "Status", "Start Date"], ["50004", "kim.lund@example.com", "Active", "2019-01-15"], ["50004", "kim.lund@example.com", "Terminated", "2026-10-15"], ["50005", "per.holm@example.com", "Active", "2020-01-15"]]
text(entry("open-slices.csv", "python csv", "Workday", "careful", [{"number": "50004", "state": "left"}, {"number": "50005", "state": "employed"}]), open_slices)

# files
for n, stray in enumerate(['10012,"Anna,Vogel', '10012,Anna,"Vogel']):
    body = rows(); out = io.StringIO(); csv.writer(out, lineterminator="\n").writerows(body)
    broken = out.getvalue().replace("10012,Anna,Vogel", stray).replace("10031,André,Müller", '10031,"André",Müller')
    entry(f"stray-quote-{n + 1}.csv", "python csv, then by hand", "text editor", "refused").write_text(broken)
footer = [*rows(), ["Total employees", "", "", "", "", "", "", "", "10"], ["Page 1 of 1"], ["Printed by HR on 2026-11-25"]]
text(entry("totals-and-footers.csv", "python csv", "report", "right", everybody(), left_out=3), footer)
again = rows(); again.insert(6, HEADS["en"]); again.insert(4, ["Subtotal Sales", "", "", "", "", "", "", "", "3"])
text(entry("repeated-header.csv", "python csv", "report", "right", everybody(), left_out=2), again)
by_openpyxl(entry("totals-de.xlsx", "openpyxl", "report", "right", everybody(), left_out=2), [*rows("de", keep), ["Summe", "", "", "", "", "", "", "", 10], ["Erstellt von der Personalabteilung"]])
by_openpyxl(entry("two-sheets.xlsx", "openpyxl", "HR team", "careful", everybody(), answers={"sheet": "All"}), rows(date_of=keep, people=[p for p in PEOPLE if p[3] != "left"]), sheets=[("Leavers", rows(date_of=keep, people=[p for p in PEOPLE if p[3] == "left"])), ("All", rows(date_of=keep))])
ALL = "All sheets with people"
berlin_people, paris_people = [p for p in PEOPLE if p[7] != "IT"], [p for p in PEOPLE if p[7] == "IT"]
turned = [row[::-1] for row in rows(date_of=keep, people=paris_people)]
by_openpyxl(entry("two-offices.xlsx", "openpyxl", "HR team", "careful", everybody(), answers={"sheet": ALL}), rows(date_of=keep, people=berlin_people), title="Berlin", sheets=[("Paris", turned)])
unsaid = lambda people: [[*r[:4], r[5], *r[7:]] for r in rows(date_of=keep, people=people)]
with tempfile.TemporaryDirectory() as folder:
    source = pathlib.Path(folder) / "sheets.xlsx"
    by_openpyxl(source, rows(date_of=keep, people=berlin_people), title="Berlin", sheets=[("Paris", turned)])
    office(source, "xls:MS Excel 97", entry("two-offices.xls", "LibreOffice", "HR team", "careful", everybody(), answers={"sheet": ALL}))
    office(source, "ods", entry("two-offices.ods", "LibreOffice", "HR team", "careful", everybody(), answers={"sheet": ALL}))
    staff, leavers = [p for p in PEOPLE if p[3] != "left"], [p for p in PEOPLE if p[3] == "left"]
    by_openpyxl(source, unsaid(staff), title="Active", sheets=[("Leavers", unsaid(leavers))])
    office(source, "xls:MS Excel 97", entry("active-and-leavers.xls", "LibreOffice", "HR team", "careful", [truth(p, end="unstated") for p in PEOPLE]))
    by_openpyxl(source, unsaid(leavers), title="Terminated")
    office(source, "ods", entry("terminated-by-sheet.ods", "LibreOffice", "HR team", "careful", [truth(p, end="unstated") for p in leavers]))
marked = rows()
for n, row in enumerate(marked[1:]): row[3] = ["\u200e" + row[3], row[3].replace("@", "\u200b@"), "\ufeff" + row[3], row[3] + "\u2060", row[3].replace("a", "a\u00ad", 1)][n % 5]; row[1] = row[1] + "\u00a0"
text(entry("invisible-marks.csv", "python csv", "pasted", "right", everybody(), notes=["invisible characters"]), marked)
out = io.StringIO(); csv.writer(out, lineterminator="\n").writerows(rows())
entry("one-bad-byte.csv", "python csv, then by hand", "joined files", "right", everybody()).write_bytes(out.getvalue().encode() + b"70001,Ren\xe9,Petit,rene.petit@example.com,Active,2020-01-15,,,IT\n")
MANIFEST[-1]["people"].append({"number": "70001", "state": "employed"})
text(entry("mac-roman.csv", "python csv", "Excel for Mac", "careful", [truth(p) for p in PEOPLE if p[0] not in ("10022", "10045")], encodings=["macintosh"]), rows(people=[p for p in PEOPLE if p[0] not in ("10022", "10045")]), ",", "mac_roman", "\r")
private = [["Personal Email", *r] if k == 0 else [f"{PEOPLE[k - 1][1][:3].lower()}{k}@mail.example.org", *r] for k, r in enumerate(rows())]
text(entry("private-mail-first.csv", "python csv", "HiBob", "right", everybody()), private)
boss = [["Supervisor Email", *r] if k == 0 else [mail(next((q for q in PEOPLE if q[0] == PEOPLE[k - 1][6]), PEOPLE[0])), *r] for k, r in enumerate(rows())]
text(entry("supervisor-mail-first.csv", "python csv", "UKG", "careful", [truth(p) for p in PEOPLE]), boss)
preferred = [["Preferred Name", *r] if k == 0 else [PEOPLE[k - 1][1][:3], *r] for k, r in enumerate(rows())]
text(entry("preferred-name.csv", "python csv", "Workday", "right", everybody()), preferred)
node(entry("sylk.csv", "SheetJS", "old system", "refused"), "SheetJS", rows(), "sylk")
mhtml = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<html><body><table><tr><td>Email</td></tr></table></body></html>\r\n--x--\r\n"
entry("web-archive.xls", "by hand after Excel", "single file web page", "refused").write_text(mhtml)
locked = entry("password.xlsx", "openpyxl and msoffcrypto-tool", "Workday", "refused")
with open(FILES / "workday-en.xlsx", "rb") as plain, open(locked, "wb") as out: OOXMLFile(plain).encrypt("secret", out)

# ================= sheets with different columns, characters that were lost =================
here, gone = [p for p in PEOPLE if p[3] != "left"], [p for p in PEOPLE if p[3] == "left"]
def without(table, *columns): return [[v for h, v in zip(table[0], row) if h not in columns] for row in table]
def by_sheet(date_of, gone_date_of=None):
    """Those who left have their last day on a sheet of their own, and their columns in another order."""
    active = without(rows(date_of=date_of, people=here), "Status", "Termination Date")
    left = [r[::-1] for r in without(rows(date_of=gone_date_of or date_of, people=gone), "Status", "Department")]
    return active, left
together, answer = [truth(p, manager=p[6] or "", **({} if p[3] == "left" else {"end": "unstated"})) for p in PEOPLE], {"sheet": "All sheets with people"}
active, left = by_sheet(keep)
by_openpyxl(entry("other-columns.xlsx", "openpyxl", "HR team", "careful", together, answers=answer), active, title="Active", sheets=[("Terminated", left)])
node(entry("other-columns-js.xls", "SheetJS", "web app", "careful", together, answers=answer), "SheetJS", active, "biff8", sheets=[("Terminated", left, False)])
NODE[-1]["sheets"][0]["name"] = "Active"
with tempfile.TemporaryDirectory() as folder:
    source = pathlib.Path(folder) / "list.xlsx"
    by_openpyxl(source, active, title="Active", sheets=[("Terminated", left)])
    office(source, "ods", entry("other-columns.ods", "LibreOffice", "HR team", "careful", together, answers=answer))
active, left = by_sheet(lambda d: dmy(d, "/"), mdy)
by_openpyxl(entry("orders-by-sheet.xlsx", "openpyxl", "HR teams of two countries", "careful", together), active, title="Active", sheets=[("Terminated", left)])
by_openpyxl(entry("header-only-sheet.xlsx", "openpyxl", "HR team", "right", [truth(p, manager=p[6] or "") for p in PEOPLE]), rows(date_of=keep)[:1], title="New", sheets=[("All", rows(date_of=keep))])
escaped = rows()
for row in escaped[3:5]: row[1] = row[1][:1] + "\x1b" + row[1][1:]
text(entry("escape.csv", "python csv", "terminal", "right", everybody(), notes=["“First Name” has a control character (U+001B)"]), escaped)
entry("question-marks.csv", "python csv, ASCII", "old system", "right", everybody(), lossy=["name"], notes=["letters of the given name are lost", "letters of the family name are lost"])
(FILES / "question-marks.csv").write_bytes("\n".join(",".join(r) for r in rows()).encode("ascii", "replace") + b"\n")

with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as spec: json.dump(NODE, spec)
subprocess.run(["node", str(HERE / "writers.mjs"), spec.name], check=True); os.unlink(spec.name)
(HERE / "manifest.json").write_text(json.dumps({"today": TODAY.isoformat(), "files": MANIFEST}, ensure_ascii=False, indent=1) + "\n")
print(len(MANIFEST), "files")
