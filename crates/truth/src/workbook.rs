//! Excel workbooks, cell by cell.

use crate::archive;
use crate::dates;
use crate::error::TruthError;
use crate::fold::clip;
use crate::limits::{MOST_COLUMNS, MOST_SHEETS};
use crate::names;
use crate::table::{Choices, Format, Row, Rows, Sheet, Source};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// The first sheet that can be seen and has two known names of columns in its first rows; else the
/// first with anything in it.
pub(crate) fn read(bytes: &[u8], file_name: &str, choices: &Choices) -> Result<Sheet, TruthError> {
    archive::check(bytes, file_name)?;
    // The library is not ours: whatever makes it stop must not stop the program.
    let read = catch_unwind(AssertUnwindSafe(|| sheet_with_people(bytes, file_name, choices)));
    read.unwrap_or_else(|_| Err(TruthError::Damaged { detail: "it cannot be read".to_owned() }))
}

fn sheet_with_people(
    bytes: &[u8],
    file_name: &str,
    _choices: &Choices,
) -> Result<Sheet, TruthError> {
    let failed = |error| failed(&error, file_name);
    let mut workbook: Workbook = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
    let from_1904 = workbook.has_1904_epoch();
    let seen = |sheet: &&calamine::Sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    };
    let sheets = workbook.sheets_metadata().iter().filter(seen).take(MOST_SHEETS);
    let sheets: Vec<String> = sheets.map(|sheet| sheet.name.clone()).collect();
    let mut first = None;
    for name in sheets {
        let rows = rows(&mut workbook, &name, from_1904, file_name)?;
        if rows.is_empty() {
            continue;
        }
        let people = names_columns(&rows);
        let source = Source::Workbook { format: Format::Xlsx, sheet: name, from_1904 };
        let sheet = Sheet::alone(source, rows, Vec::new());
        if people {
            return Ok(sheet);
        }
        first.get_or_insert(sheet);
    }
    first.ok_or(TruthError::Empty)
}

fn names_columns(rows: &[Row]) -> bool {
    let known = |row: &Row| row.cells.iter().filter(|cell| names::is_known(cell)).count();
    rows.iter().take(20).any(|row| known(row) >= 2)
}

/// Cells come as a stream: a lone cell in the last row costs as much as one in the first.
fn rows(
    workbook: &mut Workbook,
    sheet: &str,
    from_1904: bool,
    file_name: &str,
) -> Result<Vec<Row>, TruthError> {
    let failed = |error| failed(&error, file_name);
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(failed)?;
    let mut rows = Rows::default();
    let mut current: (u32, Vec<String>) = (0, Vec::new());
    while let Some(cell) = cells.next_cell().map_err(failed)? {
        let (row, column) = cell.get_position();
        let text = text(cell.get_value(), from_1904);
        if text.is_empty() {
            continue;
        }
        let number = row.saturating_add(1);
        if number != current.0 {
            rows.push(current.0, current.1.iter().map(String::as_str))?;
            current = (number, Vec::new());
        }
        let column = column as usize;
        if column >= MOST_COLUMNS {
            return Err(TruthError::TooManyColumns { row: number });
        }
        if current.1.len() <= column {
            current.1.resize(column + 1, String::new());
        }
        current.1[column] = text;
    }
    rows.push(current.0, current.1.iter().map(String::as_str))?;
    Ok(rows.done())
}

/// A cell as text; dates as 2026-11-03, whole numbers without a point.
fn text(value: &DataRef<'_>, from_1904: bool) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number),
        DataRef::Bool(value) => value.to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let date = dates::of_serial(moment.as_f64(), from_1904);
            date.map_or_else(|| decimal(moment.as_f64()), |date| date.to_string())
        }
        DataRef::DateTime(duration) => decimal(duration.as_f64()),
    }
}

/// Rust writes the shortest digits that are the number, without an exponent or a point that is not
/// needed.
fn decimal(number: f64) -> String {
    number.to_string()
}

fn failed(error: &XlsxError, file_name: &str) -> TruthError {
    match error {
        XlsxError::Password => TruthError::PasswordProtected { file: clip(file_name, 80) },
        error => TruthError::Damaged { detail: clip(&error.to_string(), 200) },
    }
}
