//! Workbooks at random whose sheets have different columns, names and orders of dates: somebody who
//! left is never employed without a question.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::helpers::{sheets, today};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rollcall_truth::{
    ALL_SHEETS, Choices, DateOrder, DatesGuess, List, Status, entries, guess, open_with, questions,
};

#[derive(Clone, Debug)]
struct Person {
    /// Of all people; the same person may be on several sheets.
    who: u8,
    start: Date,
    end: Option<Date>,
}

impl Person {
    fn status(&self) -> Status {
        match self.end {
            Some(end) if end < today() => Status::Left,
            _ => Status::Employed,
        }
    }
}

#[derive(Clone, Debug)]
struct Sheet {
    people: Vec<Person>,
    /// Which of the columns after the address it has.
    has: [bool; 4],
    /// Sorts the columns.
    order: Vec<u8>,
    dates: &'static str,
    end_name: &'static str,
    /// The address at work or a private one.
    domain: &'static str,
    title: bool,
}

fn days(from: Date, to: Date) -> impl Strategy<Value = Date> {
    (0..=(to - from).get_days()).prop_map(move |days| from + days.days())
}

/// Somebody who left, or whose last day is open or to come.
fn person(left: bool) -> impl Strategy<Value = Person> {
    let past = days(date(2026, 1, 1), date(2026, 11, 24));
    let ahead = days(date(2026, 11, 26), date(2027, 12, 31));
    (0..12_u8, days(date(2010, 1, 1), date(2025, 12, 31)), past, prop::option::of(ahead)).prop_map(
        move |(who, start, past, ahead)| Person {
            who,
            start,
            end: if left { Some(past) } else { ahead },
        },
    )
}

fn sheet(left: bool) -> impl Strategy<Value = Sheet> {
    let dates = prop::sample::select(vec!["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y"]);
    let names = prop::sample::select(vec!["End date", "End date", "End date", "Last Day", "Date"]);
    let domains = prop::sample::select(vec!["example.com", "example.com", "gmail.com"]);
    (
        prop::collection::vec(person(left), 1..6),
        any::<[bool; 4]>(),
        prop::collection::vec(any::<u8>(), 5),
        dates,
        names,
        domains,
        any::<bool>(),
    )
        .prop_map(|(people, has, order, dates, end_name, domain, title)| {
            let mut people: Vec<Person> = people;
            people.sort_by_key(|person| person.who);
            people.dedup_by_key(|person| person.who);
            Sheet { people, has, order, dates, end_name, domain, title }
        })
}

fn rows(sheet: &Sheet) -> Vec<Vec<String>> {
    let names = ["Email", "Name", "Status", "Hire date", sheet.end_name];
    let mut columns: Vec<usize> =
        (0..names.len()).filter(|column| *column == 0 || sheet.has[column - 1]).collect();
    columns.sort_by_key(|column| sheet.order[*column]);
    let mut rows = Vec::new();
    if sheet.title {
        rows.push(vec!["People of the company".to_owned()]);
    }
    rows.push(columns.iter().map(|column| names[*column].to_owned()).collect());
    for person in &sheet.people {
        let day = |day: Date| day.strftime(sheet.dates).to_string();
        let cell = |column: &usize| match column {
            0 => format!("p{}@{}", person.who, sheet.domain),
            1 => format!("Person {}", char::from(b'A' + person.who)),
            2 if person.status() == Status::Left => "Terminated".to_owned(),
            2 => "Active".to_owned(),
            3 => day(person.start),
            _ => person.end.map(day).unwrap_or_default(),
        };
        rows.push(columns.iter().map(cell).collect());
    }
    rows
}

/// All sheets as one list with the guess taken as it is; none where something is asked or refused.
fn read(names: [&str; 2], parts: [&Sheet; 2], answer: Option<DateOrder>) -> Option<List> {
    let parts = parts.map(rows);
    let cells: Vec<Vec<Vec<&str>>> = parts
        .iter()
        .map(|rows| rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect())
        .collect();
    let cells: Vec<Vec<&[&str]>> =
        cells.iter().map(|rows| rows.iter().map(Vec::as_slice).collect()).collect();
    let bytes = sheets(&[(names[0], &cells[0]), (names[1], &cells[1])]);
    let all = Choices { sheet: Some(ALL_SHEETS.to_owned()), encoding: None };
    let table = open_with(&bytes, "people.xlsx", &all).ok()?;
    let guess = guess(&table);
    let mut mapping = guess.mapping();
    if matches!(guess.dates, DatesGuess::Ambiguous { .. }) {
        mapping.dates = answer;
    }
    if questions(&table, &guess, &mapping).iter().any(|question| question.open) {
        return None;
    }
    entries(&table, &mapping, today()).ok()
}

