//! Workbooks: which sheet is meant, and what its cells show.

use crate::archive;
use crate::error::TruthError;
use crate::fold::clip;
use crate::limits::MOST_SHEETS;
use crate::names;
use crate::table::{Choices, Format, Row, Sheet, SheetSeen, Source};
use crate::{ods, xlsx};
use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows of a sheet, and what is odd about them.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    pub rows: Vec<Row>,
    pub notes: Vec<String>,
}

/// One kind of workbook.
pub(crate) trait Book {
    fn format(&self) -> Format;
    fn counts_from_1904(&self) -> bool;
    /// The sheets that can be seen.
    fn sheets(&self) -> Vec<String>;
    fn cells(&mut self, sheet: &str) -> Result<Cells, TruthError>;
}

/// Reads a workbook that is a zip.
pub(crate) fn read(bytes: &[u8], name: &str, choices: &Choices) -> Result<Sheet, TruthError> {
    let packed = archive::check(bytes, name)?;
    guarded(|| match packed.format {
        Format::Xlsb => choose(&mut Binary::open(bytes, name)?, choices),
        Format::Ods => choose(&mut ods::Document::open(bytes, name)?, choices),
        Format::Xlsx | Format::Xls => {
            choose(&mut xlsx::Workbook::open(bytes, name, &packed)?, choices)
        }
    })
}

/// Reads a workbook of the old kind, `.xls`.
pub(crate) fn read_old(bytes: &[u8], name: &str, choices: &Choices) -> Result<Sheet, TruthError> {
    guarded(|| choose(&mut Old::open(bytes, name)?, choices))
}

/// The library is not ours: what makes it stop must not stop the program.
fn guarded(read: impl FnOnce() -> Result<Sheet, TruthError>) -> Result<Sheet, TruthError> {
    let read = catch_unwind(AssertUnwindSafe(read));
    read.unwrap_or_else(|_| Err(TruthError::Damaged { detail: "it cannot be read".to_owned() }))
}

/// The sheet that was chosen; else the first that has two known names of columns in its first rows;
/// else the first with anything in it. All others are listed.
fn choose(book: &mut impl Book, choices: &Choices) -> Result<Sheet, TruthError> {
    let names: Vec<String> = book.sheets().into_iter().take(MOST_SHEETS).collect();
    if let Some(sheet) = choices.sheet.as_ref().filter(|chosen| !names.contains(chosen)) {
        return Err(TruthError::NoSuchSheet { sheet: clip(sheet, 80) });
    }
    let mut sheets = Vec::new();
    let mut taken: Option<(String, Cells, bool)> = None;
    for name in names {
        let chosen = choices.sheet.as_ref() == Some(&name);
        let cells = match book.cells(&name) {
            Ok(cells) => cells,
            // A sheet that is not the one cannot spoil the one that is.
            Err(_) if !chosen && taken.is_some() => continue,
            Err(error) => return Err(error),
        };
        if cells.rows.is_empty() {
            continue;
        }
        let people = names_columns(&cells.rows);
        let rows = u32::try_from(cells.rows.len()).unwrap_or(u32::MAX);
        sheets.push(SheetSeen { name: name.clone(), rows, people });
        let better = match (&choices.sheet, &taken) {
            (Some(_), _) => chosen,
            (None, None) => true,
            (None, Some((_, _, had_people))) => people && !had_people,
        };
        if better {
            taken = Some((name, cells, people));
        }
    }
    let (sheet, Cells { rows, mut notes }, people) = taken.ok_or(TruthError::Empty)?;
    let others: Vec<String> = sheets
        .iter()
        .filter(|seen| seen.people && seen.name != sheet)
        .map(|seen| format!("“{}” ({} rows)", clip(&seen.name, 80), seen.rows))
        .collect();
    if !others.is_empty() {
        notes.push(format!(
            "The sheet “{}” is read. Other sheets have people too: {}.",
            clip(&sheet, 80),
            others.join(", ")
        ));
    }
    let sheet_open = people && !others.is_empty() && choices.sheet.is_none();
    let source =
        Source::Workbook { format: book.format(), sheet, from_1904: book.counts_from_1904() };
    Ok(Sheet { source, rows, notes, sheets, sheet_open })
}

/// Two known names of columns in one of the first rows.
pub(crate) fn names_columns(rows: &[Row]) -> bool {
    let known = |row: &Row| row.cells.iter().filter(|cell| names::is_known(cell)).count();
    rows.iter().take(20).any(|row| known(row) >= 2)
}

fn visible(sheets: &[calamine::Sheet]) -> Vec<String> {
    let seen = sheets.iter().filter(|sheet| {
        sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible
    });
    seen.map(|sheet| sheet.name.clone()).collect()
}

pub(crate) fn damaged(error: &impl std::fmt::Display) -> TruthError {
    TruthError::Damaged { detail: clip(&error.to_string(), 200) }
}

/// `.xls`
struct Old<'a> {
    book: Xls<Cursor<&'a [u8]>>,
}

impl<'a> Old<'a> {
    fn open(bytes: &'a [u8], file_name: &str) -> Result<Self, TruthError> {
        let book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => TruthError::PasswordProtected { file: clip(file_name, 80) },
            error => damaged(&error),
        })?;
        Ok(Self { book })
    }
}

impl Book for Old<'_> {
    fn format(&self) -> Format {
        Format::Xls
    }

    fn counts_from_1904(&self) -> bool {
        self.book.has_1904_epoch()
    }

    fn sheets(&self) -> Vec<String> {
        visible(self.book.sheets_metadata())
    }

    fn cells(&mut self, sheet: &str) -> Result<Cells, TruthError> {
        let from_1904 = self.counts_from_1904();
        let range = self.book.worksheet_range(sheet).map_err(|error| damaged(&error))?;
        let start = range.start().unwrap_or_default();
        let mut sheet = xlsx::Gather::new(from_1904);
        for (row, column, value) in range.used_cells() {
            let at =
                (start.0.saturating_add(shorter(row)), start.1.saturating_add(shorter(column)));
            sheet.put(at, &as_ref(value), None)?;
        }
        sheet.done()
    }
}

/// `.xlsb`
struct Binary<'a> {
    book: Xlsb<Cursor<&'a [u8]>>,
}

impl<'a> Binary<'a> {
    fn open(bytes: &'a [u8], file_name: &str) -> Result<Self, TruthError> {
        let book = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsbError::Password => TruthError::PasswordProtected { file: clip(file_name, 80) },
            error => damaged(&error),
        })?;
        Ok(Self { book })
    }
}

impl Book for Binary<'_> {
    fn format(&self) -> Format {
        Format::Xlsb
    }

    fn counts_from_1904(&self) -> bool {
        self.book.has_1904_epoch()
    }

    fn sheets(&self) -> Vec<String> {
        visible(self.book.sheets_metadata())
    }

    fn cells(&mut self, sheet: &str) -> Result<Cells, TruthError> {
        let mut gather = xlsx::Gather::new(self.counts_from_1904());
        let mut cells = self.book.worksheet_cells_reader(sheet).map_err(|e| damaged(&e))?;
        while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
            gather.put(cell.get_position(), cell.get_value(), None)?;
        }
        gather.done()
    }
}

fn shorter(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn as_ref(value: &Data) -> calamine::DataRef<'_> {
    use calamine::DataRef;
    match value {
        Data::Empty => DataRef::Empty,
        Data::String(text) => DataRef::SharedString(text),
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
    }
}
