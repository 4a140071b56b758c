//! Workbooks: which sheet is meant, and what its cells show.

use crate::archive;
use crate::error::TruthError;
use crate::fold::clip;
use crate::limits::MOST_SHEETS;
use crate::names;
use crate::sheets::{self, Part};
use crate::table::{ALL_SHEETS, Choices, Format, Row, Sheet, SheetSeen, Source};
use crate::{address, binary, ods, old, xlsx};
use calamine::{SheetType, SheetVisible};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows of a sheet, and what is odd about them.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    pub rows: Vec<Row>,
    pub notes: Vec<String>,
}

/// One kind of workbook.
pub(crate) trait Book {
    fn format(&self) -> Format;
    fn counts_from_1904(&self) -> bool;
    /// The sheets that can be seen.
    fn sheets(&self) -> Vec<String>;
    /// The sheets that cannot be seen, and are not read.
    fn hidden(&self) -> Vec<String>;
    fn cells(&mut self, sheet: &str) -> Result<Cells, TruthError>;
}

/// Reads a workbook that is a zip.
pub(crate) fn read(bytes: &[u8], name: &str, choices: &Choices) -> Result<Sheet, TruthError> {
    let packed = archive::check(bytes, name)?;
    guarded(|| match packed.format {
        Format::Xlsb => choose(&mut binary::Workbook::open(bytes, name)?, choices),
        Format::Ods => choose(&mut ods::Document::open(bytes, name)?, choices),
        Format::Xlsx | Format::Xls => {
            choose(&mut xlsx::Workbook::open(bytes, name, &packed)?, choices)
        }
    })
}

/// Reads a workbook of the old kind, `.xls`.
pub(crate) fn read_old(bytes: &[u8], name: &str, choices: &Choices) -> Result<Sheet, TruthError> {
    guarded(|| choose(&mut old::Workbook::open(bytes, name)?, choices))
}

/// The library is not ours: what makes it stop must not stop the program.
fn guarded(read: impl FnOnce() -> Result<Sheet, TruthError>) -> Result<Sheet, TruthError> {
    let read = catch_unwind(AssertUnwindSafe(read));
    read.unwrap_or_else(|_| Err(TruthError::Damaged { detail: "it cannot be read".to_owned() }))
}

/// The sheet that was chosen; else the first that has people in it; else the first with anything in
/// it. All others are listed.
fn choose(book: &mut impl Book, choices: &Choices) -> Result<Sheet, TruthError> {
    let mut names = book.sheets();
    let chosen = choices.sheet.as_deref();
    let all = chosen == Some(ALL_SHEETS) && !names.iter().any(|name| name == ALL_SHEETS);
    if let Some(sheet) = chosen.filter(|sheet| !all && !names.iter().any(|name| name == sheet)) {
        let has: Vec<String> =
            names.iter().take(12).map(|name| format!("“{}”", clip(name, 80))).collect();
        let more = if names.len() > has.len() { ", …" } else { "" };
        let has = format!("{}{more}", has.join(", "));
        return Err(TruthError::NoSuchSheet { sheet: clip(sheet, 80), has });
    }
    let mut notes = beyond(&mut names);
    notes.extend(not_shown(&book.hidden()));
    let (mut sheets, mut parts) = (Vec::new(), Vec::new());
    // A sheet that is read when none has people: the first, or one that names columns.
    let (mut other, mut other_named) = (None, false);
    for name in names {
        let is_chosen = chosen == Some(name.as_str());
        let cells = match book.cells(&name) {
            Ok(cells) => cells,
            // A sheet that is not the one cannot spoil the one that is.
            Err(error) if !is_chosen && !all && !sheets.is_empty() => {
                notes.push(format!("The sheet “{}” is not read. {error}", clip(&name, 80)));
                continue;
            }
            Err(error) => return Err(error),
        };
        if cells.rows.is_empty() {
            continue;
        }
        let named = names_columns(&cells.rows);
        let people = match named || has_addresses(&cells.rows) || is_column(&cells.rows) {
            true => sheets::people(&cells.rows),
            false => 0,
        };
        sheets.push(SheetSeen { name: name.clone(), people });
        let part = (Part { name, rows: cells.rows }, cells.notes);
        if people > 0 {
            parts.push(part);
        } else if is_chosen || other.is_none() || named && !other_named {
            other = Some(part);
            other_named = named;
        }
    }
    let source = |sheet: String| Source::Workbook {
        format: book.format(),
        sheet,
        from_1904: book.counts_from_1904(),
    };
    if all {
        notes.extend(parts.iter().flat_map(|(_, notes)| notes.clone()));
        let joined = sheets::join(parts.into_iter().map(|(part, _)| part).collect())?;
        notes.extend(joined.notes);
        sheets.push(together(&sheets));
        let (rows, left_out, joined) = (joined.rows, joined.left_out, joined.joined);
        let source = source(ALL_SHEETS.to_owned());
        let (sheet_open, controls) = (false, true);
        return Ok(Sheet { source, rows, left_out, notes, sheets, sheet_open, joined, controls });
    }
    let at = chosen.map_or(Some(0), |name| parts.iter().position(|(part, _)| part.name == name));
    let at = at.filter(|at| *at < parts.len());
    let several = parts.len() > 1;
    let differ = || sheets::differ(&parts.iter().map(|(part, _)| part.start()).collect::<Vec<_>>());
    let differ = several.then(differ).flatten();
    let taken = at.map(|at| parts.remove(at));
    let other =
        other.filter(|(part, _): &(Part, Vec<String>)| chosen.is_none_or(|name| part.name == name));
    let (part, own) = taken.or(other).ok_or(TruthError::Empty)?;
    notes.extend(own);
    let sheet = part.name.clone();
    let others = sheets.iter().filter(|one| one.people > 0 && one.name != sheet);
    let others: Vec<String> = others.map(counted).collect();
    if !others.is_empty() {
        notes.push(format!(
            "The sheet “{}” is read. Other sheets have people too: {}.",
            clip(&sheet, 80),
            others.join(", ")
        ));
    }
    match differ {
        Some(error) => notes.push(format!("They cannot be read together. {error}")),
        None if several && !sheets.iter().any(|sheet| sheet.name == ALL_SHEETS) => {
            sheets.push(together(&sheets));
        }
        None => {}
    }
    let joined = sheets::named_by_status(part)?;
    let sheet_open = at.is_some() && several && chosen.is_none();
    let (source, rows, left_out) = (source(sheet), joined.rows, joined.left_out);
    let (joined, controls) = (Vec::new(), true);
    Ok(Sheet { source, rows, left_out, notes, sheets, sheet_open, joined, controls })
}

