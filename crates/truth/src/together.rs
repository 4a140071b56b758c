//! Whether the columns of several sheets mean the same, so that they may be joined by their names.

use crate::error::TruthError;
use crate::field::Field;
use crate::fold::{clip, fold, is_blank};
use crate::guess::{LOOKED_AT, most};
use crate::table::Row;
use crate::{address, dates, header, names, words};
use std::collections::{HashMap, HashSet};

/// Columns and rows of one sheet.
#[derive(Clone, Copy)]
pub(crate) struct Header<'a> {
    pub sheet: &'a str,
    pub names: &'a [String],
    pub rows: &'a [Row],
}

/// Fields of which a list has one column: two names for one of them in two sheets would leave the
/// people of a sheet without it.
const SINGLE: [Field; 8] = [
    Field::Email,
    Field::EmployeeNumber,
    Field::Name,
    Field::GivenName,
    Field::FamilyName,
    Field::StartDate,
    Field::EndDate,
    Field::Manager,
];

/// Why these sheets cannot be read as one list.
pub(crate) fn refuses(sheets: &[Header<'_>]) -> Option<TruthError> {
    let columns: Vec<Option<Columns<'_>>> = sheets.iter().map(Columns::of).collect();
    for (at, (sheet, own)) in sheets.iter().zip(&columns).enumerate() {
        let Some(own) = own else {
            let other = sheets.iter().find(|other| other.sheet != sheet.sheet).unwrap_or(sheet);
            let why = format!("“{}” has a column without a name of its own", clip(sheet.sheet, 60));
            return Some(differ(sheet, other, why));
        };
        for (other, theirs) in sheets.iter().zip(&columns).skip(at + 1) {
            let Some(theirs) = theirs else { continue };
            if let Some(why) = own.contradicts(theirs, sheet.sheet, other.sheet) {
                return Some(differ(sheet, other, why));
            }
        }
    }
    None
}

fn differ(sheet: &Header<'_>, other: &Header<'_>, why: String) -> TruthError {
    let (sheet, other) = (clip(sheet.sheet, 60), clip(other.sheet, 60));
    TruthError::SheetsDiffer { sheet, other, why }
}

/// The folded names of columns that may mean another thing in each sheet: days under a name that
/// says nothing. They stay columns of their own.
pub(crate) fn apart(sheets: &[Header<'_>]) -> HashSet<String> {
    let columns: Vec<Columns<'_>> = sheets.iter().filter_map(Columns::of).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for column in columns.iter().flat_map(|columns| columns.0.values()) {
        if column.field.is_none() && column.are(column.dates) && !names::is_unrelated(column.name) {
            *times.entry(column.folded.as_str()).or_default() += 1;
        }
    }
    times.into_iter().filter(|(_, times)| *times > 1).map(|(name, _)| name.to_owned()).collect()
}

/// By their folded names.
struct Columns<'a>(HashMap<String, Column<'a>>);

/// What a column of a sheet is by its name, and what its first rows hold.
struct Column<'a> {
    name: &'a str,
    folded: String,
    field: Option<Field>,
    values: usize,
    addresses: usize,
    /// Addresses of free mailboxes.
    free: usize,
    dates: usize,
}

impl<'a> Columns<'a> {
    /// `None` when a column has no name of its own.
    fn of(sheet: &Header<'a>) -> Option<Self> {
        let mut columns = HashMap::new();
        for (at, name) in sheet.names.iter().enumerate() {
            let column = Column::of(sheet.rows, at, name);
            // A column without name and values is nothing.
            if *name == header::stand_in(at) && column.values == 0 {
                continue;
            }
            if *name == header::stand_in(at) || columns.contains_key(&column.folded) {
                return None;
            }
            columns.insert(column.folded.clone(), column);
        }
        Some(Self(columns))
    }

