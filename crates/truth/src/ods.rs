//! OpenDocument workbooks, `.ods`, cell by cell; each cell states its value and what it shows.

use crate::dates::{self, Written};
use crate::error::TruthError;
use crate::fold::clip;
use crate::limits::MOST_COLUMNS;
use crate::table::{Format, NO_VALUE};
use crate::workbook::{Book, Cells, damaged};
use crate::xlsx::Gather;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Cursor};
use zip::ZipArchive;

/// Rows that are repeated more often are empty lines to the end of the sheet or an attack.
const MOST_REPEATED: u32 = 1_000;

pub(crate) struct Document {
    /// In their order; none for one that was given away.
    sheets: Vec<(String, Result<Cells, TruthError>)>,
    hidden: Vec<String>,
}

impl Document {
    pub(crate) fn open(bytes: &[u8], file_name: &str) -> Result<Self, TruthError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
        if is_protected(&mut zip) {
            return Err(TruthError::PasswordProtected { file: clip(file_name, 80) });
        }
        let content = zip.by_name("content.xml").map_err(|error| damaged(&error))?;
        let mut parser = Parser::default();
        let mut reader = quick_xml::Reader::from_reader(BufReader::new(content));
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|error| damaged(&error))? {
                Event::Start(tag) => parser.start(&tag),
                Event::Empty(tag) => {
                    parser.start(&tag);
                    parser.end(tag.name().as_ref());
                }
                Event::End(tag) => parser.end(tag.name().as_ref()),
                Event::Text(text) => parser.text(&text.xml10_content()),
                Event::CData(text) => parser.text(&text.xml10_content()),
                Event::GeneralRef(entity) => {
                    let letter = entity.resolve_char_ref().map_err(|error| damaged(&error))?;
                    match letter {
                        Some(letter) => parser.text(letter.encode_utf8(&mut [0; 4])),
                        None => parser.text(resolve_predefined_entity(&entity).unwrap_or_default()),
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(Self { sheets: parser.done, hidden: parser.not_shown })
    }
}

impl Book for Document {
    fn format(&self) -> Format {
        Format::Ods
    }

    fn counts_from_1904(&self) -> bool {
        false
    }

    fn sheets(&self) -> Vec<String> {
        self.sheets.iter().map(|(name, _)| name.clone()).collect()
    }

    fn hidden(&self) -> Vec<String> {
        self.hidden.clone()
    }

    fn cells(&mut self, sheet: &str) -> Result<Cells, TruthError> {
        let found = self.sheets.iter_mut().find(|(name, _)| name == sheet);
        found.map_or(Ok(Cells::default()), |(_, cells)| {
            std::mem::replace(cells, Ok(Cells::default()))
        })
    }
}

/// An encrypted document says so in its manifest; its parts are no XML.
fn is_protected(zip: &mut ZipArchive<Cursor<&[u8]>>) -> bool {
    let mut manifest = String::new();
    let read = zip.by_name("META-INF/manifest.xml").is_ok_and(|part| {
        std::io::Read::read_to_string(&mut std::io::Read::take(part, 1024 * 1024), &mut manifest)
            .is_ok()
    });
    // The whole document may also lie in one encrypted part.
    (read && manifest.contains("encryption-data")) || zip.by_name("encrypted-package").is_ok()
}

#[derive(Default)]
struct Parser {
    done: Vec<(String, Result<Cells, TruthError>)>,
    /// Names of sheets that are not shown.
    not_shown: Vec<String>,
    /// Styles of sheets that are not shown.
    hidden: HashSet<String>,
    style: String,
    sheet: Option<Open>,
}

/// The sheet that is being read.
struct Open {
    name: String,
    shown: bool,
    gather: Gather,
    failed: Option<TruthError>,
    row: u32,
    rows_alike: u32,
    column: u32,
    cells: Vec<(u32, String, bool)>,
    cell: Option<Cell>,
    /// Depth within comments and drawings of a cell, whose text is not the cell's.
    aside: usize,
}

#[derive(Default)]
struct Cell {
    alike: u32,
    kind: String,
    value: String,
    formula: bool,
    shown: String,
    paragraphs: usize,
}

fn attributes(tag: &BytesStart<'_>) -> HashMap<String, String> {
    let read = tag.attributes().flatten();
    let named = read.filter_map(|attribute| {
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some((attribute.key.as_ref().to_owned(), value.into_owned()))
    });
    named.collect()
}

fn times(attributes: &HashMap<String, String>, name: &str) -> u32 {
    attributes.get(name).and_then(|times| times.parse().ok()).unwrap_or(1)
}

impl Parser {
    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = tag.name();
        match (name.as_ref(), &mut self.sheet) {
            ("style:style", _) => {
                self.style = attributes(tag).remove("style:name").unwrap_or_default();
            }
            ("style:table-properties", _)
                if attributes(tag).get("table:display").is_some_and(|shown| shown == "false") =>
            {
                self.hidden.insert(std::mem::take(&mut self.style));
            }
            ("table:table", None) => {
                let mut attributes = attributes(tag);
                let style = attributes.remove("table:style-name").unwrap_or_default();
                self.sheet = Some(Open {
                    name: attributes.remove("table:name").unwrap_or_default(),
                    shown: !self.hidden.contains(&style),
                    gather: Gather::new(false),
                    failed: None,
                    row: 0,
                    rows_alike: 1,
                    column: 0,
                    cells: Vec::new(),
                    cell: None,
                    aside: 0,
                });
            }
            (name, Some(sheet)) => sheet.start(name, tag),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if name == "table:table" && self.sheet.as_ref().is_some_and(|sheet| sheet.aside == 0) {
            let Some(sheet) = self.sheet.take() else { return };
            if sheet.shown {
                let cells = match sheet.failed {
                    Some(error) => Err(error),
                    None => sheet.gather.done(),
                };
                self.done.push((sheet.name, cells));
            } else {
                self.not_shown.push(sheet.name);
            }
        } else if let Some(sheet) = &mut self.sheet {
            sheet.end(name);
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(sheet) = &mut self.sheet
            && sheet.aside == 0
            && let Some(cell) = &mut sheet.cell
            && cell.paragraphs > 0
        {
            cell.shown.push_str(text);
        }
    }
}

impl Open {
    fn start(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "office:annotation" | "draw:frame" | "draw:custom-shape" => self.aside += 1,
            _ if self.aside > 0 => {}
            "table:table-row" => {
                self.rows_alike = times(&attributes(tag), "table:number-rows-repeated");
                self.column = 0;
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let mut attributes = attributes(tag);
                let kind = attributes.remove("office:value-type").unwrap_or_default();
                let values = ["value", "date-value", "boolean-value", "string-value", "time-value"];
                let value = values.iter().find_map(|v| attributes.remove(&format!("office:{v}")));
                self.cell = Some(Cell {
                    alike: times(&attributes, "table:number-columns-repeated"),
                    kind,
                    value: value.unwrap_or_default(),
                    formula: attributes.contains_key("table:formula"),
                    shown: String::new(),
                    paragraphs: 0,
                });
            }
            "text:p" => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.shown.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "text:s" => {
                let spaces = times(&attributes(tag), "text:c").min(100);
                if let Some(cell) = &mut self.cell {
                    cell.shown.extend(std::iter::repeat_n(' ', spaces as usize));
                }
            }
            "text:tab" | "text:line-break" => {
                if let Some(cell) = &mut self.cell {
                    cell.shown.push(if name == "text:tab" { '\t' } else { '\n' });
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "office:annotation" | "draw:frame" | "draw:custom-shape" => {
                self.aside = self.aside.saturating_sub(1);
            }
            _ if self.aside > 0 => {}
            "table:table-cell" | "table:covered-table-cell" => {
                let Some(cell) = self.cell.take() else { return };
                let alike = cell.alike;
                let (text, is_day) = cell.text();
                if text.is_empty() {
                    self.column = self.column.saturating_add(alike);
                    return;
                }
                let most = u32::try_from(MOST_COLUMNS + 1).unwrap_or(u32::MAX);
                for _ in 0..alike.min(most) {
                    self.cells.push((self.column, text.clone(), is_day));
                    self.column = self.column.saturating_add(1);
                }
            }
            "table:table-row" => {
                let cells = std::mem::take(&mut self.cells);
                let times = if cells.is_empty() { 0 } else { self.rows_alike.min(MOST_REPEATED) };
                for row in 0..times {
                    for (column, text, is_day) in &cells {
                        let at = (self.row.saturating_add(row), *column);
                        if self.failed.is_none()
                            && let Err(error) = self.gather.text(at, text.clone(), *is_day)
                        {
                            self.failed = Some(error);
                        }
                    }
                }
                self.row = self.row.saturating_add(self.rows_alike);
            }
            _ => {}
        }
    }
}

impl Cell {
    fn text(self) -> (String, bool) {
        match self.kind.as_str() {
            "date" if is_another_day(&self.value, &self.shown) => {
                (two_days(&self.shown, &self.value), false)
            }
            "date" => dates::day_and_time(&self.value),
            "float" => match day_of(&self.value).filter(|day| is_another_day(day, &self.shown)) {
                Some(day) => (two_days(&self.shown, &day), false),
                None => (number(&self.value, &self.shown), false),
            },
            "boolean" | "percentage" | "currency" => (self.value, false),
            "" if self.formula && self.shown.is_empty() => (NO_VALUE.to_owned(), false),
            _ if self.shown.is_empty() => (self.value, false),
            _ => (self.shown, false),
        }
    }
}

/// The day of a serial number, as a date cell states it.
fn day_of(value: &str) -> Option<String> {
    let (day, _) = dates::of_serial(value.parse().ok()?, false)?;
    Some(day.to_string())
}

/// Whether a cell shows a date, and not the day `value` (ISO 8601) that it states. A program that counts
/// days from 1904 may write one without the other: nobody can say which is meant.
fn is_another_day(value: &str, shown: &str) -> bool {
    let mut stated = value.split(['-', 'T']).map_while(|part| part.parse::<u32>().ok());
    let (Some(year), Some(_), Some(day)) = (stated.next(), stated.next(), stated.next()) else {
        return false;
    };
    let groups: Vec<&str> =
        shown.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    // A month name stands for one of the three.
    let is_date = groups.len() >= 3 || (groups.len() == 2 && shown.contains(char::is_alphabetic));
    let says = |number: u32| groups.iter().any(|group| group.parse() == Ok(number));
    let with_year = groups.iter().any(|group| group.len() == 4);
    let is_year = if with_year { says(year) } else { says(year % 100) };
    is_date && dates::read(shown, None).is_ok_and(is_day) && !(is_year && says(day))
}

fn is_day(written: Written) -> bool {
    matches!(written, Written::Day(_))
}

/// Both days, which is no date: it is asked about.
fn two_days(shown: &str, value: &str) -> String {
    let (day, _) = dates::day_and_time(value);
    format!("{shown} (saved as {day})")
}

/// Whole numbers with zeros or text around them are taken as they are shown; the rest as they are.
fn number(value: &str, shown: &str) -> String {
    let Ok(read) = value.parse::<f64>() else { return shown.to_owned() };
    let plain = read.to_string();
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    let whole = plain.bytes().all(|byte| byte.is_ascii_digit());
    let amount = shown.contains(['.', ',', '\u{a0}', '\u{202f}', '’', '%', '€', '$', '£', '¥']);
    if whole
        && !amount
        && digits.trim_start_matches('0') == plain.trim_start_matches('0')
        && !digits.is_empty()
    {
        shown.to_owned()
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_shows_another_day_than_it_states_is_no_date() {
        let cell = |kind: &str, value: &str, shown: &str| {
            Cell {
                kind: kind.to_owned(),
                value: value.to_owned(),
                shown: shown.to_owned(),
                ..Cell::default()
            }
            .text()
        };
        for (kind, value, shown, text) in [
            // Counted from 1904 by the program that showed it.
            ("date", "2026-03-30T00:00:00.000Z", "2030-03-31", None),
            ("float", "46111", "2030-03-31", None),
            ("date", "2026-03-30", "31.03.30", None),
            ("date", "2026-03-30", "31 Mar 2030", None),
            ("date", "2026-03-30T00:00:00", "2026-03-31", None),
            // The same day, however it is shown.
            ("date", "2026-03-30T00:00:00", "30.03.26", Some("2026-03-30")),
            ("date", "2026-03-30", "3/30/2026", Some("2026-03-30")),
            ("date", "2026-03-30", "30. März 2026", Some("2026-03-30")),
            ("date", "2026-03-30", "March 2026", Some("2026-03-30")),
            ("date", "2026-03-30", "Monday", Some("2026-03-30")),
            ("date", "2026-03-30", "", Some("2026-03-30")),
            ("float", "46111", "46111", Some("46111")),
            ("float", "46111", "46,111", Some("46111")),
            ("float", "417", "E-00417", Some("E-00417")),
        ] {
            let (found, _) = cell(kind, value, shown);
            match text {
                Some(text) => assert_eq!(found, text, "{shown}"),
                None => {
                    assert!(found.starts_with(shown) && found.contains(" (saved as 2026-03-30"));
                    assert!(dates::read(&found, None).is_err(), "{found}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_as_they_are_shown() {
        for (value, shown, text) in [
            ("417", "00417", "00417"),
            ("417", "E-00417", "E-00417"),
            ("417", "417", "417"),
            ("1417", "1,417", "1417"),
            ("1417", "1 417.00 €", "1417"),
            ("417.5", "417.50", "417.5"),
            ("123456789012", "1.23E+11", "123456789012"),
        ] {
            assert_eq!(number(value, shown), text, "{shown}");
        }
    }
}
