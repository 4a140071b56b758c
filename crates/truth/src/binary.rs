//! Binary workbooks, `.xlsb`: the values of the cells from the library, their number formats from the
//! parts of the file.

use crate::error::TruthError;
use crate::fold::clip;
use crate::shown::Pattern;
use crate::table::Format;
use crate::workbook::{Book, Cells, damaged, hidden, visible};
use crate::xlsx::Gather;
use calamine::{Reader, Xlsb, XlsbError};
use quick_xml::XmlVersion;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// What a cell shows whose formula failed; the library leaves such cells out.
const FAILED: &str = "#N/A";

pub(crate) struct Workbook<'a> {
    book: Xlsb<Cursor<&'a [u8]>>,
    bytes: &'a [u8],
    /// By the number of the style that cells name.
    patterns: Vec<Option<Pattern>>,
}

impl<'a> Workbook<'a> {
    pub(crate) fn open(bytes: &'a [u8], file_name: &str) -> Result<Self, TruthError> {
        let book = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsbError::Password => TruthError::PasswordProtected { file: clip(file_name, 80) },
            error => damaged(&error),
        })?;
        let styles = part(bytes, "xl/styles.bin")?;
        Ok(Self { book, bytes, patterns: patterns(&styles.unwrap_or_default()) })
    }

    /// The part that holds a sheet.
    fn sheet(&self, name: &str) -> Result<Vec<u8>, TruthError> {
        let missing =
            || TruthError::Damaged { detail: format!("the sheet “{name}” is missing") };
        let book = part(self.bytes, "xl/workbook.bin")?.ok_or_else(missing)?;
        let id = Records(&book).filter(|(kind, _)| *kind == SHEET).find_map(|(_, data)| {
            let (id, end) = text(data, 8)?;
            (text(data, end)?.0 == name).then_some(id)
        });
        let id = id.ok_or_else(missing)?;
        let links = part(self.bytes, "xl/_rels/workbook.bin.rels")?.ok_or_else(missing)?;
        let target = target(&links, &id).ok_or_else(missing)?;
        let path = match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("xl/{target}"),
        };
        part(self.bytes, &path)?.ok_or_else(missing)
    }
}

impl Book for Workbook<'_> {
    fn format(&self) -> Format {
        Format::Xlsb
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
        let odd = Odd::of(&self.sheet(sheet)?, &self.patterns)?;
        let mut failed = odd.failed.into_iter().peekable();
        let mut gather = Gather::new(self.counts_from_1904());
        let mut cells = self.book.worksheet_cells_reader(sheet).map_err(|e| damaged(&e))?;
        while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
            let at = cell.get_position();
            while let Some(before) = failed.next_if(|failed| *failed < at) {
                gather.text(before, FAILED.to_owned(), false)?;
            }
            gather.put(at, cell.get_value(), odd.formatted.get(&at).copied())?;
        }
        for at in failed {
            gather.text(at, FAILED.to_owned(), false)?;
        }
        gather.done()
    }
}

/// A part of the zip, whose size was checked before.
fn part(bytes: &[u8], path: &str) -> Result<Option<Vec<u8>>, TruthError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let same = |name: &Cow<'_, str>| name.eq_ignore_ascii_case(path);
    let found = zip.file_names().flatten().find(same).map(Cow::into_owned);
    let Some(name) = found else { return Ok(None) };
    let mut part = zip.by_name(&name).map_err(|error| damaged(&error))?;
    let mut read = Vec::new();
    part.read_to_end(&mut read).map_err(|error| damaged(&error))?;
    Ok(Some(read))
}

