//! What the dates of a whole column say about each of them.

mod joined;

pub(crate) use joined::check;

use crate::clock;
use crate::dates::{self, Day, Form, Written};
use crate::field::{DateOrder, Field};
use crate::fold::clip;
use crate::guess::DatesGuess;
use crate::table::{Row, Source, Table};
use crate::two_digits::TwoDigits;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::HashMap;

/// So many dates with a day of at most twelve, beside texts with a day above, are no chance.
const SWAPPED: usize = 3;
/// A last day of work lies at most so many years ahead.
const YEARS_AHEAD: i16 = 40;

/// Which comes first in 03/11/2026, by all dates of a list. One value above twelve decides for all;
/// none, or two that contradict each other, and it has to be asked.
pub(crate) fn of_columns(table: &Table, columns: &[usize]) -> DatesGuess {
    let whole = look(table, &table.rows, columns).guess;
    match table.joined.len() {
        0 | 1 => whole,
        _ => joined::together(table, whole, columns),
    }
}

/// What the dates of a list or of one of its sheets show.
struct Look {
    guess: DatesGuess,
    /// A date whose order matters.
    example: Option<String>,
    /// A date of the workbook, in a column of which nothing shows that day and month are right.
    may_be_swapped: Option<String>,
}

fn look(table: &Table, rows: &[Row], columns: &[usize]) -> Look {
    let seen = Seen::of_each(table, rows, columns);
    let example = seen.iter().find_map(|seen| seen.slashed.any());
    let swapped = seen.iter().find(|seen| seen.may_be_swapped());
    Look {
        guess: of_seen(&seen),
        example: example.map(str::to_owned),
        may_be_swapped: swapped.and_then(|seen| seen.cell.clone()),
    }
}

fn of_seen(columns: &[Seen]) -> DatesGuess {
    let day_first = columns.iter().find_map(|seen| seen.slashed.day_first.as_deref());
    let month_first = columns.iter().find_map(|seen| seen.slashed.month_first.as_deref());
    let open = columns.iter().find_map(|seen| seen.slashed.open.as_deref());
    let both =
        |one: &str, other: &str| DatesGuess::Ambiguous { example: format!("{one}, {other}") };
    // Dots are day first, unless their own column says otherwise.
    for seen in columns {
        if let (Some(one), Some(other)) = (&seen.dotted.day_first, &seen.dotted.month_first) {
            return both(one, other);
        }
    }
    let order = match (day_first, month_first, open) {
        (Some(one), Some(other), _) => return both(one, other),
        (None, None, Some(open)) => return DatesGuess::Ambiguous { example: open.to_owned() },
        (None, Some(_), _) => DateOrder::MonthDay,
        (Some(_), None, _) => DateOrder::DayMonth,
        (None, None, None) => return DatesGuess::NotNeeded,
    };
    let swapped = swapped(columns);
    let mixed = || columns.iter().zip(&swapped).filter(|(_, is)| **is).map(|(seen, _)| seen);
    let cells: usize = mixed().map(|seen| seen.cells_up_to_twelve).sum();
    let example = mixed().find_map(|seen| seen.slashed.example().zip(seen.cell.as_deref()));
    if cells < SWAPPED
        && let Some((text, cell)) = example
    {
        return both(text, cell);
    }
    // Texts of one column beside dates of another that may be changed over: nothing shows which.
    let texts = columns.iter().find_map(|seen| seen.slashed.example().filter(|_| seen.is_text()));
    let dates = columns.iter().find(|seen| seen.may_be_swapped());
    if cells == 0
        && let Some((text, cell)) = texts.zip(dates.and_then(|seen| seen.cell.as_deref()))
    {
        return both(text, cell);
    }
    match u32::try_from(cells) {
        Ok(0) | Err(_) => DatesGuess::Certain(order),
        Ok(rows) => DatesGuess::Swapped { order, rows },
    }
}

/// The columns whose dates a spreadsheet changed over: what it did to one, it did to all.
fn swapped(columns: &[Seen]) -> Vec<bool> {
    let any = columns.iter().any(Seen::is_mixed);
    columns.iter().map(|seen| any && seen.may_be_swapped()).collect()
}

/// From when bare numbers count days. A column of dates may hold them as text too.
pub(crate) fn serials(table: &Table) -> Option<bool> {
    match table.source {
        Source::Csv { .. } | Source::Html { .. } => Some(false),
        Source::Workbook { from_1904, .. } => Some(from_1904),
    }
}

/// The dates of a column, looked at once.
#[derive(Debug, Default)]
struct Seen {
    slashed: Tells,
    dotted: Tells,
    /// Cells of a workbook that are dates, with a day of at most twelve and another month.
    cells_up_to_twelve: usize,
    cells_above_twelve: usize,
    cell: Option<String>,
    clocks: Vec<Option<clock::Clock>>,
    /// Dates 31 December 99.
    nines: usize,
    years: TwoDigits,
}

