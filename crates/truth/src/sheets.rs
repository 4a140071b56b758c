//! Several sheets with people: how many each has, and all of them read as one list.
//!
//! Columns are joined by their names. What one sheet does not have is empty in its rows, and said.

use crate::entries::Rejected;
use crate::error::TruthError;
use crate::field::Field;
use crate::fold::{clip, fold};
use crate::table::{Row, SheetRows};
use crate::together::{self, Header};
use crate::{header, names, shape, words};
use compact_str::CompactString;
use std::collections::{HashMap, HashSet};

/// Rows that show which columns a sheet has.
const LOOKED_AT: usize = 20;
/// The column that names the sheet of each row.
const SHEET: &str = "Sheet";
/// The same column where the sheets may divide people by status; it is a status column by its name.
const STATUS: &str = "Status by sheet";
/// Columns that a note names.
const NAMED: usize = 5;

/// A sheet with people.
#[derive(Debug)]
pub(crate) struct Part {
    pub name: String,
    pub rows: Vec<Row>,
}

impl Part {
    /// The rows that show the columns.
    pub(crate) fn start(&self) -> Self {
        let rows = self.rows.iter().take(LOOKED_AT + 1).cloned().collect();
        Self { name: self.name.clone(), rows }
    }
}

/// Rows of one list, its header first.
#[derive(Debug, Default)]
pub(crate) struct Joined {
    pub rows: Vec<Row>,
    pub left_out: Vec<Rejected>,
    pub notes: Vec<String>,
    /// Where the rows of each sheet begin; empty for a list of one sheet.
    pub joined: Vec<SheetRows>,
}

/// People of a sheet: the rows below the one that names the columns, without totals and footers.
pub(crate) fn people(rows: &[Row]) -> u32 {
    let people = match header::place(rows) {
        Ok(place) => {
            let header: Vec<String> =
                rows[place].cells.iter().map(|name| name.as_str().to_owned()).collect();
            shape::people(&header, &rows[place + 1..])
        }
        Err(_) => rows.len(),
    };
    u32::try_from(people).unwrap_or(u32::MAX)
}

/// The reason why sheets cannot be read together.
pub(crate) fn differ(parts: &[Part]) -> Option<TruthError> {
    let starts: Result<Vec<Sheet>, TruthError> =
        parts.iter().map(|part| Sheet::of(part.start())).collect();
    match starts {
        Ok(starts) => together::refuses(&starts.iter().map(Sheet::header).collect::<Vec<_>>()),
        Err(error) => Some(error),
    }
}

/// A sheet taken apart.
struct Sheet {
    name: String,
    header: Vec<String>,
    rows: Vec<Row>,
    left_out: Vec<Rejected>,
}

impl Sheet {
    fn of(part: Part) -> Result<Self, TruthError> {
        let (header, rows) = header::split(part.rows)?;
        let (rows, left_out) = shape::leave_out(&header, rows);
        refuse_division(&header, &left_out)?;
        Ok(Self { name: part.name, header, rows, left_out })
    }

    fn header(&self) -> Header<'_> {
        Header { sheet: &self.name, names: &self.header, rows: &self.rows }
    }

    /// A column says who has left.
    fn says_who_left(&self) -> bool {
        self.header.iter().any(|name| {
            let field = names::field_of(name).map(|(field, _)| field);
            matches!(field, Some(Field::Status | Field::EndDate))
        })
    }
}

/// All sheets as one list with the name of the sheet as a further column. A row of a later sheet keeps
/// the end of its number: row 7 of the second sheet is 1007.
pub(crate) fn join(parts: Vec<Part>) -> Result<Joined, TruthError> {
    let last = parts.iter().flat_map(|part| part.rows.last()).map(|row| row.number).max();
    let step = 10_u32.saturating_pow(last.unwrap_or(0).max(999).ilog10() + 1);
    let sheets: Vec<Sheet> = parts.into_iter().map(Sheet::of).collect::<Result<_, _>>()?;
    let headers: Vec<Header<'_>> = sheets.iter().map(Sheet::header).collect();
    if let Some(error) = together::refuses(&headers) {
        return Err(error);
    }
    let apart = together::apart(&headers);
    let says = sheets.iter().all(Sheet::says_who_left);
    let telling = sheets.iter().any(|sheet| tells(&sheet.name));
    let several = sheets.len() > 1;
    let mut joined = Joined::default();
    let mut names: Vec<String> = Vec::new();
    let mut places_of = Vec::new();
    for sheet in &sheets {
        places_of.push(places(&mut names, sheet, &apart));
    }
    let mut rows = Vec::new();
    for ((sheet, places), index) in sheets.into_iter().zip(places_of).zip(0_u32..) {
        let before = index.saturating_mul(step);
        let title = clip(&sheet.name, 60);
        if before > 0 {
            joined.notes.push(format!(
                "Rows of the sheet “{title}” are numbered from {}.",
                before.saturating_add(1)
            ));
        }
        joined.notes.extend(missing(&title, &names, &places));
        if several {
            joined.joined.push(SheetRows { sheet: title, from: before });
        }
        let later = |row: Rejected| Rejected { row: row.row.saturating_add(before), ..row };
        joined.left_out.extend(sheet.left_out.into_iter().map(later));
        let moved = sheet.rows.into_iter().map(|row| moved(row, &places, before));
        rows.extend(moved.map(|row| (sheet.name.clone(), row)));
    }
    let name = if telling || !says { STATUS } else { SHEET };
    joined.rows = with_sheet(names, name, rows);
    Ok(joined)
}

