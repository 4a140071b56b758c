//! Which row names the columns.

use crate::address;
use crate::dates;
use crate::error::TruthError;
use crate::names;
use crate::table::Row;
use compact_str::CompactString;

/// Rows that are looked at: above the header there may be title lines.
const LOOKED_AT: usize = 20;
/// A name of a column is short.
const LONGEST_NAME: usize = 100;

/// Header and the rows below it. The row with the most known names wins when it has two of them;
/// else the first that looks like names. A list of one column only needs one.
pub(crate) fn split(mut rows: Vec<Row>) -> Result<(Vec<String>, Vec<Row>), TruthError> {
    let index = place(&rows)?;
    // The rows below stay where they are in memory: there may be a hundred thousand.
    let header = rows.drain(..=index).next_back().map(|row| row.cells).unwrap_or_default();
    let below = rows;
    if below.is_empty() {
        return Err(TruthError::NoRows);
    }
    let mut header: Vec<String> = header.into_iter().map(String::from).collect();
    let widest = below.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    header.resize(header.len().max(widest), String::new());
    for (index, name) in header.iter_mut().enumerate().filter(|(_, name)| name.is_empty()) {
        *name = stand_in(index);
    }
    Ok((header, below))
}

/// The place of the row that names the columns.
pub(crate) fn place(rows: &[Row]) -> Result<usize, TruthError> {
    if rows.is_empty() {
        return Err(TruthError::Empty);
    }
    let start = &rows[..rows.len().min(LOOKED_AT)];
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let needed = start.iter().map(filled).max().unwrap_or(1).min(2);
    let names: Vec<bool> =
        start.iter().map(|row| filled(row) >= needed && looks_like_names(row)).collect();

    let mut best = None;
    for (index, row) in start.iter().enumerate().filter(|(index, _)| names[*index]) {
        let known = row.cells.iter().filter(|cell| names::is_known(cell)).count();
        if known >= needed && best.is_none_or(|(most, _)| known > most) {
            best = Some((known, index));
        }
    }
    let index = best.map(|(_, index)| index).or_else(|| names.iter().position(|is| *is));
    index.ok_or(TruthError::NoHeader)
}

/// What a column without a name is called.
pub(crate) fn stand_in(index: usize) -> String {
    format!("Column {}", index + 1)
}

fn looks_like_names(row: &Row) -> bool {
    let is_data = |cell: &CompactString| {
        cell.chars().nth(LONGEST_NAME).is_some()
            || address::looks_like_one(cell)
            || is_number(cell)
            || dates::read(cell, None).is_ok()
    };
    !row.cells.iter().filter(|cell| !cell.is_empty()).any(is_data)
}

fn is_number(cell: &str) -> bool {
    cell.contains(|c: char| c.is_ascii_digit())
        && cell.chars().all(|c| c.is_ascii_digit() || c.is_ascii_punctuation())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(rows: &[&[&str]]) -> Result<(Vec<String>, u32), TruthError> {
        let rows = rows.iter().zip(1..).map(|(cells, number)| Row {
            number,
            cells: cells.iter().map(|cell| (*cell).into()).collect(),
            days: Vec::new(),
        });
        split(rows.collect()).map(|(header, rows)| (header, rows[0].number))
    }

    #[test]
    fn title_lines_above_the_header_are_passed_over() {
        let (names, first) = header(&[
            &["Headcount report"],
            &["Company", "Acme GmbH"],
            &["Created", "2026-11-03"],
            &["Personalnummer", "Nachname", "E-Mail"],
            &["17", "Lind", "o@example.com"],
        ])
        .unwrap();
        assert_eq!((names[0].as_str(), first), ("Personalnummer", 5));
    }

    #[test]
    fn unknown_names_do_when_nothing_in_the_row_looks_like_data() {
        let (names, first) = header(&[&["Kennung", "Kontakt"], &["a", "o@example.com"]]).unwrap();
        assert_eq!((names.len(), first), (2, 2));
    }

    #[test]
    fn a_list_of_one_column_needs_one_name() {
        assert_eq!(header(&[&["E-Mail"], &["o@example.com"]]).unwrap().0, ["E-Mail"]);
    }

    #[test]
    fn columns_without_a_name_are_numbered() {
        let (names, _) = header(&[&["Email", "", "Name"], &["a@x.de", "", "A", "more"]]).unwrap();
        assert_eq!(names, ["Email", "Column 2", "Name", "Column 4"]);
    }

    #[test]
    fn a_list_without_header_or_without_rows_is_refused() {
        assert_eq!(header(&[&["a@x.de", "A"], &["b@x.de", "B"]]), Err(TruthError::NoHeader));
        assert_eq!(header(&[&["Email", "Name"]]), Err(TruthError::NoRows));
    }
}