    /// Why columns of two sheets cannot be joined.
    fn contradicts(&self, other: &Self, sheet: &str, sheet_2: &str) -> Option<String> {
        for field in SINGLE {
            let (own, theirs) = (self.named(field), other.named(field));
            let shared = own.iter().any(|column| other.0.contains_key(&column.folded));
            if let (Some(one), Some(two), false) = (own.first(), theirs.first(), shared) {
                return Some(format!(
                    "“{}” and “{}” both name the {}",
                    clip(one.name, 60),
                    clip(two.name, 60),
                    field.words()
                ));
            }
        }
        let mut shared: Vec<(&Column<'_>, &Column<'_>)> = self
            .0
            .values()
            .filter_map(|column| Some((column, other.0.get(&column.folded)?)))
            .collect();
        shared.sort_by_key(|(column, _)| column.name);
        let identifies = |(one, two): &(&Column<'_>, &Column<'_>)| {
            matches!(one.field, Some(Field::Email | Field::EmployeeNumber))
                || one.are(one.addresses) && two.are(two.addresses)
        };
        if !shared.iter().any(identifies) {
            return Some("no column of both identifies people".to_owned());
        }
        let sheets = (clip(sheet, 60), clip(sheet_2, 60));
        shared.into_iter().find_map(|(one, two)| one.another_meaning(two, &sheets))
    }

    fn named(&self, field: Field) -> Vec<&Column<'a>> {
        let mut named: Vec<_> = self.0.values().filter(|one| one.field == Some(field)).collect();
        named.sort_by_key(|column| column.name);
        named
    }
}

impl<'a> Column<'a> {
    fn of(rows: &[Row], at: usize, name: &'a str) -> Self {
        let field = names::field_of(name).map(|(field, _)| field);
        let mut column =
            Self { name, folded: fold(name), field, values: 0, addresses: 0, free: 0, dates: 0 };
        let step = (rows.len() / LOOKED_AT).max(1);
        for row in rows.iter().step_by(step).take(LOOKED_AT) {
            let cell = row.cell(at);
            if is_blank(cell) || cell == crate::NO_VALUE || words::is_no_end(cell) {
                continue;
            }
            column.values += 1;
            if address::looks_like_one(cell) {
                column.addresses += 1;
                let free = address::domain(cell).is_some_and(|domain| address::is_free(&domain));
                column.free += usize::from(free);
            } else {
                column.dates += usize::from(row.is_day(at) || dates::read(cell, None).is_ok());
            }
        }
        column
    }

    fn are(&self, some: usize) -> bool {
        most(some, self.values)
    }

    /// The values of a kind are in one of the columns only.
    fn only_in_one(
        &self,
        other: &Self,
        what: &str,
        of: fn(&Self) -> usize,
        (sheet, sheet_2): &(String, String),
    ) -> Option<String> {
        let few = |one: &Self| one.values > 0 && of(one) * 5 <= one.values;
        let with = match (self.are(of(self)) && few(other), other.are(of(other)) && few(self)) {
            (true, _) => sheet,
            (_, true) => sheet_2,
            (false, false) => return None,
        };
        Some(format!("“{}” holds {what} in “{with}” only", clip(self.name, 60)))
    }

    /// The values of one are of another kind than those of the other.
    fn another_meaning(&self, other: &Self, sheets: &(String, String)) -> Option<String> {
        let name = clip(self.name, 60);
        // A manager may be an address in one sheet and a name in the other.
        let addresses = !matches!(self.field, Some(Field::Manager | Field::OtherEmail));
        let dates = self.field.is_some_and(Field::is_date);
        let of_both = |what, of: fn(&Self) -> usize| self.only_in_one(other, what, of, sheets);
        let kind = addresses.then(|| of_both("addresses", |one| one.addresses)).flatten();
        if let Some(why) = kind.or_else(|| of_both("dates", |one| one.dates).filter(|_| dates)) {
            return Some(why);
        }
        let (sheet, sheet_2) = sheets;
        // Exports of leavers often have their private addresses.
        let at_work = |one: &Self| one.are(one.addresses) && one.free * 5 <= one.values;
        for (here, there, with) in [(self, other, sheet), (other, self, sheet_2)] {
            if here.field == Some(Field::Email) && here.are(here.free) && at_work(there) {
                return Some(format!("“{name}” holds private addresses in “{with}” only"));
            }
        }
        None
    }
}
