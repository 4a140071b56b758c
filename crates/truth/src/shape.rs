//! Rows that are no people by their shape: totals, lines of text, the header again.

use crate::address;
use crate::entries::{Rejected, shown};
use crate::field::Field;
use crate::fold::fold;
use crate::table::Row;
use crate::{names, words};
use compact_str::CompactString;

/// So many rows or more show how many cells a row usually has.
const USUAL: usize = 3;
const LINE_OF_TEXT: &str = "it is a line of text, not a person";

/// Removes the rows that are not people, each with the reason.
pub(crate) fn leave_out(header: &[String], mut rows: Vec<Row>) -> (Vec<Row>, Vec<Rejected>) {
    let reasons = reasons(header, &rows);
    let mut left_out = Vec::new();
    // Most lists have no such row, and moving a hundred thousand takes its time.
    if reasons.iter().all(Option::is_none) {
        return (rows, left_out);
    }
    let mut reasons = reasons.into_iter();
    rows.retain(|row| {
        let reason = reasons.next().flatten();
        left_out.extend(reason.map(|reason| Rejected {
            row: row.number,
            reason: reason.to_owned(),
            shown: shown(row),
        }));
        reason.is_none()
    });
    (rows, left_out)
}

/// How many of the rows are people.
pub(crate) fn people(header: &[String], rows: &[Row]) -> usize {
    reasons(header, rows).iter().filter(|reason| reason.is_none()).count()
}

/// Why each row is no person.
fn reasons(header: &[String], rows: &[Row]) -> Vec<Option<&'static str>> {
    let filled = both_halves(rows, count);
    let mut sorted = filled.clone();
    let middle = sorted.len() / 2;
    let usual = if sorted.is_empty() { 0 } else { *sorted.select_nth_unstable(middle).1 };
    let counted: Vec<(&Row, usize)> = rows.iter().zip(filled).collect();
    both_halves(&counted, |(row, filled)| reason(header, row, *filled, usual))
}

/// Something of each row, worked out by both cores where the rows are many.
fn both_halves<R: Sync, T: Send>(rows: &[R], of: impl Fn(&R) -> T + Sync) -> Vec<T> {
    const MANY: usize = 10_000;
    if rows.len() < MANY {
        return rows.iter().map(of).collect();
    }
    let (one, other) = rows.split_at(rows.len() / 2);
    let all = |half: &[R]| half.iter().map(&of).collect::<Vec<T>>();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| all(other));
        let mut found = all(one);
        found.extend(second.join().unwrap_or_else(|_| all(other)));
        found
    })
}

fn count(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !cell.is_empty()).count()
}

fn reason(header: &[String], row: &Row, filled: usize, usual: usize) -> Option<&'static str> {
    if filled > 1 && repeats_header(header, row, filled) {
        return Some("it names the columns again");
    }
    let has_address = || row.cells.iter().any(|cell| address::looks_like_one(cell));
    // A person has a name, which a row of numbers has not.
    if is_total(row) && !has_address() {
        return Some("it is a total, not a person");
    }
    if filled == 0 || filled * 2 > usual.max(2) || has_address() {
        return None;
    }
    let text = row.cells.iter().find(|cell| !cell.is_empty())?;
    let is_line = filled == 1 && usual >= USUAL && (is_text(text) || is_word(text));
    is_line.then_some(LINE_OF_TEXT)
}

/// The first line of text that says of the rows below it whether these people work here, in a list
/// without a column that says it: “ACTIVE”, “Leavers”.
pub(crate) fn part_that_says_who_left<'a>(
    header: &[String],
    left_out: &'a [Rejected],
) -> Option<&'a Rejected> {
    let says = |name: &String| {
        let field = names::field_of(name).map(|(field, _)| field);
        matches!(field, Some(Field::Status | Field::EndDate)) || names::sounds_like_state(name)
    };
    if header.iter().any(says) {
        return None;
    }
    left_out.iter().filter(|row| row.reason == LINE_OF_TEXT).find(|row| {
        let folded = fold(&row.shown);
        let words = [folded.as_str(), folded.strip_suffix('s').unwrap_or_default()];
        words.into_iter().any(words::is_telling) || names::sounds_like_state(&row.shown)
    })
}

