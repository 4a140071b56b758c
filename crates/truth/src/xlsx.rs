//! Workbooks of the usual kind, `.xlsx`, cell by cell.

use crate::archive::Packed;
use crate::dates;
use crate::error::TruthError;
use crate::fold::clip;
use crate::limits::MOST_COLUMNS;
use crate::shown::Pattern;
use crate::table::{Format, NO_VALUE, Rows};
use crate::workbook::{Book, Cells, damaged, hidden, visible};
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use std::collections::HashSet;
use std::io::Cursor;

pub(crate) struct Workbook<'a> {
    book: Xlsx<Cursor<&'a [u8]>>,
    has_formulas: bool,
    /// The file asks the program that opens it to compute everything first.
    not_computed: bool,
}

impl<'a> Workbook<'a> {
    pub(crate) fn open(
        bytes: &'a [u8],
        file_name: &str,
        packed: &Packed,
    ) -> Result<Self, TruthError> {
        let book = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsxError::Password => TruthError::PasswordProtected { file: clip(file_name, 80) },
            error => damaged(&error),
        })?;
        Ok(Self { book, has_formulas: packed.formulas, not_computed: packed.not_computed })
    }

    /// Formula cells of which the file does not say what they show.
    fn without_value(&mut self, sheet: &str) -> Result<HashSet<(u32, u32)>, TruthError> {
        let mut none = HashSet::new();
        if !self.has_formulas {
            return Ok(none);
        }
        let mut zeros = HashSet::new();
        let mut computed = false;
        let mut cells = self.book.worksheet_cells_reader(sheet).map_err(|e| damaged(&e))?;
        while let Some(cell) =
            cells.next_cell_with_formula_metadata().map_err(|error| damaged(&error))?
        {
            let Some(_) = cell.formula else { continue };
            let is_zero = match &cell.value {
                DataRef::Empty => {
                    none.insert(cell.pos);
                    continue;
                }
                DataRef::Float(number) => *number == 0.0,
                DataRef::Int(number) => *number == 0,
                DataRef::DateTime(moment) => moment.as_f64() == 0.0,
                _ => false,
            };
            if is_zero {
                zeros.insert(cell.pos);
            } else {
                computed = true;
            }
        }
        // A program that writes formulas without computing them saves nothing or 0.
        let never = !none.is_empty() || (!computed && (self.not_computed || zeros.len() > 1));
        if never || (self.not_computed && !computed) {
            none.extend(zeros);
        }
        Ok(none)
    }
}

impl Book for Workbook<'_> {
    fn format(&self) -> Format {
        Format::Xlsx
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

    /// Cells come as a stream: a lone cell in the last row costs as much as one in the first.
    fn cells(&mut self, sheet: &str) -> Result<Cells, TruthError> {
        let none = self.without_value(sheet)?;
        let mut gather = Gather::new(self.counts_from_1904());
        let mut cells = self.book.worksheet_cells_reader(sheet).map_err(|e| damaged(&e))?;
        let patterns: Vec<Option<Pattern>> = cells
            .styles()
            .iter()
            .map(|style| Pattern::of(&style.number_format.as_ref()?.format_code))
            .collect();
        while let Some((cell, style)) =
            cells.next_cell_with_style_id().map_err(|error| damaged(&error))?
        {
            let at = cell.get_position();
            if !none.is_empty() && none.contains(&at) {
                gather.text(at, NO_VALUE.to_owned(), false)?;
            } else {
                let pattern = patterns.get(style).and_then(Option::as_ref);
                gather.put(at, cell.get_value(), pattern)?;
            }
        }
        gather.done()
    }
}

/// Cells, in the order of rows, as the texts that the sheet shows.
pub(crate) struct Gather {
    from_1904: bool,
    rows: Rows,
    number: u32,
    cells: Vec<String>,
    days: Vec<u16>,
}

impl Gather {
    pub(crate) fn new(from_1904: bool) -> Self {
        let (cells, days) = (Vec::new(), Vec::new());
        Self { from_1904, rows: Rows::default(), number: 0, cells, days }
    }

    pub(crate) fn put(
        &mut self,
        at: (u32, u32),
        value: &DataRef<'_>,
        pattern: Option<&Pattern>,
    ) -> Result<(), TruthError> {
        let (text, is_day) = match value {
            DataRef::Empty => return Ok(()),
            DataRef::String(text) | DataRef::DurationIso(text) => (text.clone(), false),
            DataRef::DateTimeIso(text) => (text.clone(), true),
            DataRef::SharedString(text) => ((*text).to_owned(), false),
            DataRef::Int(number) => {
                #[expect(clippy::cast_precision_loss, reason = "numbers as a sheet holds them")]
                let shown = pattern.and_then(|pattern| pattern.show(*number as f64));
                (shown.unwrap_or_else(|| number.to_string()), false)
            }
            DataRef::Float(number) => {
                let shown = pattern.and_then(|pattern| pattern.show(*number));
                (shown.unwrap_or_else(|| decimal(*number)), false)
            }
            DataRef::Bool(value) => (value.to_string(), false),
            DataRef::Error(error) => (error.to_string(), false),
            DataRef::DateTime(moment) if moment.is_datetime() => {
                let day = dates::shown_serial(moment.as_f64(), self.from_1904);
                let is_day = day.is_some();
                (day.unwrap_or_else(|| decimal(moment.as_f64())), is_day)
            }
            DataRef::DateTime(duration) => (decimal(duration.as_f64()), false),
        };
        self.text(at, text, is_day)
    }

    pub(crate) fn text(
        &mut self,
        (row, column): (u32, u32),
        text: String,
        is_day: bool,
    ) -> Result<(), TruthError> {
        if text.is_empty() {
            return Ok(());
        }
        let number = row.saturating_add(1);
        if number != self.number {
            self.flush()?;
            self.number = number;
        }
        let place = column as usize;
        if place >= MOST_COLUMNS {
            return Err(TruthError::TooManyColumns { row: number });
        }
        if self.cells.len() <= place {
            self.cells.resize(place + 1, String::new());
        }
        self.cells[place] = text;
        if is_day && let Ok(column) = u16::try_from(column) {
            self.days.push(column);
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), TruthError> {
        let (cells, days) = (std::mem::take(&mut self.cells), std::mem::take(&mut self.days));
        self.rows.push_owned(self.number, cells, days)
    }

    pub(crate) fn done(mut self) -> Result<Cells, TruthError> {
        self.flush()?;
        let (rows, notes) = self.rows.done();
        Ok(Cells { rows, notes })
    }
}

/// Rust writes the shortest digits that are the number, without an exponent or a point that is not
/// needed.
fn decimal(number: f64) -> String {
    number.to_string()
}
