//! Lists at random in dialects at random: somebody who left is never employed without a question.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::helpers::{today, workbook};
use encoding_rs::{SHIFT_JIS, WINDOWS_1250, WINDOWS_1252};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rollcall_truth::{List, Status, entries, guess, open, questions};
use rust_xlsxwriter::{ExcelDateTime, Format};

#[derive(Clone, Debug)]
struct Person {
    status: Status,
    start: Date,
    end: Option<Date>,
    /// Which of several words for the status.
    word: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dates {
    Iso,
    Dots,
    DayFirst,
    MonthFirst,
    TwoDigits,
    MonthName,
    Compact,
    Serial,
    MidnightInUtc,
    Moment,
    Cells,
    /// A spreadsheet with the order of another country opened a file with the day first.
    Swapped,
}

#[derive(Clone, Debug)]
struct Dialect {
    language: usize,
    separator: char,
    encoding: usize,
    dates: Dates,
    no_end: usize,
    status: bool,
    end: bool,
    /// Sorts the columns.
    order: Vec<u8>,
    footer: bool,
}

/// Number, name, address, status, first day, last day; employed, left, not started.
const LANGUAGES: [([&str; 6], [&[&str]; 3]); 9] = [
    (
        ["Employee ID", "Name", "Work Email", "Status", "Hire Date", "Termination Date"],
        [
            &["Active", "On Leave", "A"],
            &["Terminated", "Resigned - personal", "T"],
            &["Pre-Hire", "P"],
        ],
    ),
    (
        ["Personalnummer", "Name", "E-Mail", "Status", "Eintrittsdatum", "Austrittsdatum"],
        [&["Aktiv", "Elternzeit"], &["Ausgeschieden", "weg"], &["Zukünftig"]],
    ),
    (
        [
            "Matricule",
            "Nom complet",
            "Adresse e-mail",
            "Statut",
            "Date d'embauche",
            "Date de sortie",
        ],
        [&["Actif", "En congé"], &["Sorti", "Parti à la retraite"], &["À venir"]],
    ),
    (
        [
            "Personeelsnummer",
            "Naam",
            "E-mailadres",
            "Status",
            "Datum in dienst",
            "Datum uit dienst",
        ],
        [&["In dienst"], &["Uit dienst", "Ontslagen"], &["Nog niet in dienst"]],
    ),
    (
        [
            "Nº de empleado",
            "Nombre completo",
            "Correo electrónico",
            "Estado",
            "Fecha de alta",
            "Fecha de baja",
        ],
        [&["Activo"], &["Baja", "Cesado"], &["Pendiente de ingreso"]],
    ),
    (
        [
            "Matricola",
            "Nome completo",
            "E-mail aziendale",
            "Stato",
            "Data assunzione",
            "Data cessazione",
        ],
        [&["Attivo"], &["Cessato", "Dimesso"], &["Da assumere"]],
    ),
    (
        [
            "Numer pracownika",
            "Imię i nazwisko",
            "E-mail",
            "Status",
            "Data zatrudnienia",
            "Data zwolnienia",
        ],
        [&["Zatrudniony"], &["Zwolniony", "Odszedł"], &["Przyszły pracownik"]],
    ),
    (
        [
            "Matrícula",
            "Nome completo",
            "E-mail corporativo",
            "Situação",
            "Data de admissão",
            "Data de desligamento",
        ],
        [&["Ativo"], &["Desligado", "Demitido"], &["A admitir"]],
    ),
    (
        ["社員番号", "氏名", "メールアドレス", "在籍状況", "入社日", "退職日"],
        [&["在籍"], &["退職", "退社済"], &["入社予定"]],
    ),
];

const NO_END: [&str; 5] = ["", "-", "9999-12-31", "4712-12-31", "2999-12-31"];

fn days(from: Date, to: Date) -> impl Strategy<Value = Date> {
    let span = (to - from).get_days();
    (0..=span).prop_map(move |days| from + days.days())
}

fn person() -> impl Strategy<Value = Person> {
    let today = today();
    let past = days(date(2000, 1, 1), date(2026, 10, 1));
    let ended = days(date(2025, 1, 1), date(2026, 11, 24));
    let ahead = days(date(2026, 11, 25), date(2028, 12, 30));
    let to_come = days(date(2026, 11, 26), date(2027, 12, 31));
    (0..6_u8, past, ended, ahead, to_come, 0..6_usize).prop_map(
        move |(kind, past, ended, ahead, to_come, word)| match kind {
            0 | 1 => {
                let start = past.min(ended);
                Person { status: Status::Left, start, end: Some(ended), word }
            }
            2 => Person { status: Status::NotStarted, start: to_come, end: None, word },
            3 => {
                Person { status: Status::Employed, start: past, end: Some(ahead.max(today)), word }
            }
            _ => Person { status: Status::Employed, start: past, end: None, word },
        },
    )
}

fn dialect() -> impl Strategy<Value = Dialect> {
    use Dates::*;
    let dates = prop::sample::select(vec![
        Iso,
        Dots,
        DayFirst,
        MonthFirst,
        TwoDigits,
        MonthName,
        Compact,
        Serial,
        MidnightInUtc,
        Moment,
        Cells,
        Swapped,
    ]);
    let columns = prop_oneof![Just((true, true)), Just((true, false)), Just((false, true))];
    let separator = prop::sample::select(vec![',', ';', '\t', '|']);
    let order = prop::collection::vec(any::<u8>(), 6);
    (0..9_usize, separator, 0..4_usize, dates, 0..5_usize, columns, order, any::<bool>()).prop_map(
        |(language, separator, encoding, dates, no_end, (status, end), order, footer)| Dialect {
            language,
            separator,
            encoding,
            dates,
            no_end,
            status,
            end,
            order,
            footer,
        },
    )
}

fn written(day: Date, dates: Dates) -> String {
    match dates {
        Dates::Iso | Dates::Cells => day.to_string(),
        Dates::Dots => day.strftime("%d.%m.%Y").to_string(),
        Dates::DayFirst | Dates::Swapped => day.strftime("%d/%m/%Y").to_string(),
        Dates::MonthFirst => day.strftime("%m/%d/%Y").to_string(),
        Dates::TwoDigits => day.strftime("%d.%m.%y").to_string(),
        Dates::MonthName => day.strftime("%-d %b %Y").to_string(),
        Dates::Compact => day.strftime("%Y%m%d").to_string(),
        Dates::Serial => (day - date(1899, 12, 30)).get_days().to_string(),
        Dates::MidnightInUtc => {
            // Berlin, without the zones of this computer.
            let hours = if (4..=10).contains(&day.month()) { 2 } else { 1 };
            let zone = TimeZone::fixed(jiff::tz::offset(hours));
            let moment = day.to_zoned(zone).unwrap().timestamp();
            moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
        }
        Dates::Moment => format!("{day}T08:{:02}:07Z", day.day()),
    }
}

/// The cells of the list, header first; dates apart for the dialects of workbooks.
fn cells(people: &[Person], dialect: &Dialect) -> Vec<Vec<(String, Option<Date>)>> {
    let (names, words) = LANGUAGES[dialect.language];
    let wanted = |column: usize| match column {
        3 => dialect.status,
        5 => dialect.end,
        _ => true,
    };
    let mut columns: Vec<usize> = (0..6).filter(|column| wanted(*column)).collect();
    columns.sort_by_key(|column| dialect.order[*column]);
    let text = |text: &str| (text.to_owned(), None);
    let mut rows = vec![columns.iter().map(|column| text(names[*column])).collect::<Vec<_>>()];
    for (n, person) in people.iter().enumerate() {
        let words = match person.status {
            Status::Employed => words[0],
            Status::Left => words[1],
            _ => words[2],
        };
        let day = |day: Date| (written(day, dialect.dates), Some(day));
        rows.push(
            columns
                .iter()
                .map(|column| match column {
                    0 => text(&format!("E{}", 1000 + n)),
                    1 => text(&format!("Person {}", char::from(b'A' + u8::try_from(n).unwrap()))),
                    2 => text(&format!("p{n}@example.com")),
                    3 => text(words[person.word % words.len()]),
                    4 => day(person.start),
                    _ => person.end.map_or_else(|| text(NO_END[dialect.no_end]), day),
                })
                .collect(),
        );
    }
    if dialect.footer {
        rows.push(vec![text("Total"), text(&people.len().to_string())]);
    }
    rows
}

fn file(people: &[Person], dialect: &Dialect) -> Vec<u8> {
    let rows = cells(people, dialect);
    if matches!(dialect.dates, Dates::Cells | Dates::Swapped) {
        return workbook(|sheet| {
            let format = Format::new().set_num_format("mm/dd/yyyy");
            for (r, row) in (0..).zip(&rows) {
                for (c, (text, day)) in (0..).zip(row) {
                    let swapped = dialect.dates == Dates::Swapped;
                    let cell = day.and_then(|day| match swapped {
                        false => Some(day),
                        true => Date::new(day.year(), day.day(), day.month()).ok(),
                    });
                    if let Some(day) = cell {
                        let (year, month) = (day.year().unsigned_abs(), day.month().unsigned_abs());
                        let day = day.day().unsigned_abs();
                        let day = ExcelDateTime::from_ymd(year, month, day).unwrap();
                        sheet.write_datetime_with_format(r, c, day, &format).unwrap();
                    } else if !text.is_empty() {
                        sheet.write_string(r, c, text).unwrap();
                    }
                }
            }
        });
    }
    let lines = rows.iter().map(|row| {
        let cells = row.iter().map(|(text, _)| {
            if text.contains(dialect.separator) { format!("\"{text}\"") } else { text.clone() }
        });
        cells.collect::<Vec<_>>().join(&dialect.separator.to_string())
    });
    let text = lines.collect::<Vec<_>>().join("\r\n") + "\r\n";
    let old = match dialect.language {
        6 => WINDOWS_1250,
        8 => SHIFT_JIS,
        _ => WINDOWS_1252,
    };
    match dialect.encoding {
        0 => [b"\xef\xbb\xbf".as_slice(), text.as_bytes()].concat(),
        1 => {
            std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        }
        2 => old.encode(&text).0.into_owned(),
        _ => text.into_bytes(),
    }
}

/// Reads the list with the guess taken as it is; none where something is asked.
fn read(people: &[Person], dialect: &Dialect) -> Option<List> {
    let table = open(&file(people, dialect), "list").unwrap();
    let guess = guess(&table);
    let mapping = guess.mapping();
    if questions(&table, &guess, &mapping).iter().any(|question| question.open) {
        return None;
    }
    // Which comes first, the day or the month, is asked too.
    entries(&table, &mapping, today()).ok()
}

/// Where every day is at most twelve nothing shows that they were changed over.
fn shows(people: &[Person], dialect: &Dialect) -> bool {
    let mut days = people.iter().flat_map(|one| [Some(one.start), one.end]).flatten();
    dialect.dates != Dates::Swapped || days.any(|day| day.day() > 12)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]
    #[test]
    fn who_left_is_never_employed_without_a_question(
        people in prop::collection::vec(person(), 4..20),
        dialect in dialect(),
    ) {
        prop_assume!(shows(&people, &dialect));
        let Some(list) = read(&people, &dialect) else { return Ok(()) };
        for (n, person) in people.iter().enumerate() {
            let address = format!("p{n}@example.com");
            let entry = list.entries.iter().find(|entry| entry.emails.contains(&address));
            let Some(entry) = entry else {
                prop_assert!(!list.rejected.is_empty(), "{address} is lost");
                continue;
            };
            if entry.status == Status::NotKnown {
                continue;
            }
            prop_assert_eq!(entry.status, person.status, "{:?}", entry);
            prop_assert_eq!(entry.start, Some(person.start), "{:?}", entry);
            if dialect.end {
                prop_assert_eq!(entry.end, person.end, "{:?}", entry);
            }
        }
    }
}

#[test]
fn most_dialects_are_read_without_a_question() {
    let mut runner = TestRunner::deterministic();
    let lists = (prop::collection::vec(person(), 4..20), dialect());
    let (mut all, mut whole) = (0, 0);
    for _ in 0..200 {
        let (people, dialect) = lists.new_tree(&mut runner).unwrap().current();
        if !shows(&people, &dialect) {
            continue;
        }
        all += 1;
        let known = |list: List| {
            list.entries.len() == people.len()
                && list.entries.iter().all(|entry| entry.status != Status::NotKnown)
        };
        whole += usize::from(read(&people, &dialect).is_some_and(known));
    }
    assert!(whole * 10 >= all * 6, "{whole} of {all}");
}