/// One sheet whose name says whether its people work here, where no column says that: the name becomes
/// a column.
pub(crate) fn named_by_status(part: Part) -> Result<Joined, TruthError> {
    let alone = Joined { rows: part.rows, ..Joined::default() };
    if !tells(&part.name) {
        return Ok(alone);
    }
    let part = Part { name: part.name, rows: alone.rows };
    match Sheet::of(part.start()) {
        Ok(start) if !start.says_who_left() && together::refuses(&[start.header()]).is_none() => {
            join(vec![part])
        }
        _ => Ok(Joined { rows: part.rows, ..Joined::default() }),
    }
}

fn refuse_division(header: &[String], left_out: &[Rejected]) -> Result<(), TruthError> {
    match shape::part_that_says_who_left(header, left_out) {
        Some(row) => Err(TruthError::DividedByStatus { row: row.row, shown: clip(&row.shown, 60) }),
        None => Ok(()),
    }
}

/// “Leavers”, “Terminated”
fn tells(name: &str) -> bool {
    let folded = fold(name);
    let one = folded.strip_suffix('s').unwrap_or_default();
    folded.contains("leaver")
        || words::is_telling(&folded)
        || words::is_telling(one)
        || names::sounds_like_state(name)
}

/// Where the columns of a sheet are in the list; those that it does not have yet are added.
fn places(names: &mut Vec<String>, sheet: &Sheet, apart: &HashSet<String>) -> Vec<usize> {
    let mut known: HashMap<String, usize> =
        names.iter().enumerate().map(|(at, name)| (fold(name), at)).collect();
    let mut place = |name: &String| {
        let name = match apart.contains(&fold(name)) {
            true => format!("{name} ({})", clip(&sheet.name, 60)),
            false => name.clone(),
        };
        *known.entry(fold(&name)).or_insert_with(|| {
            names.push(name);
            names.len() - 1
        })
    };
    sheet.header.iter().map(&mut place).collect()
}

/// The columns of other sheets that a sheet does not have.
fn missing(sheet: &str, names: &[String], places: &[usize]) -> Option<String> {
    let missing: Vec<String> = names
        .iter()
        .enumerate()
        .filter(|(at, _)| !places.contains(at))
        .map(|(_, name)| format!("“{}”", clip(name, 60)))
        .collect();
    let named = missing[..missing.len().min(NAMED)].join(", ");
    let more = match missing.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    match missing.len() {
        0 => None,
        1 => Some(format!("The sheet “{sheet}” has no column {named}; it is empty in its rows.")),
        _ => Some(format!(
            "The sheet “{sheet}” has no columns {named}{more}; they are empty in its rows."
        )),
    }
}

fn moved(mut row: Row, places: &[usize], before: u32) -> Row {
    let cells = std::mem::take(&mut row.cells);
    for (cell, place) in cells.into_iter().zip(places) {
        if row.cells.len() <= *place {
            row.cells.resize(place + 1, CompactString::default());
        }
        row.cells[*place] = cell;
    }
    let day = |day: &u16| u16::try_from(*places.get(usize::from(*day))?).ok();
    row.days = row.days.iter().filter_map(day).collect();
    row.days.sort_unstable();
    row.number = row.number.saturating_add(before);
    row
}

/// Header and rows with the name of the sheet as the last column.
fn with_sheet(mut names: Vec<String>, name: &str, rows: Vec<(String, Row)>) -> Vec<Row> {
    let last = names.len();
    names.push(name.to_owned());
    let cells = names.into_iter().map(Into::into).collect();
    let mut all = vec![Row { number: 1, cells, days: Vec::new() }];
    all.extend(rows.into_iter().map(|(sheet, mut row)| {
        row.cells.resize(last, CompactString::default());
        row.cells.push(sheet.into());
        row
    }));
    all
}
