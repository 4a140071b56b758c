//! Several sheets with people: how many each has, and all of them read as one list.

use crate::entries::Rejected;
use crate::error::TruthError;
use crate::field::Field;
use crate::fold::{clip, fold};
use crate::table::Row;
use crate::{header, names, shape, words};
use compact_str::CompactString;
use std::collections::{BTreeSet, HashMap};

/// Rows that show which columns a sheet has.
const LOOKED_AT: usize = 20;
/// The column that names the sheet of each row.
const SHEET: &str = "Sheet";
/// The same column where the sheets may divide people by status; it is asked about by its name.
const STATUS: &str = "Status by sheet";

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
}

/// People of a sheet; lines above and below them do not count.
pub(crate) fn people(rows: Vec<Row>) -> usize {
    let count = rows.len();
    header::split(rows).map_or(count, |(header, rows)| shape::leave_out(&header, rows).0.len())
}

/// The reason why sheets cannot be read together.
pub(crate) fn differ(parts: &[Part]) -> Option<TruthError> {
    let first = parts.first()?;
    let known = columns(first);
    parts.iter().skip(1).find_map(|part| {
        let own = columns(part);
        let column = match (&known, &own) {
            (Some(known), Some(own)) if known == own => return None,
            (Some(known), Some(own)) => known.symmetric_difference(own).next().cloned(),
            _ => None,
        };
        Some(TruthError::SheetsDiffer {
            sheet: clip(&first.name, 60),
            other: clip(&part.name, 60),
            column: clip(&column.unwrap_or_else(|| "(no names)".to_owned()), 60),
        })
    })
}

/// The folded names of a sheet's columns; `None` when it has none or one of them twice.
fn columns(part: &Part) -> Option<BTreeSet<String>> {
    let (header, _) = header::split(part.start().rows).ok()?;
    let is_named = |(at, name): &(usize, &String)| **name != header::stand_in(*at);
    let named = header.iter().enumerate().filter(is_named);
    let mut columns = BTreeSet::new();
    named.map(|(_, name)| fold(name)).all(|name| columns.insert(name)).then_some(columns)
}

/// All sheets as one list with the name of the sheet as a further column. A row of a later sheet keeps
/// the end of its number: row 7 of the second sheet is 1007.
pub(crate) fn join(parts: Vec<Part>) -> Result<Joined, TruthError> {
    if let Some(error) = differ(&parts) {
        return Err(error);
    }
    let says = says_who_left(&parts);
    let telling = parts.iter().any(|part| tells(&part.name));
    let last = parts.iter().flat_map(|part| part.rows.last()).map(|row| row.number).max();
    let step = 10_u32.saturating_pow(last.unwrap_or(0).max(999).ilog10() + 1);
    let mut joined = Joined::default();
    let mut names: Vec<String> = Vec::new();
    let mut rows = Vec::new();
    for (part, index) in parts.into_iter().zip(0_u32..) {
        let before = index.saturating_mul(step);
        let title = clip(&part.name, 60);
        let (header, own) = header::split(part.rows)?;
        let (own, left_out) = shape::leave_out(&header, own);
        refuse_division(&header, &left_out)?;
        if before > 0 {
            joined.notes.push(format!(
                "Rows of the sheet “{title}” are numbered from {}.",
                before.saturating_add(1)
            ));
        }
        let later = |row: Rejected| Rejected { row: row.row.saturating_add(before), ..row };
        joined.left_out.extend(left_out.into_iter().map(later));
        let places = places(&mut names, header);
        let moved = own.into_iter().map(|row| moved(row, &places, before));
        rows.extend(moved.map(|row| (part.name.clone(), row)));
    }
    let name = if telling || !says { STATUS } else { SHEET };
    joined.rows = with_sheet(names, name, rows);
    Ok(joined)
}

/// One sheet whose name says whether its people work here, where no column says that: the name becomes
/// a column.
pub(crate) fn named_by_status(part: Part) -> Result<Joined, TruthError> {
    let says = says_who_left(std::slice::from_ref(&part));
    if says || !tells(&part.name) || columns(&part).is_none() {
        return Ok(Joined { rows: part.rows, ..Joined::default() });
    }
    join(vec![part])
}

fn refuse_division(header: &[String], left_out: &[Rejected]) -> Result<(), TruthError> {
    match shape::part_that_says_who_left(header, left_out) {
        Some(row) => Err(TruthError::DividedByStatus { row: row.row, shown: clip(&row.shown, 60) }),
        None => Ok(()),
    }
}

/// A column says who has left.
fn says_who_left(parts: &[Part]) -> bool {
    let says = |name: &String| {
        let field = names::field_of(name).map(|(field, _)| field);
        matches!(field, Some(Field::Status | Field::EndDate))
    };
    parts.first().and_then(columns).is_some_and(|columns| columns.iter().any(says))
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
fn places(names: &mut Vec<String>, header: Vec<String>) -> Vec<usize> {
    let mut known: HashMap<String, usize> =
        names.iter().enumerate().map(|(at, name)| (fold(name), at)).collect();
    let mut place = |name: String| {
        *known.entry(fold(&name)).or_insert_with(|| {
            names.push(name);
            names.len() - 1
        })
    };
    header.into_iter().map(&mut place).collect()
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
