//! Employee numbers as they were before a spreadsheet or a script had them.

use crate::address;
use crate::fold::{clip, is_blank};
use crate::table::{NO_VALUE, Table};

/// How the numbers of one column are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// All end in `.0`: a script made decimals of them because a cell of the column was empty.
    decimals: bool,
}

/// A number, and what was done with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Read {
    pub number: String,
    pub note: Option<String>,
}

impl Numbers {
    pub(crate) fn of(table: &Table, column: usize) -> Self {
        let mut decimals = false;
        for row in &table.rows {
            let cell = bare(row.cell(column));
            if is_blank(cell) || cell == NO_VALUE {
                continue;
            }
            if decimal(cell).is_none() {
                return Self::default();
            }
            decimals = true;
        }
        Self { decimals }
    }

    /// Reads a cell; `what` names the field in a sentence.
    ///
    /// # Errors
    /// The reason in words when the cell is a formula.
    pub(crate) fn read(self, cell: &str, what: &str) -> Result<Read, String> {
        let number = bare(cell);
        if is_blank(number) {
            return Ok(Read::default());
        }
        if address::is_formula(number) {
            return Err(format!("the {what} “{}” is a formula", clip(number, 60)));
        }
        if is_shortened(number) {
            let note = format!("a spreadsheet shortened the {what}; it is left out");
            return Ok(Read { number: String::new(), note: Some(note) });
        }
        if is_day(number) {
            let note = format!("the {what} is a date; it is left out");
            return Ok(Read { number: String::new(), note: Some(note) });
        }
        if self.decimals
            && let Some(whole) = decimal(number)
        {
            let note = format!("the {what} ends in .0 in the whole column; the .0 is left out");
            return Ok(Read { number: whole.to_owned(), note: Some(note) });
        }
        Ok(Read { number: number.to_owned(), note: None })
    }
}

/// Without what keeps a spreadsheet from dropping zeros: `="00123"` and `'00123`.
fn bare(cell: &str) -> &str {
    let cell = address::literal(cell);
    let guarded = cell.strip_prefix(['\'', '’']).filter(|rest| {
        rest.contains(|c: char| c.is_ascii_digit()) && !rest.contains(char::is_whitespace)
    });
    guarded.unwrap_or(cell)
}

/// `1001.0` → 1001
fn decimal(cell: &str) -> Option<&str> {
    let (whole, rest) = cell.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && !rest.is_empty() && rest.bytes().all(|byte| byte == b'0')).then_some(whole)
}

/// `1.23457E+11`: what a spreadsheet shows of a long number; the rest of it is gone.
fn is_shortened(cell: &str) -> bool {
    let Some((start, power)) = cell.split_once(['E', 'e']) else { return false };
    let power = power.strip_prefix('+').unwrap_or_default();
    let number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
    };
    number(start) && number(power)
}

/// `1900-01-10`, with or without a time of day: a program took the number for a day.
fn is_day(cell: &str) -> bool {
    let day = cell.get(..10).unwrap_or_default();
    let rest = cell.get(10..).unwrap_or_default();
    (rest.is_empty() || rest.starts_with(['T', ' '])) && day.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::open;

    fn read(cells: &[&str]) -> Vec<(String, bool)> {
        let rows: String = cells.iter().map(|cell| format!("a@example.com,\"{cell}\"\n")).collect();
        let table = open(format!("Email,Employee ID\n{rows}").as_bytes(), "f").unwrap();
        let numbers = Numbers::of(&table, 1);
        let read = table.rows.iter().map(|row| numbers.read(row.cell(1), "employee number"));
        read.map(|read| read.map(|read| (read.number, read.note.is_some())).unwrap()).collect()
    }

    fn texts(cells: &[&str]) -> Vec<String> {
        read(cells).into_iter().map(|(number, _)| number).collect()
    }

    #[test]
    fn a_day_is_no_number() {
        assert_eq!(
            read(&["1900-01-10T00:00:00+00:00", "1900-01-11 00:00", "2026-03-01", "M-2026-03-01"]),
            [
                (String::new(), true),
                (String::new(), true),
                (String::new(), true),
                ("M-2026-03-01".to_owned(), false)
            ]
        );
    }

    #[test]
    fn decimals_of_a_whole_column_are_mended() {
        assert_eq!(
            read(&["1001.0", "", "1002.0"]),
            [("1001".to_owned(), true), (String::new(), false), ("1002".to_owned(), true)]
        );
        assert_eq!(texts(&["1001.0", "1002"]), ["1001.0", "1002"], "it may be a version");
        assert_eq!(texts(&["1.10", "1.20"]), ["1.10", "1.20"], "numbers of a tree");
    }

    #[test]
    fn guards_are_taken_off_and_zeros_stay() {
        assert_eq!(texts(&["'000417", "0018"]), ["000417", "0018"]);
        assert_eq!(texts(&["E-00417", "2E17"]), ["E-00417", "2E17"]);
        let table = open(b"Email,Employee ID\na@example.com,=\"000417\"\n", "f").unwrap();
        let numbers = Numbers::of(&table, 1);
        assert_eq!(numbers.read("=\"000417\"", "number").unwrap().number, "000417");
        assert!(numbers.read("=A1", "number").is_err());
    }

    #[test]
    fn a_number_that_was_shortened_is_none() {
        assert_eq!(read(&["1.23457E+11", "7"]), [(String::new(), true), ("7".to_owned(), false)]);
    }
}