fn repeats_header(header: &[String], row: &Row, filled: usize) -> bool {
    let alike = row.cells.iter().zip(header).filter(|(cell, name)| {
        !cell.is_empty() && cell.len() == name.len() && cell.eq_ignore_ascii_case(name)
    });
    // One cell may differ, for a column that was renamed on the way.
    let alike = alike.count();
    alike >= 2 && alike + 1 >= filled
}

/// “Total”, “Summe: 38”, “Total employees (12)”; the rest of the row are numbers.
fn is_total(row: &Row) -> bool {
    const TOTALS: [&str; 25] = [
        "total",
        "totals",
        "grand",
        "subtotal",
        "sub",
        "sum",
        "count",
        "headcount",
        "summe",
        "gesamt",
        "gesamtsumme",
        "zwischensumme",
        "anzahl",
        "sous",
        "nombre",
        "totaal",
        "aantal",
        "totale",
        "suma",
        "razem",
        "ogolem",
        "recuento",
        "合計",
        "小計",
        "総計",
    ];
    let number = |cell: &CompactString| {
        cell.chars().any(|c| c.is_ascii_digit())
            && cell.chars().all(|c| c.is_ascii_digit() || !c.is_alphabetic())
    };
    let mut cells = row.cells.iter().filter(|cell| !cell.is_empty());
    if !cells.clone().skip(1).all(number) {
        return false;
    }
    let Some(first) = cells.next().map(|cell| fold(cell)) else { return false };
    let mut words = first.split(' ');
    let starts = words.next().is_some_and(|word| TOTALS.contains(&word));
    // “Sub” and “grand” are names too.
    starts
        && match first.split(' ').next() {
            Some("grand" | "sub" | "sous") => first.contains("total"),
            Some("count" | "nombre" | "sum") => first.split(' ').count() > 1 || count(row) > 1,
            _ => true,
        }
}

/// One word of letters alone; the number or login name of an employee has other characters, or other
/// cells beside it.
fn is_word(cell: &str) -> bool {
    let word = cell.trim_matches(|c: char| !c.is_alphanumeric());
    word.chars().count() > 2 && word.chars().all(char::is_alphabetic)
}

/// Several words, as no number of an employee has.
fn is_text(cell: &str) -> bool {
    let words = fold(cell);
    words.contains(' ') && cell.chars().filter(|c| c.is_alphabetic()).count() > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_out(rows: &[&[&str]]) -> Vec<(u32, String)> {
        let header = ["Employee ID", "Name", "Status", "Hire Date"].map(str::to_owned);
        let rows = (2..).zip(rows).map(|(number, cells)| Row {
            number,
            cells: cells.iter().map(|cell| (*cell).into()).collect(),
            days: Vec::new(),
        });
        let (_, left_out) = leave_out(&header, rows.collect());
        left_out.into_iter().map(|row| (row.row, row.reason)).collect()
    }

    #[test]
    fn totals_footers_and_repeated_headers_are_no_people() {
        let found = left_out(&[
            &["1", "Anna Vogel", "Active", "2020-01-01"],
            &["Employee ID", "Name", "Status", "Hire Date"],
            &["2", "Bob Total", "Active", "2020-01-01"],
            &["3", "Cara Lee", "Active", "2020-01-01"],
            &["Total employees", "", "", "3"],
            &["Summe: 3"],
            &["Total", "3", "", "2026"],
            &["Page 1 of 3"],
            &["", "Printed on 2026-11-03 by HR"],
        ]);
        let reasons: Vec<_> = found.iter().map(|(row, reason)| (*row, reason.as_str())).collect();
        assert_eq!(
            reasons,
            [
                (3, "it names the columns again"),
                (6, "it is a total, not a person"),
                (7, "it is a total, not a person"),
                (8, "it is a total, not a person"),
                (9, "it is a line of text, not a person"),
                (10, "it is a line of text, not a person"),
            ]
        );
    }

    #[test]
    fn people_with_few_cells_or_odd_names_stay() {
        let found = left_out(&[
            &["1", "Anna Vogel", "Active", "2020-01-01"],
            &["2", "Sum Total", "Active", "2020-01-01"],
            &["E-17"],
            &["", "", "", ""],
            &["total@example.com"],
            &["7", "Grand Duke"],
            &["TOT-4", "Count Basie", "Active"],
        ]);
        assert_eq!(found, []);
    }
}