/// Where a link of the workbook leads.
fn target(links: &[u8], id: &str) -> Option<String> {
    let mut reader = quick_xml::Reader::from_reader(links);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) | Event::Empty(tag) => {
                let value = |name: &str| {
                    let named = tag.attributes().flatten().find(|one| one.key.as_ref() == name)?;
                    Some(named.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
                };
                if value("Id").is_some_and(|one| one == id) {
                    return value("Target");
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

// Kinds of records, see [MS-XLSB].
const ROW: u16 = 0x0000;
const FIRST_CELL: u16 = 0x0001;
const FAILED_FORMULA: u16 = 0x000B;
const FIRST_SHORT_CELL: u16 = 0x000D;
const LAST_SHORT_CELL: u16 = 0x0012;
const FORMAT: u16 = 0x002C;
const STYLE: u16 = 0x002F;
const END_OF_CELLS: u16 = 0x0092;
const SHEET: u16 = 0x009C;
const START_OF_STYLES: u16 = 0x0269;
const END_OF_STYLES: u16 = 0x026A;

fn patterns(styles: &[u8]) -> Vec<Option<Pattern>> {
    let mut formats: HashMap<u16, Option<Pattern>> = HashMap::new();
    let (mut patterns, mut of_cells) = (Vec::new(), false);
    for (kind, data) in Records(styles) {
        match kind {
            FORMAT => {
                if let (Some(number), Some((code, _))) = (short(data, 0), text(data, 2)) {
                    formats.insert(number, Pattern::of(&code));
                }
            }
            START_OF_STYLES => of_cells = true,
            END_OF_STYLES => break,
            STYLE if of_cells => {
                let format = short(data, 2).and_then(|format| formats.get(&format));
                patterns.push(format.cloned().flatten());
            }
            _ => {}
        }
    }
    patterns
}

/// Cells of a sheet that are more than their value, by row and column.
struct Odd<'a> {
    /// The format adds zeros or text to a number.
    formatted: HashMap<(u32, u32), &'a Pattern>,
    /// In the order of the sheet.
    failed: Vec<(u32, u32)>,
}

impl<'a> Odd<'a> {
    fn of(sheet: &[u8], patterns: &'a [Option<Pattern>]) -> Result<Self, TruthError> {
        let mut odd = Self { formatted: HashMap::new(), failed: Vec::new() };
        let mut row = 0;
        for (kind, data) in Records(sheet) {
            match kind {
                ROW => row = long(data, 0).unwrap_or(row),
                FIRST_CELL..=FAILED_FORMULA => {
                    let (Some(column), Some(style)) = (long(data, 0), long(data, 4)) else {
                        continue;
                    };
                    if kind == FAILED_FORMULA {
                        odd.failed.push((row, column));
                    }
                    let pattern = patterns.get((style & 0x00FF_FFFF) as usize);
                    if let Some(Some(pattern)) = pattern {
                        odd.formatted.insert((row, column), pattern);
                    }
                }
                // Cells without their column, which the library passes over.
                FIRST_SHORT_CELL..=LAST_SHORT_CELL => {
                    let detail = "it has cells of a kind that Excel does not write";
                    return Err(TruthError::Damaged { detail: detail.to_owned() });
                }
                END_OF_CELLS => break,
                _ => {}
            }
        }
        Ok(odd)
    }
}

/// Kind and content; ends where the part is cut.
struct Records<'a>(&'a [u8]);

impl Records<'_> {
    /// A number in the lower seven bits of up to so many bytes.
    fn number(&mut self, most: u32) -> Option<u32> {
        let mut number = 0;
        for place in 0..most {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 0x7F) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(number)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16::try_from(self.number(2)?).ok()?;
        let length = self.number(4)? as usize;
        let (content, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some((kind, content))
    }
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(data.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn long(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// A text, and where it ends.
fn text(data: &[u8], at: usize) -> Option<(String, usize)> {
    let start = at.checked_add(4)?;
    let end = start.checked_add((long(data, at)? as usize).checked_mul(2)?)?;
    let units = data.get(start..end)?.chunks_exact(2).filter_map(|pair| short(pair, 0));
    Some((String::from_utf16_lossy(&units.collect::<Vec<_>>()), end))
}
