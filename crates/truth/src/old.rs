//! Workbooks of the old kind, `.xls`: the values of the cells from the library, their number formats
//! from the records of the file.

use crate::container;
use crate::error::TruthError;
use crate::fold::clip;
use crate::notes::{NAMED, listed};
use crate::shown::Pattern;
use crate::table::Format;
use crate::workbook::{Book, Cells, damaged, hidden, visible};
use crate::xlsx::Gather;
use calamine::{Data, Reader, Xls, XlsError};
use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

pub(crate) struct Workbook<'a> {
    book: Xls<Cursor<&'a [u8]>>,
    /// `None` where the library finds the cells and the records cannot be followed.
    formats: Option<Formats>,
}

impl<'a> Workbook<'a> {
    pub(crate) fn open(bytes: &'a [u8], file_name: &str) -> Result<Self, TruthError> {
        let book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => TruthError::PasswordProtected { file: clip(file_name, 80) },
            error => damaged(&error),
        })?;
        Ok(Self { book, formats: records(bytes).map(Formats::of) })
    }
}

impl Book for Workbook<'_> {
    fn format(&self) -> Format {
        Format::Xls
    }

    fn counts_from_1904(&self) -> bool {
        self.book.has_1904_epoch()
    }

    fn sheets(&self) -> Vec<String> {
        visible(self.book.sheets_metadata())
    }

    fn hidden(&self) -> Vec<String> {
        hidden(self.book.sheets_metadata())
    }

    fn cells(&mut self, sheet: &str) -> Result<Cells, TruthError> {
        let from_1904 = self.counts_from_1904();
        let place = self.book.sheets_metadata().iter().position(|known| known.name == sheet);
        let formats = self.formats.as_ref();
        let formatted = formats.map(|formats| formats.cells(place.unwrap_or(usize::MAX)));
        let mut unread = formatted.is_none().then(Unread::default);
        let formatted = formatted.unwrap_or_default();
        let range = self.book.worksheet_range(sheet).map_err(|error| damaged(&error))?;
        let start = range.start().unwrap_or_default();
        let mut gather = Gather::new(from_1904);
        for (row, column, value) in range.used_cells() {
            let at =
                (start.0.saturating_add(shorter(row)), start.1.saturating_add(shorter(column)));
            gather.put(at, &as_ref(value), formatted.get(&at).copied())?;
            if let Some(unread) = &mut unread {
                unread.look(at, value);
            }
        }
        let mut cells = gather.done()?;
        cells.notes.extend(unread.into_iter().flat_map(Unread::words));
        Ok(cells)
    }
}

/// Numbers whose format could not be read, by their column.
#[derive(Default)]
struct Unread(BTreeMap<u32, Numbers>);

#[derive(Default)]
struct Numbers {
    name: String,
    rows: Vec<u32>,
    count: usize,
}

impl Unread {
    fn look(&mut self, (row, column): (u32, u32), value: &Data) {
        let numbers = self.0.entry(column).or_default();
        match value {
            // The text above the first number names the column.
            Data::String(text) if numbers.count == 0 => numbers.name = clip(text, 60),
            Data::Int(_) | Data::Float(_) => {
                numbers.count += 1;
                numbers.rows.push(row.saturating_add(1));
                numbers.rows.truncate(NAMED);
            }
            _ => {}
        }
    }

    /// One note for each column with numbers.
    fn words(self) -> Vec<String> {
        let note = |(column, numbers): (u32, Numbers)| {
            let name = match numbers.name.as_str() {
                "" => format!("Column {}", column.saturating_add(1)),
                name => format!("“{name}”"),
            };
            let rows = if numbers.count == 1 { "row" } else { "rows" };
            format!(
                "{name}: the number formats of {rows} {} cannot be read; a number that the sheet \
                 shows as 00417 is read as 417. Save the workbook as .xlsx to keep such numbers.",
                listed(&numbers.rows, numbers.count)
            )
        };
        self.0.into_iter().filter(|(_, numbers)| numbers.count > 0).map(note).collect()
    }
}

/// The stream that has the records, the one that the library takes.
fn records(bytes: &[u8]) -> Option<Vec<u8>> {
    container::stream(bytes, &["Workbook", "Book"])
}

// Kinds of records, see [MS-XLS].
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const SHEET: u16 = 0x0085;
const SEVERAL_SHORT_NUMBERS: u16 = 0x00BD;
const STYLE: u16 = 0x00E0;
const NUMBER: u16 = 0x0203;
const SHORT_NUMBER: u16 = 0x027E;
const FORMAT: u16 = 0x041E;
const START: u16 = 0x0809;

/// The version of the records whose texts have two bytes for their length.
const NEWEST: u16 = 0x0600;

struct Formats {
    stream: Vec<u8>,
    /// By the number of the style that cells name.
    patterns: Vec<Option<Pattern>>,
    /// Where the records of each sheet start.
    sheets: Vec<usize>,
}

