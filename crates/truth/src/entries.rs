//! The rows of a table as people, as a mapping says.

use crate::dates::{self, Written};
use crate::entry::Entry;
use crate::error::TruthError;
use crate::field::{DateOrder, Field, Mapping};
use crate::fold::{clip, is_blank};
use crate::guess::DatesGuess;
use crate::notes::Notes;
use crate::status::{self, Kind};
use crate::table::{Row, Table};
use crate::twice::{self, Settled};
use crate::{address, order};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const LONGEST_SHOWN: usize = 120;

/// The truth list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// One per person, in the order of the rows.
    pub entries: Vec<Entry>,
    /// Rows that cannot be used, in their order.
    pub rejected: Vec<Rejected>,
    /// What was decided by a rule, in words.
    pub notes: Vec<String>,
    /// Addresses of more than one person: nobody may be matched by one of them.
    pub shared_addresses: Vec<String>,
    /// The same for employee numbers, in lower case.
    pub shared_numbers: Vec<String>,
}

/// A row that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Line of the file or row of the sheet, from 1.
    pub row: u32,
    /// In words, to follow “Row 7: ”.
    pub reason: String,
    /// The cells of the row, 120 characters at most.
    pub shown: String,
}

/// The people of the list on the day `today`. Every row becomes an entry or is rejected with the
/// reason.
///
/// # Errors
/// [`TruthError::MappingDoesNotFit`], [`TruthError::FieldTwice`], [`TruthError::NoIdentity`], and
/// [`TruthError::DatesAmbiguous`] when the mapping leaves the order of dates open and the dates do
/// too.
pub fn entries(table: &Table, mapping: &Mapping, today: Date) -> Result<List, TruthError> {
    let columns = Columns::of(table, mapping)?;
    let mut notes = Notes::default();
    let mut rejected = Vec::new();
    let mut read = Vec::with_capacity(table.rows.len());
    for (place, row) in table.rows.iter().enumerate() {
        match columns.entry(row, today, &mut notes) {
            Ok(entry) => read.push((place, entry)),
            Err(reason) => rejected.push((place, reason)),
        }
    }
    let Settled { entries, again, shared_addresses, shared_numbers, notes: shared } =
        twice::settle(read);
    rejected.extend(again.into_iter().map(|(place, entry, stays)| {
        let after = if stays > entry.row { ", whose employment goes on" } else { "" };
        (place, format!("the same person as row {stays}{after}"))
    }));
    rejected.sort_unstable();
    let rejected = rejected.into_iter().filter_map(|(place, reason)| {
        let row = table.rows.get(place)?;
        Some(Rejected { row: row.number, reason, shown: shown(row) })
    });
    Ok(List {
        rejected: rejected.collect(),
        entries: entries.into_iter().map(|(_, entry)| entry).collect(),
        notes: table.notes.iter().cloned().chain(notes.words()).chain(shared).collect(),
        shared_addresses,
        shared_numbers,
    })
}

fn shown(row: &Row) -> String {
    let cells = row.cells.iter().filter(|cell| !cell.is_empty()).take(LONGEST_SHOWN);
    let cells: Vec<String> = cells.map(|cell| clip(cell, LONGEST_SHOWN)).collect();
    clip(&cells.join(" · "), LONGEST_SHOWN)
}

/// Where each field stands.
struct Columns {
    single: HashMap<Field, usize>,
    other_emails: Vec<usize>,
    order: DateOrder,
    serials: Option<bool>,
}

impl Columns {
    fn of(table: &Table, mapping: &Mapping) -> Result<Self, TruthError> {
        let (set, columns) = (mapping.columns.len(), table.header.len());
        if set > columns {
            return Err(TruthError::MappingDoesNotFit { set, columns });
        }
        let mut single = HashMap::new();
        let mut other_emails = Vec::new();
        for (at, field) in mapping.columns.iter().enumerate() {
            match field {
                None => {}
                Some(Field::OtherEmail) => other_emails.push(at),
                Some(field) if single.insert(*field, at).is_some() => {
                    return Err(TruthError::FieldTwice { field: *field });
                }
                Some(_) => {}
            }
        }
        if ![Field::Email, Field::EmployeeNumber].iter().any(|field| single.contains_key(field)) {
            return Err(TruthError::NoIdentity);
        }
        let order = match mapping.dates {
            Some(order) => order,
            None => {
                let dates = [Field::StartDate, Field::EndDate];
                let dates: Vec<usize> =
                    dates.iter().filter_map(|field| single.get(field).copied()).collect();
                match order::of_columns(table, &dates) {
                    DatesGuess::Certain(order) | DatesGuess::Swapped { order, .. } => order,
                    DatesGuess::NotNeeded => DateOrder::DayMonth,
                    DatesGuess::Ambiguous { example } => {
                        return Err(TruthError::DatesAmbiguous { example });
                    }
                }
            }
        };
        Ok(Self { single, other_emails, order, serials: order::serials(table) })
    }

