//! Workbooks of the old kind, `.xls`: the values of the cells from the library, their number formats
//! from the records of the file.

use crate::error::TruthError;
use crate::fold::clip;
use crate::shown::Pattern;
use crate::table::Format;
use crate::workbook::{Book, Cells, damaged, hidden, visible};
use crate::xlsx::Gather;
use calamine::{Data, Reader, Xls, XlsError};
use std::collections::HashMap;
use std::io::{Cursor, Read};

const UNREAD: &str = "The number formats of this workbook cannot be read: an employee number that is \
shown as 00417 is read as 417. Save the workbook as .xlsx if there are such numbers.";

pub(crate) struct Workbook<'a> {
    book: Xls<Cursor<&'a [u8]>>,
    /// `None` where the library reads a file that the compound file's own reader refuses.
    formats: Option<Formats>,
}

impl<'a> Workbook<'a> {
    pub(crate) fn open(bytes: &'a [u8], file_name: &str) -> Result<Self, TruthError> {
        let book = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => TruthError::PasswordProtected { file: clip(file_name, 80) },
            error => damaged(&error),
        })?;
        Ok(Self { book, formats: stream(bytes).ok().map(Formats::of) })
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
        let unread = formatted.is_none();
        let formatted = formatted.unwrap_or_default();
        let range = self.book.worksheet_range(sheet).map_err(|error| damaged(&error))?;
        let start = range.start().unwrap_or_default();
        let mut gather = Gather::new(from_1904);
        for (row, column, value) in range.used_cells() {
            let at =
                (start.0.saturating_add(shorter(row)), start.1.saturating_add(shorter(column)));
            gather.put(at, &as_ref(value), formatted.get(&at).copied())?;
        }
        let mut cells = gather.done()?;
        if unread {
            cells.notes.push(UNREAD.to_owned());
        }
        Ok(cells)
    }
}

/// The stream of the compound file that has the records.
fn stream(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes))?;
    let name = ["Workbook", "Book"].into_iter().find(|name| file.exists(name));
    let mut records = Vec::new();
    file.open_stream(name.unwrap_or("Workbook"))?.read_to_end(&mut records)?;
    Ok(records)
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