impl Formats {
    fn of(stream: Vec<u8>) -> Self {
        let mut formats = HashMap::new();
        let (mut styles, mut sheets, mut version) = (Vec::new(), Vec::new(), NEWEST);
        for (kind, data) in Records(&stream) {
            match kind {
                START => version = short(data, 0).unwrap_or(NEWEST),
                FORMAT => {
                    if let (Some(number), Some(code)) = (short(data, 0), code(data, version)) {
                        formats.insert(number, Pattern::of(&code));
                    }
                }
                STYLE => styles.push(short(data, 2)),
                SHEET => sheets.push(place(data)),
                END => break,
                _ => {}
            }
        }
        let pattern = |format: &Option<u16>| formats.get(format.as_ref()?).cloned().flatten();
        let patterns = styles.iter().map(pattern).collect();
        Self { stream, patterns, sheets }
    }

    /// The cells of a sheet, by row and column, whose format adds zeros or text to a number.
    fn cells(&self, sheet: usize) -> HashMap<(u32, u32), &Pattern> {
        let mut cells = HashMap::new();
        let start = self.sheets.get(sheet).copied().unwrap_or(usize::MAX);
        let mut depth = 0_usize;
        for (kind, data) in Records(self.stream.get(start..).unwrap_or_default()) {
            match kind {
                START => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                // Charts within a sheet have numbers too.
                _ if depth > 1 => {}
                NUMBER | SHORT_NUMBER | FORMULA => {
                    self.note(&mut cells, data, 0, short(data, 4));
                }
                SEVERAL_SHORT_NUMBERS => {
                    for (index, at) in (0..).zip((4..data.len().saturating_sub(2)).step_by(6)) {
                        self.note(&mut cells, data, index, short(data, at));
                    }
                }
                _ => {}
            }
        }
        cells
    }

    fn note<'a>(
        &'a self,
        cells: &mut HashMap<(u32, u32), &'a Pattern>,
        data: &[u8],
        right: u32,
        style: Option<u16>,
    ) {
        let (Some(row), Some(column), Some(style)) = (short(data, 0), short(data, 2), style) else {
            return;
        };
        if let Some(Some(pattern)) = self.patterns.get(usize::from(style)) {
            cells.insert((u32::from(row), u32::from(column) + right), pattern);
        }
    }
}

/// Kind and content; ends where the stream is cut.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, length) = (short(self.0, 0)?, usize::from(short(self.0, 2)?));
        let content = self.0.get(4..4 + length)?;
        self.0 = self.0.get(4 + length..)?;
        Some((kind, content))
    }
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

fn place(data: &[u8]) -> usize {
    let (Some(low), Some(high)) = (short(data, 0), short(data, 2)) else { return usize::MAX };
    usize::from(low) | (usize::from(high) << 16)
}

/// The text of a number format.
fn code(data: &[u8], version: u16) -> Option<String> {
    if version < NEWEST {
        let letters = data.get(3..3 + usize::from(*data.get(2)?))?;
        return Some(letters.iter().copied().map(char::from).collect());
    }
    let length = usize::from(short(data, 2)?);
    let wide = data.get(4)? & 1 == 1;
    let letters = data.get(5..)?;
    if !wide {
        return Some(letters.get(..length)?.iter().copied().map(char::from).collect());
    }
    let units = letters.get(..length * 2)?.chunks_exact(2);
    let units: Vec<u16> = units.filter_map(|pair| short(pair, 0)).collect();
    Some(String::from_utf16_lossy(&units))
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

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = include_bytes!("../tests/corpus/files/number-format-js.xls");

    /// Rows of the only sheet and what is said about them.
    fn read(without_formats: bool) -> (Vec<String>, Vec<String>) {
        let mut book = Workbook::open(FILE, "list.xls").unwrap();
        assert!(book.formats.is_some());
        if without_formats {
            book.formats = None;
        }
        let sheet = book.sheets().remove(0);
        let cells = book.cells(&sheet).unwrap();
        (cells.rows.iter().map(|row| row.cell(0).to_owned()).collect(), cells.notes)
    }

    #[test]
    fn numbers_are_read_as_the_sheet_shows_them() {
        let (numbers, notes) = read(false);
        assert_eq!(numbers[1], "00010005");
        assert_eq!(notes, Vec::<String>::new());
    }

    #[test]
    fn without_formats_the_columns_and_rows_with_numbers_are_named() {
        let (numbers, notes) = read(true);
        assert_eq!(numbers[1], "10005");
        let note = notes.iter().find(|note| note.starts_with("“Employee ID”: ")).unwrap();
        assert!(note.contains("number formats of rows 2, 3, 4, 5, 6 and 5 more cannot"), "{note}");
        assert!(note.contains("shows as 00417 is read as 417"), "{note}");
        assert!(notes.iter().all(|note| !note.starts_with("“Work Email”")), "{notes:?}");
    }
}
