//! The bytes of a file → its cells as text.

use crate::entries::Rejected;
use crate::error::TruthError;
use crate::fold::{clip, seen};
use crate::kind::{self, FileKind};
use crate::limits::{LONGEST_CELL, MOST_BYTES, MOST_CELLS, MOST_COLUMNS, MOST_ROWS};
use crate::notes::Notes;
use crate::{damage, header, html, separated, shape, workbook};
use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// How the file was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Text with a separator.
    Csv {
        separator: char,
        /// “UTF-8”, “UTF-8 with BOM”, “UTF-16LE”, “UTF-16BE”, “windows-1252”…
        encoding: String,
        /// The encoding was guessed: letters with accents may be wrong.
        guessed: bool,
    },
    /// A table of a web page, which is what some HR systems export under the name `.xls`.
    Html { encoding: String, guessed: bool },
    /// A workbook of Excel or LibreOffice.
    Workbook {
        format: Format,
        /// The sheet that was read.
        sheet: String,
        /// Numbers of days are counted from 1904, not from 1900.
        from_1904: bool,
    },
}

/// Kinds of workbooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    Xlsx,
    Xls,
    Xlsb,
    Ods,
}

/// What the admin chose about a file; nothing chosen leaves it to the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The name of an encoding, as [`Source::Csv`] states it.
    pub encoding: Option<String>,
    /// The name of a sheet.
    pub sheet: Option<String>,
}

/// A visible sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetSeen {
    pub name: String,
    /// Rows with people, below the one that names the columns.
    pub people: u32,
}

/// Where the rows of a sheet begin in a list that was joined of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRows {
    /// The name of the sheet.
    pub sheet: String,
    /// Its rows have this number or a higher one, up to that of the next sheet.
    pub from: u32,
}

/// The choice of a sheet that reads all sheets with people as one list; [`Table::sheets`] lists it when
/// their columns agree.
pub const ALL_SHEETS: &str = "All sheets with people";

/// The text of a formula cell whose value is not saved in the file: it is not known what the sheet
/// shows there. A character of private use, which no list has.
pub const NO_VALUE: &str = "\u{e000}";

/// A list before anyone says what its columns are.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    pub source: Source,
    /// Names of the columns; those without one are called “Column 7”.
    pub header: Vec<String>,
    /// Rows below the header that are not empty.
    pub rows: Vec<Row>,
    /// SHA-256 of the file's bytes, hex.
    pub sha256: String,
    /// What was odd about the file, in words.
    pub notes: Vec<String>,
    /// Rows below the header that are no people by their shape: totals, footers, repeated headers.
    pub left_out: Vec<Rejected>,
    /// The visible sheets of a workbook that are not empty, in their order.
    pub sheets: Vec<SheetSeen>,
    /// Several sheets have people and none was chosen: the admin must be asked which one is meant.
    pub sheet_open: bool,
    /// The sheets that were joined, in the order of their rows; empty for a list of one sheet.
    pub joined: Vec<SheetRows>,
}

impl Table {
    /// The place among [`Table::joined`] of the sheet that a row is of; 0 for a list of one sheet.
    pub(crate) fn sheet_of(&self, row: u32) -> usize {
        self.joined.partition_point(|sheet| sheet.from <= row).saturating_sub(1)
    }

    /// The rows of each sheet.
    pub(crate) fn by_sheet(&self) -> Vec<&[Row]> {
        if self.joined.len() < 2 {
            return vec![&self.rows];
        }
        let start = |sheet: &SheetRows| self.rows.partition_point(|row| row.number < sheet.from);
        let starts: Vec<usize> = self.joined.iter().map(start).collect();
        let ends = starts.iter().skip(1).copied().chain([self.rows.len()]);
        starts.iter().zip(ends).map(|(start, end)| &self.rows[*start..end]).collect()
    }
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line of the file or row of the sheet, from 1, as the admin counts.
    pub number: u32,
    /// Without white space around; may be fewer than the header has, see [`Row::cell`]. The text is
    /// [`NO_VALUE`] where a formula has no saved value.
    pub cells: Vec<CompactString>,
    /// Columns whose cell is a date of the workbook, not a text that looks like one; in their order.
    pub days: Vec<u16>,
}

impl Row {
    /// The cell of a column, empty where the row is shorter.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", CompactString::as_str)
    }

    /// The cell of a column is a date of the workbook.
    pub fn is_day(&self, column: usize) -> bool {
        u16::try_from(column).is_ok_and(|column| self.days.contains(&column))
    }
}

/// Reads a list: text with any of `,` `;` tab `|` between the cells, a workbook (`.xlsx`, `.xls`,
/// `.xlsb`, `.ods`) or a table of a web page. The bytes decide which; `file_name` is for the words of
/// an error.
///
/// # Errors
/// Everything in [`TruthError`] but those about a mapping or about dates.
pub fn open(bytes: &[u8], file_name: &str) -> Result<Table, TruthError> {
    open_with(bytes, file_name, &Choices::default())
}

/// [`open`] with the encoding or the sheet that the admin chose.
///
/// # Errors
/// As [`open`]; also when there is no such sheet or encoding.
pub fn open_with(bytes: &[u8], file_name: &str, choices: &Choices) -> Result<Table, TruthError> {
    if bytes.len() > MOST_BYTES {
        return Err(TruthError::TooLarge { megabytes: bytes.len().div_ceil(1024 * 1024) });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(TruthError::Empty);
    }
    // The hash of a large file takes as long as its cells: both cores work.
    let (table, sha256) = std::thread::scope(|scope| {
        let hash = scope.spawn(|| hex::encode(Sha256::digest(bytes)));
        let table = people(bytes, file_name, choices);
        (table, hash.join())
    });
    let sha256 = sha256.unwrap_or_else(|_| hex::encode(Sha256::digest(bytes)));
    table.map(|table| Table { sha256, ..table })
}

