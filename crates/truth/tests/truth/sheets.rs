//! Several sheets of a workbook, chosen or read as one list.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::helpers::{emails, list_of, sheets, today};
use Status::{Employed, Left, NotKnown};
use jiff::civil::date;
use rollcall_truth::{
    ALL_SHEETS, Choices, DateOrder, DatesGuess, Status, Table, TruthError, entries, guess, open,
    open_with, questions,
};

fn all() -> Choices {
    Choices { sheet: Some(ALL_SHEETS.to_owned()), encoding: None }
}

fn together(parts: &[(&str, &[&[&str]])]) -> Result<Table, TruthError> {
    open_with(&sheets(parts), "people.xlsx", &all())
}

fn states(table: &Table) -> Vec<Status> {
    list_of(table).entries.iter().map(|entry| entry.status).collect()
}

/// The questions that are open with the guess taken as it is.
fn asked(table: &Table) -> Vec<String> {
    let guess = guess(table);
    let questions = questions(table, &guess, &guess.mapping());
    questions.into_iter().filter(|one| one.open).map(|one| one.name).collect()
}

#[test]
fn all_sheets_are_one_list_whatever_the_order_of_their_columns() {
    let bytes = sheets(&[
        ("Berlin", &[&["Staff"], &["Email", "Name", "Status"], &["a@x.de", "A", "Active"]]),
        ("Paris", &[&["Status", "Email", "Name"], &["Terminated", "b@x.de", "B"]]),
    ]);
    let table = open_with(&bytes, "people.xlsx", &all()).unwrap();
    assert!(!table.sheet_open);
    assert_eq!(table.header, ["Email", "Name", "Status", "Sheet"]);
    let rows: Vec<_> =
        table.rows.iter().map(|row| (row.number, row.cell(0), row.cell(3))).collect();
    assert_eq!(rows, [(3, "a@x.de", "Berlin"), (1002, "b@x.de", "Paris")]);
    assert_eq!(table.notes, ["Rows of the sheet “Paris” are numbered from 1001."]);
    let list = list_of(&table);
    let states: Vec<Status> = list.entries.iter().map(|entry| entry.status).collect();
    assert_eq!(states, [Status::Employed, Status::Left]);
}

#[test]
fn sheets_that_divide_people_are_asked_about() {
    let rows: &[&[&str]] = &[&["Email", "Name"], &["a@x.de", "A"]];
    let other: &[&[&str]] = &[&["Email", "Name"], &["b@x.de", "B"]];
    for names in [["Active", "Leavers"], ["Berlin", "Gone"]] {
        let bytes = sheets(&[(names[0], rows), (names[1], other)]);
        let table = open_with(&bytes, "people.xlsx", &all()).unwrap();
        let guess = guess(&table);
        let questions = questions(&table, &guess, &guess.mapping());
        let open: Vec<_> = questions.iter().filter(|asked| asked.open).map(|q| &q.name).collect();
        assert_eq!(open, ["Status by sheet"], "{names:?}");
    }
    // The name of the only sheet says it too.
    let table = open(&sheets(&[("Terminated", rows)]), "people.xlsx").unwrap();
    let guess = guess(&table);
    let asked = questions(&table, &guess, &guess.mapping()).iter().any(|question| question.open);
    let employed = list_of(&table).entries[0].status == Status::Employed;
    assert!(asked || !employed, "{:?}", table.header);
}

const NAMES: &[&str] = &["Email", "Name"];
const ANNA: &[&str] = &["anna@x.de", "Anna"];
const LEA: &[&str] = &["lea@x.de", "Lea"];

#[test]
fn a_sheet_without_people_is_no_choice_whichever_it_is() {
    for (names, read) in
        [(["Active", "Leavers"], "Leavers"), (["Leavers", "Active"], "Active"), (["A", "B"], "B")]
    {
        for empty in [&[NAMES][..], &[NAMES, &["Total", "0"]], &[&["No records"]]] {
            for swap in [false, true] {
                let mut parts = [(names[0], empty), (names[1], &[NAMES, LEA][..])];
                if swap {
                    parts.swap(0, 1);
                }
                let table = open(&sheets(&parts), "people.xlsx").unwrap();
                assert!(!table.sheet_open, "{parts:?}");
                assert_eq!(emails(&list_of(&table).entries), ["lea@x.de"]);
                let people =
                    |name: &str| table.sheets.iter().find(|s| s.name == name).unwrap().people;
                assert_eq!((people(read), people(names[0])), (1, 0), "{parts:?}");
            }
        }
    }
    // The lawful twin: both have people.
    let table = open(&sheets(&[("A", &[NAMES, ANNA]), ("B", &[NAMES, LEA])]), "f.xlsx").unwrap();
    assert!(table.sheet_open);
}

#[test]
fn the_name_of_a_lone_sheet_is_a_status_that_is_known_or_asked() {
    for (name, status) in [("Active", Employed), ("Terminated", Left), ("Ausgeschieden", Left)] {
        let table = open(&sheets(&[(name, &[NAMES, LEA])]), "f.xlsx").unwrap();
        assert_eq!((states(&table), asked(&table)), (vec![status], vec![]), "{name}");
    }
    // Leavers may be people who are about to leave.
    let table = open(&sheets(&[("Leavers", &[NAMES, LEA])]), "f.xlsx").unwrap();
    assert_eq!((states(&table), asked(&table).len()), (vec![NotKnown], 1));
}