    fn cell<'a>(&self, row: &'a Row, field: Field) -> &'a str {
        self.single.get(&field).map_or("", |at| row.cell(*at))
    }

    fn entry(&self, row: &Row, today: Date, notes: &mut Notes) -> Result<Entry, String> {
        let text = |field| self.cell(row, field).to_owned();
        let emails = self.emails(row, notes)?;
        let employee_number = self.number(row)?;
        if emails.is_empty() && employee_number.is_empty() {
            return Err("it has neither an address nor an employee number".to_owned());
        }
        let start = self.date(row, Field::StartDate)?;
        let end = self.date(row, Field::EndDate)?;
        let word = self.cell(row, Field::Status);
        let said = if is_blank(word) { None } else { status::of_word(word) };
        if said.is_none() && !is_blank(word) {
            let word = clip(word, 40);
            let text =
                format!("the status “{word}” is not known; without a date counted as employed");
            notes.add(&text, row.number);
        }
        let (status, contradiction) = status::on_day(said, start, end, today);
        if let Some(contradiction) = contradiction {
            notes.add(contradiction, row.number);
        }
        let (given_name, family_name) = (text(Field::GivenName), text(Field::FamilyName));
        let name = match self.cell(row, Field::Name) {
            "" => format!("{given_name} {family_name}").trim().to_owned(),
            name => name.to_owned(),
        };
        let kind = status::kind_of_word(self.cell(row, Field::Type));
        Ok(Entry {
            row: row.number,
            emails,
            employee_number,
            name,
            given_name,
            family_name,
            status,
            status_word: word.to_owned(),
            start,
            end,
            manager: address::literal(self.cell(row, Field::Manager)).to_owned(),
            department: text(Field::Department),
            cost_center: text(Field::CostCenter),
            division: text(Field::Division),
            title: text(Field::Title),
            kind: kind.or_else(|| status::kind_of_word(word)).unwrap_or(Kind::Employee),
        })
    }

    /// The address at work decides about the row; a further one that is none is left out and noted.
    fn emails(&self, row: &Row, notes: &mut Notes) -> Result<Vec<String>, String> {
        let mut emails = address::read(address::literal(self.cell(row, Field::Email)))?;
        for at in &self.other_emails {
            match address::read(address::literal(row.cell(*at))) {
                Ok(others) => {
                    let new: Vec<_> = others.into_iter().filter(|o| !emails.contains(o)).collect();
                    emails.extend(new);
                }
                Err(_) => notes.add("a further address is none and was left out", row.number),
            }
        }
        Ok(emails)
    }

    fn number(&self, row: &Row) -> Result<String, String> {
        let number = address::literal(self.cell(row, Field::EmployeeNumber));
        if is_blank(number) {
            Ok(String::new())
        } else if address::is_formula(number) {
            Err(format!("the employee number “{}” is a formula", clip(number, 60)))
        } else {
            Ok(number.to_owned())
        }
    }

    fn date(&self, row: &Row, field: Field) -> Result<Option<Date>, String> {
        let cell = self.cell(row, field);
        let failed = |why: &str| format!("the {} “{}” {why}", field.words(), clip(cell, 60));
        let written = dates::read(cell, self.serials).map_err(|why| failed(&why))?;
        if written == Written::Never && field == Field::StartDate {
            return Err(failed("is in a year that cannot be right (9999)"));
        }
        written.in_order(self.order).map_err(|()| {
            failed(match self.order {
                DateOrder::DayMonth => "is no date when the day comes first",
                DateOrder::MonthDay => "is no date when the month comes first",
            })
        })
    }
}