/// An example text for each possible order.
#[derive(Debug, Default)]
struct Tells {
    day_first: Option<String>,
    month_first: Option<String>,
    open: Option<String>,
}

impl Tells {
    fn add(&mut self, cell: &str, order: Option<DateOrder>, open: bool) {
        let place = match order {
            Some(DateOrder::DayMonth) => &mut self.day_first,
            Some(DateOrder::MonthDay) => &mut self.month_first,
            None if open => &mut self.open,
            None => return,
        };
        if place.is_none() {
            *place = Some(clip(cell, 40));
        }
    }

    fn example(&self) -> Option<&str> {
        self.day_first.as_deref().or(self.month_first.as_deref())
    }

    fn any(&self) -> Option<&str> {
        self.example().or(self.open.as_deref())
    }
}

impl Seen {
    /// The columns side by side: a list has few with dates, and many rows.
    fn of_each(table: &Table, rows: &[Row], columns: &[usize]) -> Vec<Self> {
        let of = |column: usize| Self::of(table, rows, column);
        std::thread::scope(|scope| {
            let looks = columns.iter().map(|column| scope.spawn(move || of(*column)));
            let looks: Vec<_> = looks.collect();
            let ended = columns.iter().zip(looks);
            ended.map(|(at, look)| look.join().unwrap_or_else(|_| of(*at))).collect()
        })
    }

    fn of(table: &Table, rows: &[Row], column: usize) -> Self {
        let mut seen = Self::default();
        let serials = serials(table);
        for row in rows {
            let cell = row.cell(column);
            if cell.is_empty() {
                continue;
            }
            match dates::read(cell, serials) {
                Ok(Written::Far(order)) => seen.slashed.add(cell, order, false),
                Ok(Written::Day(day)) => seen.day(cell, day, row.is_day(column)),
                _ => {}
            }
        }
        seen
    }

    fn day(&mut self, cell: &str, day: Day, is_cell: bool) {
        self.clocks.push(day.clock);
        if day.short && day.year == 99 && [(31, 12), (12, 31)].contains(&(day.first, day.second)) {
            self.nines += 1;
        }
        if day.short && day.form == Form::Slashed {
            self.years.add(day);
        }
        if is_cell {
            if day.first > 12 {
                self.cells_above_twelve += 1;
            } else if day.first != day.second {
                self.cells_up_to_twelve += 1;
                self.cell.get_or_insert_with(|| clip(cell, 40));
            }
        }
        match day.form {
            Form::Fixed => {}
            Form::Slashed => self.slashed.add(cell, Written::Day(day).tells(), day.is_open()),
            Form::Dotted => self.dotted.add(cell, Written::Day(day).tells(), day.is_open()),
        }
    }

    /// A spreadsheet with the order of another country made dates of what has a day up to twelve,
    /// day and month changed over, and left the rest as text. Where one date has a day above twelve,
    /// or one text a day up to twelve, it did not.
    fn may_be_swapped(&self) -> bool {
        self.cells_up_to_twelve > 0 && self.cells_above_twelve == 0 && self.slashed.open.is_none()
    }

    /// It has texts with a day above twelve, and no dates: a spreadsheet would have made dates of the
    /// others.
    fn is_text(&self) -> bool {
        self.cells_up_to_twelve == 0 && self.cells_above_twelve == 0 && self.slashed.open.is_none()
    }

    /// It has such texts too.
    fn is_mixed(&self) -> bool {
        self.may_be_swapped() && self.slashed.example().is_some()
    }
}

/// How the dates of one column are read.
#[derive(Debug)]
pub(crate) struct Reading {
    field: Field,
    order: DateOrder,
    dots: DateOrder,
    serials: Option<bool>,
    in_text: bool,
    swapped: bool,
    next_day: bool,
    nines: bool,
    /// Two digits at the start of a date may be its year.
    year_open: bool,
}

/// What a cell says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// No date, or “without end”.
    None,
    /// A formula whose value is not saved.
    NotKnown,
    Day(Date),
}

impl Said {
    pub(crate) fn day(self) -> Option<Date> {
        match self {
            Self::Day(day) => Some(day),
            Self::None | Self::NotKnown => None,
        }
    }
}