/// Cuts off the sheets that are too many, and says so.
fn beyond(names: &mut Vec<String>) -> Vec<String> {
    let more = names.len().saturating_sub(MOST_SHEETS);
    names.truncate(MOST_SHEETS);
    let note = format!("The first {MOST_SHEETS} sheets are looked at; {more} more are not read.");
    if more > 0 { vec![note] } else { Vec::new() }
}

/// Names the hidden sheets.
fn not_shown(hidden: &[String]) -> Option<String> {
    let name = |name: &String| format!("“{}”", clip(name, 80));
    let named: Vec<String> = hidden.iter().take(5).map(name).collect();
    let more = match hidden.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    (!named.is_empty()).then(|| format!("Hidden sheets are not read: {}{more}.", named.join(", ")))
}

/// All sheets with people as one more choice.
fn together(sheets: &[SheetSeen]) -> SheetSeen {
    let people = sheets.iter().map(|sheet| sheet.people).fold(0, u32::saturating_add);
    SheetSeen { name: ALL_SHEETS.to_owned(), people }
}

/// “Leavers” (3 people)
fn counted(sheet: &SheetSeen) -> String {
    let name = clip(&sheet.name, 80);
    match sheet.people {
        1 => format!("“{name}” (1 person)"),
        people => format!("“{name}” ({people} people)"),
    }
}

/// Addresses in two rows: people without names of columns that are known.
fn has_addresses(rows: &[Row]) -> bool {
    let has = |row: &&Row| row.cells.iter().any(|cell| address::looks_like_one(cell));
    rows.iter().take(200).filter(has).take(2).count() == 2
}

/// A known name of a column, and an address in a row below it.
fn is_column(rows: &[Row]) -> bool {
    let known = |row: &Row| row.cells.iter().any(|cell| names::is_known(cell));
    let name = rows.iter().take(20).position(known);
    name.is_some_and(|name| {
        let below = rows.iter().skip(name + 1).take(200);
        below.flat_map(|row| &row.cells).any(|cell| address::looks_like_one(cell))
    })
}

/// Two known names of columns in one of the first rows.
pub(crate) fn names_columns(rows: &[Row]) -> bool {
    let known = |row: &Row| row.cells.iter().filter(|cell| names::is_known(cell)).count();
    rows.iter().take(20).any(|row| known(row) >= 2)
}

pub(crate) fn visible(sheets: &[calamine::Sheet]) -> Vec<String> {
    of_cells(sheets, |visible| visible == SheetVisible::Visible)
}

pub(crate) fn hidden(sheets: &[calamine::Sheet]) -> Vec<String> {
    of_cells(sheets, |visible| visible != SheetVisible::Visible)
}

fn of_cells(sheets: &[calamine::Sheet], is: impl Fn(SheetVisible) -> bool) -> Vec<String> {
    let meant = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    meant.filter(|sheet| is(sheet.visible)).map(|sheet| sheet.name.clone()).collect()
}

pub(crate) fn damaged(error: &impl std::fmt::Display) -> TruthError {
    TruthError::Damaged { detail: clip(&error.to_string(), 200) }
}