#[test]
fn a_sheet_of_one_person_and_one_column_has_people() {
    let table = open(
        &sheets(&[("Active", &[NAMES, ANNA]), ("Left", &[&["Email"], &["l@x.de"]])]),
        "f.xlsx",
    );
    assert!(table.unwrap().sheet_open);
    // The lawful twin: whom to ask about the list.
    let about: &[&[&str]] = &[&["Made by", "HR"], &["Email", "hr@x.de"]];
    let table = open(&sheets(&[("Active", &[NAMES, ANNA]), ("About", about)]), "f.xlsx").unwrap();
    assert!(!table.sheet_open);
}

#[test]
fn counts_are_people_below_titles_and_without_totals() {
    let long: &[&[&str]] = &[&["Staff list"], &[], NAMES, ANNA, LEA, &["Total", "2"]];
    let table = open(&sheets(&[("A", long), ("B", &[NAMES, LEA])]), "f.xlsx").unwrap();
    let counts: Vec<_> = table.sheets.iter().map(|one| (one.name.as_str(), one.people)).collect();
    assert_eq!(counts, [("A", 2), ("B", 1), (ALL_SHEETS, 3)]);
    let table = together(&[("A", long), ("B", &[NAMES, LEA])]).unwrap();
    assert_eq!(table.rows.len(), 3, "as many as the choice says");
}

#[test]
fn a_column_that_a_sheet_does_not_have_is_empty_there_and_said() {
    let leavers: &[&[&str]] =
        &[&["Last Day", "Name", "Email", "Reason"], &["2026-10-30", "Lea", "lea@x.de", "Moved"]];
    let table = together(&[("Active", &[NAMES, ANNA]), ("Terminated", leavers)]).unwrap();
    assert_eq!(table.header, ["Email", "Name", "Last Day", "Reason", "Status by sheet"]);
    assert_eq!(
        table.notes[0],
        "The sheet “Active” has no columns “Last Day”, “Reason”; they are empty in its rows."
    );
    let list = list_of(&table);
    assert_eq!(states(&table), [Employed, Left]);
    assert_eq!(list.entries[1].end, Some(date(2026, 10, 30)));
    assert_eq!(asked(&table), Vec::<String>::new());
    // Where the names of the sheets do not say who works here, the rows without the column are asked.
    let table = together(&[("Berlin", &[NAMES, ANNA]), ("Paris", leavers)]).unwrap();
    assert_eq!(
        (states(&table), asked(&table)),
        (vec![NotKnown, Left], vec!["Status by sheet".into()])
    );
    let status: &[&[&str]] = &[&["Email", "Name", "Status"], &["lea@x.de", "Lea", "Terminated"]];
    let table = together(&[("Berlin", &[NAMES, ANNA]), ("Paris", status)]).unwrap();
    assert_eq!(states(&table), [NotKnown, Left]);
}

#[test]
fn columns_with_one_name_and_another_meaning_are_refused() {
    let why = |one: &[&[&str]], two: &[&[&str]]| match together(&[("A", one), ("B", two)]) {
        Err(TruthError::SheetsDiffer { why, .. }) => why,
        other => panic!("{other:?}"),
    };
    let number: &[&str] = &["Employee ID", "Email"];
    assert_eq!(
        why(&[number, &["7", "a@x.de"]], &[number, &["lea@x.de", "8"]]),
        "“Email” holds addresses in “A” only"
    );
    assert_eq!(
        why(&[NAMES, ANNA], &[NAMES, &["lea@gmail.com", "Lea"]]),
        "“Email” holds private addresses in “B” only"
    );
    assert_eq!(
        why(&[NAMES, ANNA], &[&["Work Email", "Name"], LEA]),
        "“Email” and “Work Email” both name the address"
    );
    let end: &[&str] = &["Email", "End date"];
    assert_eq!(
        why(&[end, &["a@x.de", ""]], &[&["Email", "Last Day"], &["l@x.de", "2026-10-30"]]),
        "“End date” and “Last Day” both name the end date"
    );
    assert_eq!(
        why(&[NAMES, ANNA], &[&["Employee ID", "Name"], &["7", "Lea"]]),
        "no column of both identifies people"
    );
    assert_eq!(
        why(&[NAMES, ANNA], &[&["Email", "Email"], &["l@x.de", "m@x.de"]]),
        "“B” has a column without a name of its own"
    );
    // What cannot be read together is said where the sheet is chosen, and is no choice there.
    let parts = sheets(&[("A", &[NAMES, ANNA]), ("B", &[&["Work Email", "Name"], LEA])]);
    let table = open(&parts, "f.xlsx").unwrap();
    assert!(table.sheet_open && table.sheets.iter().all(|sheet| sheet.name != ALL_SHEETS));
    assert!(
        table.notes.iter().any(|note| note.contains("both name the address")),
        "{:?}",
        table.notes
    );
}