impl Reading {
    /// The columns with dates, in the order that holds for the list; `rows` are those of a sheet.
    pub(crate) fn all(
        table: &Table,
        rows: &[Row],
        columns: &[(Field, usize)],
        order: DateOrder,
    ) -> HashMap<Field, Self> {
        let places: Vec<usize> = columns.iter().map(|(_, column)| *column).collect();
        let seen = Seen::of_each(table, rows, &places);
        let swapped = swapped(&seen);
        let years = seen.iter().fold(TwoDigits::default(), |all, seen| all.with(seen.years));
        let year_open = years.may_begin_with_year();
        let each = columns.iter().zip(&seen).zip(swapped);
        each.map(|(((field, _), seen), swapped)| {
            let reading = Self::of(table, seen, swapped, *field, order);
            (*field, Self { year_open, ..reading })
        })
        .collect()
    }

    fn of(table: &Table, seen: &Seen, swapped: bool, field: Field, order: DateOrder) -> Self {
        let months = seen.dotted.month_first.is_some() && seen.dotted.day_first.is_none();
        let in_text = !matches!(table.source, Source::Workbook { .. });
        Self {
            field,
            order,
            dots: if months { DateOrder::MonthDay } else { DateOrder::DayMonth },
            serials: serials(table),
            in_text,
            swapped,
            next_day: clock::begins_next_day(&seen.clocks),
            nines: seen.nines > 1,
            year_open: false,
        }
    }

    /// Reads a cell, none for “no end” too; `note` gets each thing that was decided by a rule. `start` is the first day of
    /// work of the same person.
    ///
    /// # Errors
    /// The reason, to follow the cell in a sentence: “is not a date”.
    pub(crate) fn read(
        &self,
        cell: &str,
        is_cell: bool,
        start: Option<Date>,
        today: Date,
        note: &mut dyn FnMut(String),
    ) -> Result<Said, String> {
        let what = self.field.words();
        let is_end = self.field == Field::EndDate;
        let day = match dates::read(cell, self.serials)? {
            Written::Nothing => return Ok(Said::None),
            Written::NotKnown => return Ok(Said::NotKnown),
            Written::Far(_) if is_end => {
                // The last day of the last year is too usual to be worth a note.
                if !cell.contains("9999") {
                    note(format!("the {what} lies beyond all years of work and means “no end”"));
                }
                return Ok(Said::None);
            }
            Written::Far(_) => return Err("is in a year that cannot be right".to_owned()),
            Written::Early => {
                note(format!("the {what} is a day that systems write for “no date”"));
                return Ok(Said::None);
            }
            Written::Day(day) => day,
        };
        if day.short && day.form == Form::Slashed && self.year_open {
            return Err(
                "has no number of four digits, and its first one may be the year".to_owned()
            );
        }
        let Some(year) = self.year(day, start, today, is_end) else {
            note(format!("the {what} is 31 December 99 and means “no end”"));
            return Ok(Said::None);
        };
        if day.short {
            let rule = if is_end { "is near today" } else { "is not in the future" };
            note(format!(
                "the year of the {what} has two digits and is read so that the day {rule}"
            ));
        }
        if day.serial && self.in_text {
            note(format!("the {what} is a number of days as Excel counts them"));
        }
        let order = if day.form == Form::Dotted { self.dots } else { self.order };
        let mut date = day.on(order, year).ok_or_else(|| wrong_order(order).to_owned())?;
        if self.swapped && is_cell && day.first != day.second {
            date = Date::new(date.year(), date.day(), date.month())
                .map_err(|_| "is not a date".to_owned())?;
            note(format!(
                "a spreadsheet swapped day and month of the {what} when it turned the text into a \
                date; swapped back"
            ));
        }
        if day.clock.is_some() {
            if self.next_day {
                date = date.checked_add(1.day()).map_err(|_| "is not a date".to_owned())?;
                note(format!(
                    "the {what} is midnight of another time zone, written in UTC; the day that begins then is taken"
                ));
            } else {
                note(format!("the time of day of the {what} is left out"));
            }
        }
        Ok(Said::Day(date))
    }

    /// A first day of work lies in the past, a last one near today; none for a last one that means
    /// “without end”.
    fn year(&self, day: Day, start: Option<Date>, today: Date, is_end: bool) -> Option<i16> {
        if !day.short {
            return Some(day.year);
        }
        let (old, new) = (1900 + day.year, 2000 + day.year);
        if !is_end {
            // A few years are planned ahead; no employee was hired eighty years ago.
            let planned = new <= today.year() + 1 || old < today.year() - 75;
            return Some(if planned { new } else { old });
        }
        let last = [(31, 12), (12, 31)].contains(&(day.first, day.second));
        let begun_later = start.is_some_and(|start| start.year() > old);
        if day.year == 99 && last && (self.nines || begun_later) {
            return None;
        }
        Some(if new <= today.year() + YEARS_AHEAD || begun_later { new } else { old })
    }
}

fn wrong_order(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayMonth => "is not a date when the day comes first",
        DateOrder::MonthDay => "is not a date when the month comes first",
    }
}

#[cfg(test)]
mod tests;
