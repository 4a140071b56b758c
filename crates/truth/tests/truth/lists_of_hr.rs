//! Lists as HR people make them, each with a trap: nobody who has left is employed in silence. Each
//! has a similar list beside it that is read as it is.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use crate::helpers::{table, today};
use Status::{Employed, Left, NotKnown};
use rollcall_truth::{Ask, QuestionKind, Status, TruthError, entries, guess, open, questions};

/// The status of each person, and the columns that are asked about.
fn read(text: &str) -> (Vec<Status>, Vec<String>) {
    let table = table(text);
    let guess = guess(&table);
    let mapping = guess.mapping();
    let asked = questions(&table, &guess, &mapping);
    let asked = asked.into_iter().filter(|one| one.open).map(|one| one.name).collect();
    let list = entries(&table, &mapping, today()).unwrap();
    (list.entries.iter().map(|entry| entry.status).collect(), asked)
}

fn people(header: &str, rows: &[&str]) -> String {
    let mut text = format!("Employee ID,Name,Work Email,{header}\n");
    for (at, row) in rows.iter().enumerate() {
        text.push_str(&format!("E{at:05},Person {at},p{at}@example.com,{row}\n"));
    }
    text
}

#[test]
fn years_of_two_digits_that_may_come_first_are_not_known() {
    for rows in [&["26-06-28", ""][..], &["26/11/10", "26/10/05", ""], &["27-03-11", "26-03-09"]] {
        let (read, _) = read(&people("Termination Date", rows));
        for (row, status) in rows.iter().zip(read) {
            let expected = if row.is_empty() { Employed } else { NotKnown };
            assert_eq!(status, expected, "{row}");
        }
    }
    // Days spread over the month, and years do not; a month is at most 12; a day at most 31.
    for rows in [
        &["03/11/26", "17/11/26", "28/10/26", ""][..],
        &["10/28/26", "11/03/26", ""],
        &["13-07-99", ""],
        &["13.07.26", ""],
        &["13-Jul-26", ""],
    ] {
        let (read, _) = read(&people("Termination Date", rows));
        for (row, status) in rows.iter().zip(read) {
            assert_eq!(status, if row.is_empty() { Employed } else { Left }, "{row}");
        }
    }
}

#[test]
fn a_date_with_gaps_under_a_name_that_nobody_knows_is_asked_beside_a_status_too() {
    for name in ["Sortie", "LWD", "Date out", "Until", "Bis", "Deactivated", "Effective to"] {
        let rows = ["Active,2026-11-10", "Active,", "Active,"];
        let (_, asked) = read(&people(&format!("Status,{name}"), &rows));
        assert_eq!(asked, [name]);
    }
    // Dates that everybody has, that are called something else, or that have a last day beside them.
    for header in ["Status,Seniority", "Status,Date of birth", "Status,Probation until"] {
        let rows = ["Active,2020-11-10", "Active,2020-11-10", "Terminated,2020-11-10"];
        assert_eq!(read(&people(header, &rows)), (vec![Employed, Employed, Left], vec![]));
    }
    let rows = ["Active,,2026-12-10", "Active,,", "Terminated,2026-11-10,"];
    let (_, asked) = read(&people("Status,Termination Date,Bonus paid", &rows));
    assert_eq!(asked, [""; 0]);
}

#[test]
fn the_end_of_a_contract_is_no_last_day() {
    for name in ["Contract End Date", "Vertragsende", "Befristet bis", "Fin de contrat"] {
        let (_, asked) = read(&people(name, &["2026-06-30", "", ""]));
        assert_eq!(asked, [name]);
    }
    let rows = [",2026-11-10", "2021-01-31,", ","];
    let header = "Contract End Date,Exit Date";
    assert_eq!(read(&people(header, &rows)), (vec![Left, Employed, Employed], vec![]));
}

#[test]
fn a_second_column_of_last_days_is_asked_about_where_the_first_has_none() {
    let header = "Termination Date,Last Day Worked";
    let table = table(&people(header, &[",2026-11-10", "2026-07-16,", ","]));
    let guess = guess(&table);
    let asked = questions(&table, &guess, &guess.mapping());
    let other = "Termination Date".to_owned();
    assert_eq!(asked.first().unwrap().kind, QuestionKind::Column(Ask::LastDays { other }));
    // Everybody has a day there: it is no last one.
    let rows = ["2026-07-16,2026-07-16", ",2020-01-01", ",2020-01-01"];
    let header_of_all = "Termination Date,Status since";
    assert_eq!(read(&people(header_of_all, &rows)), (vec![Left, Employed, Employed], vec![]));
    // Where the first has a day too, it says the same of the person.
    let rows = ["2026-11-12,2026-11-10", "2026-07-16,", ","];
    assert_eq!(read(&people(header, &rows)), (vec![Left, Left, Employed], vec![]));
}

#[test]
fn titles_that_say_who_left_need_a_column_that_says_it() {
    for title in ["LEAVERS", "Inactive:", "Former employees", "Ausgeschiedene Mitarbeiter"] {
        let text =
            format!("Employee ID,Name,Work Email\n1,A,a@x.de\n{title},,\n2,B,b@x.de\n3,C,c@x.de\n");
        let error = open(text.as_bytes(), "list.csv").unwrap_err();
        assert_eq!(error, TruthError::DividedByStatus { row: 3, shown: title.to_owned() });
    }
    // With such a column, and where the titles are of departments, they are no people.
    let text =
        "Employee ID,Name,Work Email,Status\n1,A,a@x.de,Active\nLEAVERS,,,\n2,B,b@x.de,Left\n";
    assert_eq!(read(text), (vec![Employed, Left], vec![]));
    let text = "Employee ID,Name,Work Email\n1,A,a@x.de\nSales,,\n2,B,b@x.de\n3,C,c@x.de\n";
    let table = table(text);
    assert_eq!((table.rows.len(), table.left_out.len()), (3, 1));
}

#[test]
fn a_file_that_ends_amid_its_last_line_says_so() {
    let whole = people("Status,Manager", &["Active,a@x.de", "Active,a@x.de", "Left,a@x.de"]);
    let cut = |bytes: usize| table(&whole[..whole.len() - bytes]).notes;
    assert!(cut(8).iter().any(|note| note.contains("Line 4 has fewer cells")), "{:?}", cut(8));
    for bytes in [0, 1] {
        assert_eq!(cut(bytes), [""; 0]);
    }
}

#[test]
fn the_day_of_a_time_with_an_offset_is_the_one_beside_it() {
    let text = people("Termination Date", &["2026-11-10T23:30:00-05:00", ""]);
    let table = table(&text);
    let list = entries(&table, &guess(&table).mapping(), today()).unwrap();
    assert_eq!(list.entries[0].end.unwrap().to_string(), "2026-11-10");
}