#[test]
fn days_under_a_name_that_says_nothing_stay_columns_of_their_own() {
    let names: &[&str] = &["Email", "Name", "Date"];
    let active: &[&[&str]] =
        &[names, &["a@x.de", "A", "2019-03-01"], &["b@x.de", "B", "2020-03-01"]];
    let left: &[&[&str]] = &[names, &["l@x.de", "L", "2026-10-30"], &["m@x.de", "M", "2026-09-30"]];
    let table = together(&[("Active", active), ("Terminated", left)]).unwrap();
    assert_eq!(table.header[2..4], ["Date (Active)", "Date (Terminated)"]);
    assert_eq!(states(&table), [Employed, Employed, Left, Left]);
    // A day of birth is one in every sheet.
    let names: &[&str] = &["Email", "Name", "Date of birth"];
    let (mut one, mut two) = (active.to_vec(), left.to_vec());
    (one[0], two[0]) = (names, names);
    let table = together(&[("Active", &one), ("Terminated", &two)]).unwrap();
    assert_eq!(table.header, ["Email", "Name", "Date of birth", "Status by sheet"]);
}

/// Sheets with these last days, and no other column that says who has left.
fn with_days(active: &[&str], left: &[&str]) -> Table {
    let rows = |letter: char, days: &[&str]| -> Vec<Vec<String>> {
        let person = |(n, day): (usize, &&str)| {
            vec![format!("{letter}{n}@x.de"), format!("{letter} {n}"), (*day).to_owned()]
        };
        days.iter().enumerate().map(person).collect()
    };
    let (one, two) = (rows('a', active), rows('l', left));
    let names: &[&str] = &["Email", "Name", "End date"];
    let one: Vec<Vec<&str>> =
        one.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let two: Vec<Vec<&str>> =
        two.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let mut first: Vec<&[&str]> = vec![names];
    first.extend(one.iter().map(Vec::as_slice));
    let mut second: Vec<&[&str]> = vec![names];
    second.extend(two.iter().map(Vec::as_slice));
    together(&[("2025", &first), ("2026", &second)]).unwrap()
}

#[test]
fn each_sheet_shows_its_own_order_of_dates_or_is_asked() {
    let (day, month) = (DateOrder::DayMonth, DateOrder::MonthDay);
    let dates = |one: &[&str], two: &[&str]| guess(&with_days(one, two)).dates;
    assert_eq!(dates(&["25/12/2026"], &["30/11/2026"]), DatesGuess::Certain(day));
    assert_eq!(dates(&["25/12/2026"], &["2026-11-30", ""]), DatesGuess::Certain(day));
    // The other sheet may be of another program: its own dates do not show it.
    let open = DatesGuess::Ambiguous { example: "03/04/2026".to_owned() };
    assert_eq!(dates(&["25/12/2026"], &["03/04/2026"]), open);
    let answered = |one: &[&str], two: &[&str], order| {
        let table = with_days(one, two);
        let mut mapping = guess(&table).mapping();
        mapping.dates = Some(order);
        let list = entries(&table, &mapping, today());
        list.map(|list| list.entries.iter().map(|entry| entry.end).collect::<Vec<_>>())
    };
    let ends = answered(&["25/12/2026"], &["03/04/2026"], day).unwrap();
    assert_eq!(ends, [Some(date(2026, 12, 25)), Some(date(2026, 4, 3))]);
    let words =
        "The sheets “2025” and “2026” write dates in different orders: 25/12/2026 and 03/04/2026.";
    let error = answered(&["25/12/2026"], &["03/04/2026"], month).unwrap_err();
    assert_eq!(error.to_string(), words);
    // No answer fits both.
    for order in [day, month] {
        let error = answered(&["25/12/2026"], &["12/25/2026"], order).unwrap_err();
        assert!(matches!(error, TruthError::DatesOfSheetsDiffer { .. }), "{error:?}");
    }
    let guess = dates(&["25/12/2026"], &["12/25/2026"]);
    assert!(matches!(guess, DatesGuess::Differ { .. }), "{guess:?}");
}

#[test]
fn a_person_on_two_sheets_who_left_on_one_is_not_employed_by_the_other() {
    let names: &[&str] = &["Email", "Name", "Hire date", "End date"];
    let both = |active: &[&str], left: &[&str]| {
        let table =
            together(&[("Active", &[names, active]), ("Terminated", &[names, left])]).unwrap();
        states(&table)
    };
    let left = ["a@x.de", "A", "", "2026-10-30"];
    assert_eq!(both(&["a@x.de", "A", "", ""], &left), [NotKnown], "the sheet may be older");
    assert_eq!(both(&["a@x.de", "A", "2019-01-01", ""], &left), [NotKnown]);
    let left = ["a@x.de", "A", "2019-01-01", "2026-10-30"];
    assert_eq!(both(&["a@x.de", "A", "2018-01-01", ""], &left), [NotKnown]);
    // The lawful twin: hired again.
    assert_eq!(both(&["a@x.de", "A", "2026-11-01", ""], &left), [Employed]);
}
