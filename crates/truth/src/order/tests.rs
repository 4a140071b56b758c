use super::*;
use crate::field::Mapping;
use crate::table::{Row, open};
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 25);

type Read = Vec<Result<Said, String>>;

/// A list with these last days of work, and how they are read; a text with a star before it is a
/// date of the workbook.
fn ends(cells: &[&str]) -> (DatesGuess, Read, Vec<String>) {
    column(Field::EndDate, cells)
}

fn column(field: Field, cells: &[&str]) -> (DatesGuess, Read, Vec<String>) {
    let mut table = open(b"Email,When\na@example.com,x\n", "f").unwrap();
    table.rows = (2..)
        .zip(cells)
        .map(|(number, cell)| Row {
            number,
            cells: vec!["a@example.com".into(), cell.trim_start_matches('*').into()],
            days: if cell.starts_with('*') { vec![1] } else { Vec::new() },
        })
        .collect();
    let guess = of_columns(&table, &[1]);
    let mapping = Mapping::default();
    let order = match &guess {
        DatesGuess::Certain(order) | DatesGuess::Swapped { order, .. } => *order,
        _ => mapping.dates.unwrap_or(DateOrder::DayMonth),
    };
    let readings = Reading::all(&table, &table.rows, &[(field, 1)], order);
    let reading = &readings[&field];
    let mut notes = Vec::new();
    let read = table.rows.iter().map(|row| {
        reading.read(row.cell(1), row.is_day(1), None, TODAY, &mut |note| notes.push(note))
    });
    let read = read.collect();
    (guess, read, notes)
}

fn days(read: &[Result<Said, String>]) -> Vec<Option<Date>> {
    read.iter()
        .map(|said| match said {
            Ok(said) => said.day(),
            _ => None,
        })
        .collect()
}

#[test]
fn a_spreadsheet_that_changed_some_dates_over_is_found_out() {
    let (guess, read, notes) =
        ends(&["*2026-03-12", "25/12/2026", "*2026-05-12", "13/12/2026", "*2026-01-12"]);
    assert_eq!(guess, DatesGuess::Swapped { order: DateOrder::DayMonth, rows: 3 });
    let expected = [(12, 3), (12, 25), (12, 5), (12, 13), (12, 1)];
    assert_eq!(days(&read), expected.map(|(month, day)| Some(date(2026, month, day))));
    assert_eq!(notes.len(), 3);
}

#[test]
fn dates_beside_texts_are_not_changed_over_where_one_shows_that_they_are_right() {
    for cells in [
        ["*2026-03-12", "25/12/2026", "*2026-05-12", "13/12/2026", "*2026-01-27"],
        ["*2026-03-12", "25/12/2026", "*2026-05-12", "03/12/2026", "*2026-01-11"],
    ] {
        let (guess, read, _) = ends(&cells);
        assert_eq!(guess, DatesGuess::Certain(DateOrder::DayMonth));
        assert_eq!(days(&read)[0], Some(date(2026, 3, 12)));
    }
    let (guess, _, _) = ends(&["*2026-03-12", "25/12/2026"]);
    assert!(matches!(guess, DatesGuess::Ambiguous { .. }), "too few to tell: {guess:?}");
    let (guess, _, _) = ends(&["*2026-03-12", "*2026-05-12", "*2026-01-12"]);
    assert_eq!(guess, DatesGuess::NotNeeded);
}

#[test]
fn texts_of_one_column_beside_dates_of_another_are_asked_about() {
    let guess = |rows: &[(&str, &str)]| {
        let mut table = open(b"Email,Start,End\na@example.com,x,y\n", "f").unwrap();
        table.rows = (2..)
            .zip(rows)
            .map(|(number, (start, end))| Row {
                number,
                cells: vec!["a@example.com".into(), (*start).into(), (*end).into()],
                days: vec![1],
            })
            .collect();
        of_columns(&table, &[1, 2])
    };
    let open = guess(&[("2027-01-05", "13/10/2027"), ("2018-01-07", ""), ("2001-01-06", "")]);
    assert!(matches!(open, DatesGuess::Ambiguous { .. }), "{open:?}");
    // One date shows that they are right, or one text that nothing was made of them.
    for rows in [
        [("2027-01-25", "13/10/2027"), ("2018-01-07", "")],
        [("2027-01-05", "13/10/2027"), ("2018-01-07", "03/10/2027")],
    ] {
        assert_eq!(guess(&rows), DatesGuess::Certain(DateOrder::DayMonth));
    }
}

#[test]
fn two_digits_of_a_year_are_read_by_what_the_column_means() {
    let starts = ["12-JAN-98", "06.07.87", "17-JUL-19", "30-NOV-24", "01.02.27", "01.02.49"];
    let (_, read, notes) = column(Field::StartDate, &starts);
    let years: Vec<_> = days(&read).iter().map(|day| day.unwrap().year()).collect();
    assert_eq!(years, [1998, 1987, 2019, 2024, 2027, 2049]);
    assert_eq!(notes.len(), 6);
    let (_, read, _) = ends(&["31-OCT-26", "31.03.45", "12-JAN-98"]);
    let years: Vec<_> = days(&read).iter().map(|day| day.unwrap().year()).collect();
    assert_eq!(years, [2026, 2045, 1998]);
    let (_, read, _) = ends(&["31.12.99", "31.12.99", "31.10.26"]);
    assert_eq!(days(&read), [None, None, Some(date(2026, 10, 31))]);
}

#[test]
fn dots_are_day_first_unless_their_column_says_otherwise() {
    let (_, read, _) = ends(&["03.11.2026", "04.11.2026"]);
    assert_eq!(days(&read)[0], Some(date(2026, 11, 3)));
    let (_, read, _) = ends(&["11.03.2026", "11.25.2026"]);
    assert_eq!(days(&read), [Some(date(2026, 11, 3)), Some(date(2026, 11, 25))]);
    let (guess, _, _) = ends(&["25.11.2026", "11.25.2026"]);
    assert!(matches!(guess, DatesGuess::Ambiguous { .. }));
}

#[test]
fn times_of_day_are_said() {
    let (_, read, notes) = ends(&["2026-11-24T23:00:00Z", "2026-06-30T22:00:00Z"]);
    assert_eq!(days(&read), [Some(TODAY), Some(date(2026, 7, 1))]);
    assert!(notes[0].contains("UTC"), "{notes:?}");
    let (_, read, notes) = ends(&["2026-11-24 17:00", "2026-06-30 17:00"]);
    assert_eq!(days(&read)[0], Some(date(2026, 11, 24)));
    assert_eq!(notes[0], "the time of day of the end date is left out");
}

#[test]
fn nobody_has_a_last_day_in_a_year_beyond_all_lives() {
    let (guess, read, notes) = ends(&["12/31/4712", "01/02/2026", "1900-01-01"]);
    assert_eq!(guess, DatesGuess::Certain(DateOrder::MonthDay));
    assert_eq!(days(&read), [None, Some(date(2026, 1, 2)), None]);
    assert_eq!(notes.len(), 2);
    let (_, read, _) = column(Field::StartDate, &["9999-12-31"]);
    assert!(read[0].is_err());
}