/// Without the hash of the bytes.
fn people(bytes: &[u8], file_name: &str, choices: &Choices) -> Result<Table, TruthError> {
    let read = match kind::of_bytes(bytes, file_name)? {
        FileKind::Text if html::is_page(bytes) => html::read(bytes, file_name, choices)?,
        FileKind::Text => separated::read(bytes, file_name, choices)?,
        FileKind::Old => workbook::read_old(bytes, file_name, choices)?,
        FileKind::Zip => workbook::read(bytes, file_name, choices)?,
    };
    let Sheet { source, rows, left_out: before, mut notes, sheets, sheet_open, joined, controls } =
        read;
    let (mut header, mut rows) = header::split(rows)?;
    if controls {
        notes.extend(damage::take_out_controls(&mut header, &mut rows));
    }
    let (rows, mut left_out) = shape::leave_out(&header, rows);
    if let Some(title) = shape::part_that_says_who_left(&header, &left_out) {
        return Err(TruthError::DividedByStatus { row: title.row, shown: clip(&title.shown, 60) });
    }
    if rows.is_empty() {
        return Err(TruthError::NoRows);
    }
    left_out.splice(0..0, before);
    let sha256 = String::new();
    Ok(Table { source, header, rows, sha256, notes, left_out, sheets, sheet_open, joined })
}

/// All rows of a file, title lines and header among them.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub source: Source,
    pub rows: Vec<Row>,
    /// Rows that are no people, and are no longer among the rows.
    pub left_out: Vec<Rejected>,
    pub notes: Vec<String>,
    pub sheets: Vec<SheetSeen>,
    pub sheet_open: bool,
    pub joined: Vec<SheetRows>,
    /// False when it is known that no cell has a control character.
    pub controls: bool,
}

impl Sheet {
    /// A file that is not a workbook has one sheet without a name.
    pub(crate) fn alone(source: Source, rows: Vec<Row>, notes: Vec<String>) -> Self {
        let (left_out, sheets, joined) = (Vec::new(), Vec::new(), Vec::new());
        let (sheet_open, controls) = (false, true);
        Self { source, rows, left_out, notes, sheets, sheet_open, joined, controls }
    }
}

/// Gathers rows within the limits; empty ones and empty cells at the end of a row are left out, and
/// so are marks that cannot be seen.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
    cells: usize,
    /// Rows from which marks were taken out that cannot be seen.
    unseen: Vec<u32>,
}

impl Rows {
    pub(crate) fn push<'a>(
        &mut self,
        number: u32,
        cells: impl Iterator<Item = &'a str>,
    ) -> Result<(), TruthError> {
        self.push_cells(number, cells.map(Cow::Borrowed), Vec::new())
    }

    pub(crate) fn push_owned(
        &mut self,
        number: u32,
        cells: Vec<String>,
        days: Vec<u16>,
    ) -> Result<(), TruthError> {
        self.push_cells(number, cells.into_iter().map(Cow::Owned), days)
    }

    fn push_cells<'a>(
        &mut self,
        number: u32,
        cells: impl Iterator<Item = Cow<'a, str>>,
        days: Vec<u16>,
    ) -> Result<(), TruthError> {
        let mut row = Row { number, cells: Vec::with_capacity(cells.size_hint().0), days };
        let mut unseen = false;
        for (column, cell) in cells.enumerate() {
            if cell.len() > LONGEST_CELL && cell.chars().count() > LONGEST_CELL {
                return Err(TruthError::CellTooLong { row: number });
            }
            let cell = match seen(&cell) {
                Cow::Borrowed(text) if text.len() == cell.len() => cell,
                Cow::Borrowed(text) => Cow::Owned(text.to_owned()),
                Cow::Owned(text) => {
                    unseen = true;
                    Cow::Owned(text)
                }
            };
            if cell.is_empty() {
                continue;
            }
            if column >= MOST_COLUMNS {
                return Err(TruthError::TooManyColumns { row: number });
            }
            while row.cells.len() < column {
                row.cells.push(CompactString::default());
            }
            row.cells.push(match cell {
                Cow::Borrowed(text) => CompactString::new(text),
                Cow::Owned(text) => text.into(),
            });
        }
        if row.cells.is_empty() {
            return Ok(());
        }
        if unseen {
            self.unseen.push(number);
        }
        self.cells += row.cells.len();
        if self.rows.len() == MOST_ROWS {
            return Err(TruthError::TooManyRows);
        }
        if self.cells > MOST_CELLS {
            return Err(TruthError::TooManyCells);
        }
        self.rows.push(row);
        Ok(())
    }

    /// So many rows will come, about.
    pub(crate) fn expect(&mut self, rows: usize) {
        self.rows.reserve_exact(rows.saturating_add(1).min(MOST_ROWS));
    }

    /// The rows that follow these.
    pub(crate) fn append(&mut self, after: Self) -> Result<(), TruthError> {
        self.cells += after.cells;
        if self.rows.len() + after.rows.len() > MOST_ROWS {
            return Err(TruthError::TooManyRows);
        }
        if self.cells > MOST_CELLS {
            return Err(TruthError::TooManyCells);
        }
        self.rows.extend(after.rows);
        self.unseen.extend(after.unseen);
        Ok(())
    }

    /// The rows, and what is to be said about them.
    pub(crate) fn done(self) -> (Vec<Row>, Vec<String>) {
        let mut notes = Notes::default();
        for row in &self.unseen {
            notes.add("invisible characters are left out", *row);
        }
        (self.rows, notes.words())
    }
}
