//! The bytes of a file → its cells as text.

use crate::error::TruthError;
use crate::fold::trim;
use crate::kind::{self, FileKind};
use crate::limits::{LONGEST_CELL, MOST_BYTES, MOST_CELLS, MOST_COLUMNS, MOST_ROWS};
use crate::{header, separated, workbook};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

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
    /// An Excel workbook.
    Xlsx {
        /// The sheet that was read.
        sheet: String,
        /// Numbers of days are counted from 1904, not from 1900.
        from_1904: bool,
    },
}

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
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line of the file or row of the sheet, from 1, as the admin counts.
    pub number: u32,
    /// Without white space around; may be fewer than the header has, see [`Row::cell`].
    pub cells: Vec<String>,
}

impl Row {
    /// The cell of a column, empty where the row is shorter.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

/// Reads a CSV file (any of `,` `;` tab `|`) or an Excel workbook (`.xlsx`). The bytes decide which;
/// `file_name` is for the words of an error.
///
/// # Errors
/// Everything in [`TruthError`] but those about a mapping or about dates.
pub fn open(bytes: &[u8], file_name: &str) -> Result<Table, TruthError> {
    if bytes.len() > MOST_BYTES {
        return Err(TruthError::TooLarge { megabytes: bytes.len().div_ceil(1024 * 1024) });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(TruthError::Empty);
    }
    let Sheet { source, rows, notes } = match kind::of_bytes(bytes, file_name)? {
        FileKind::Text => separated::read(bytes, file_name)?,
        FileKind::Zip => workbook::read(bytes, file_name)?,
    };
    let (header, rows) = header::split(rows)?;
    Ok(Table { source, header, rows, sha256: hex::encode(Sha256::digest(bytes)), notes })
}

/// All rows of a file, title lines and header among them.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub source: Source,
    pub rows: Vec<Row>,
    pub notes: Vec<String>,
}

/// Gathers rows within the limits; empty ones and empty cells at the end of a row are left out.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    rows: Vec<Row>,
    cells: usize,
}

impl Rows {
    pub(crate) fn push<'a>(
        &mut self,
        number: u32,
        cells: impl Iterator<Item = &'a str>,
    ) -> Result<(), TruthError> {
        let mut row = Row { number, cells: Vec::new() };
        for (column, cell) in cells.enumerate() {
            let cell = trim(cell);
            if cell.is_empty() {
                continue;
            }
            if column >= MOST_COLUMNS {
                return Err(TruthError::TooManyColumns { row: number });
            }
            if cell.len() > LONGEST_CELL && cell.chars().count() > LONGEST_CELL {
                return Err(TruthError::CellTooLong { row: number });
            }
            row.cells.resize(column, String::new());
            row.cells.push(cell.to_owned());
        }
        if row.cells.is_empty() {
            return Ok(());
        }
        self.cells += row.cells.len();
        if self.rows.len() == MOST_ROWS {
            return Err(TruthError::TooManyRows);
        }
        if self.cells > MOST_CELLS {
            return Err(TruthError::TooManyCells);
        }
        row.cells.shrink_to_fit();
        self.rows.push(row);
        Ok(())
    }

    pub(crate) fn done(self) -> Vec<Row> {
        self.rows
    }
}