fn names() -> impl Strategy<Value = [&'static str; 2]> {
    prop::sample::select(vec![
        ["Active", "Terminated"],
        ["Active", "Leavers"],
        ["Berlin", "Paris"],
        ["2025", "2026"],
    ])
}

fn read_both(mut names: [&str; 2], active: &Sheet, left: &Sheet, turned: bool) -> Option<List> {
    // The admin knows the order of the dates that need one; of two orders there is no true answer.
    let answer = match (order(active), order(left)) {
        (Some(one), Some(other)) if one != other => None,
        (one, other) => one.or(other),
    };
    let mut parts = [active, left];
    if turned {
        names.swap(0, 1);
        parts.swap(0, 1);
    }
    read(names, parts, answer)
}

/// The order that is true of a sheet whose dates need one.
fn order(sheet: &Sheet) -> Option<DateOrder> {
    match sheet.dates {
        "%d/%m/%Y" => Some(DateOrder::DayMonth),
        "%m/%d/%Y" => Some(DateOrder::MonthDay),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]
    #[test]
    fn who_left_on_one_sheet_is_never_employed_without_a_question(
        (active, left) in (sheet(false), sheet(true)),
        names in names(),
        turned in any::<bool>(),
    ) {
        let Some(list) = read_both(names, &active, &left, turned) else { return Ok(()) };
        for person in &left.people {
            let address = format!("p{}@{}", person.who, left.domain);
            // Rows that do not show whether they are one person match no account.
            if list.shared_addresses.contains(&address) {
                continue;
            }
            let entry = list.entries.iter().find(|entry| entry.emails.contains(&address));
            let Some(entry) = entry else {
                prop_assert!(!list.rejected.is_empty(), "{address} is lost");
                continue;
            };
            let twice = active.people.iter().any(|one| one.who == person.who);
            prop_assert!(
                !matches!(entry.status, Status::Employed | Status::NotStarted),
                "{entry:?} {twice}"
            );
            if let (Some(end), false) = (entry.end, twice) {
                prop_assert_eq!(Some(end), person.end, "{:?}", entry);
            }
        }
        let gone: Vec<u8> = left.people.iter().map(|person| person.who).collect();
        for person in active.people.iter().filter(|person| !gone.contains(&person.who)) {
            let address = format!("p{}@{}", person.who, active.domain);
            let entry = list.entries.iter().find(|entry| entry.emails.contains(&address));
            prop_assert!(entry.is_none_or(|entry| entry.status != Status::Left), "{entry:?}");
        }
    }
}

#[test]
fn many_such_workbooks_are_read_without_a_question() {
    let mut runner = TestRunner::deterministic();
    let lists = (sheet(false), sheet(true), names());
    let mut read = 0;
    for _ in 0..200 {
        let (active, left, names) = lists.new_tree(&mut runner).unwrap().current();
        read += usize::from(read_both(names, &active, &left, false).is_some());
    }
    assert!(read >= 40, "{read} of 200");
}

#[test]
fn sheets_of_one_program_with_different_columns_are_read() {
    let person = |who: u8, end: Option<Date>| Person { who, start: date(2020, 1, 31), end };
    let sheet = |people: Vec<Person>, has: [bool; 4]| Sheet {
        people,
        has,
        order: vec![0, 1, 2, 3, 4],
        dates: "%d/%m/%Y",
        end_name: "End date",
        domain: "example.com",
        title: true,
    };
    let active = sheet(vec![person(1, None), person(2, None)], [true, false, true, false]);
    let left = sheet(vec![person(3, Some(date(2026, 10, 30)))], [true, true, true, true]);
    let list = read(["Active", "Terminated"], [&active, &left], None).unwrap();
    let states: Vec<Status> = list.entries.iter().map(|entry| entry.status).collect();
    assert_eq!(states, [Status::Employed, Status::Employed, Status::Left]);
}
