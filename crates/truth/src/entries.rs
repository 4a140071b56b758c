//! The rows of a table as people, as a mapping says.

use crate::address;
use crate::damage::has_lost_letters;
use crate::entry::Entry;
use crate::error::TruthError;
use crate::field::{DateOrder, Field, Mapping};
use crate::fold::{clip, is_blank};
use crate::guess::DatesGuess;
use crate::notes::Notes;
use crate::numbers::Numbers;
use crate::order::{self, Reading, Said};
use crate::state::{Meaning, States};
use crate::status::{self, End, Kind, Status};
use crate::table::{NO_VALUE, Row, Table};
use crate::twice::{self, Settled};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

const LONGEST_SHOWN: usize = 120;
const LOST: &str = "lost in the file and written as ? or �";
/// What names a person.
const NAMES: [Field; 5] =
    [Field::Email, Field::EmployeeNumber, Field::Name, Field::GivenName, Field::FamilyName];
pub(crate) const WITHOUT_VALUE: &str = "is a formula whose value is not saved in the file";

/// The HR list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// One per person, in the order of the rows.
    pub entries: Vec<Entry>,
    /// A status or end-date column is used; without one everybody on the list counts as employed.
    pub says_who_left: bool,
    /// Rows that cannot be used, in their order.
    pub rejected: Vec<Rejected>,
    /// What was decided by a rule, in words.
    pub notes: Vec<String>,
    /// Addresses of more than one person: they match no one.
    pub shared_addresses: Vec<String>,
    /// The same for employee numbers, in lower case.
    pub shared_numbers: Vec<String>,
    /// Rows in which an export lost letters of a name, an address or a number.
    pub lost_letters: Vec<u32>,
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
/// [`TruthError::OneColumn`], [`TruthError::MappingDoesNotFit`], [`TruthError::FieldTwice`], [`TruthError::NoIdentity`], and
/// [`TruthError::DatesAmbiguous`] when the mapping leaves the order of dates open and the dates do
/// too.
pub fn entries(table: &Table, mapping: &Mapping, today: Date) -> Result<List, TruthError> {
    if let [name] = table.header.as_slice() {
        return Err(TruthError::OneColumn { name: clip(name, 60) });
    }
    let columns = Columns::of(table, mapping)?;
    let mut notes = Notes::default();
    let mut rejected = Vec::new();
    let mut read = Vec::with_capacity(table.rows.len());
    let mut lost_letters = Vec::new();
    for (place, row) in table.rows.iter().enumerate() {
        let lost = columns.lost_letters(row);
        lost_letters.extend(lost.then_some(row.number));
        match columns.entry(row, lost, today, &mut notes) {
            Ok(entry) => read.push((place, entry)),
            Err(reason) => rejected.push((place, reason)),
        }
    }
    let Settled { entries, again, shared_addresses, shared_numbers, notes: shared } =
        twice::settle(read, today, |row| table.sheet_of(row));
    rejected.extend(again.into_iter().map(|(place, entry, stays)| {
        let after = if stays > entry.row { ", whose employment continues" } else { "" };
        (place, format!("the same person as row {stays}{after}"))
    }));
    rejected.sort_unstable();
    let rejected = rejected.into_iter().filter_map(|(place, reason)| {
        let row = table.rows.get(place)?;
        Some(Rejected { row: row.number, reason, shown: shown(row) })
    });
    let mut rejected: Vec<Rejected> = table.left_out.iter().cloned().chain(rejected).collect();
    rejected.sort_by_key(|rejected| rejected.row);
    Ok(List {
        says_who_left: !columns.states.status.is_empty() || columns.states.end.is_some(),
        rejected,
        entries: entries.into_iter().map(|(_, entry)| entry).collect(),
        notes: table.notes.iter().cloned().chain(notes.words()).chain(shared).collect(),
        shared_addresses,
        shared_numbers,
        lost_letters,
    })
}

pub(crate) fn shown(row: &Row) -> String {
    let cells = row.cells.iter().filter(|cell| !cell.is_empty()).take(LONGEST_SHOWN);
    let cells: Vec<String> = cells.map(|cell| clip(cell, LONGEST_SHOWN)).collect();
    clip(&cells.join(" · "), LONGEST_SHOWN)
}

/// Whether a person works here, why that is not known, and their last day.
struct State {
    status: Status,
    why: String,
    end: Option<Date>,
}

fn words_of(status: Status) -> &'static str {
    match status {
        Status::Employed => "employed",
        Status::NotStarted => "not started",
        Status::Left => "left",
        Status::NotKnown => "not known",
    }
}

/// The column of each field.
struct Columns<'a> {
    table: &'a Table,
    states: States<'a>,
    decided: HashMap<u32, Status>,
    others: Option<Status>,
    single: HashMap<Field, usize>,
    other_emails: Vec<usize>,
    /// Of each sheet of the list.
    dates: Vec<HashMap<Field, Reading>>,
    numbers: Numbers,
    managers: Numbers,
}

/// The order of the dates: as it was answered, or as the dates show it.
fn order_of(
    table: &Table,
    mapping: &Mapping,
    dates: &[(Field, usize)],
) -> Result<DateOrder, TruthError> {
    let columns: Vec<usize> = dates.iter().map(|(_, column)| *column).collect();
    order::check(table, &columns, mapping.dates)?;
    if let Some(order) = mapping.dates {
        return Ok(order);
    }
    match order::of_columns(table, &columns) {
        DatesGuess::Certain(order) | DatesGuess::Swapped { order, .. } => Ok(order),
        DatesGuess::NotNeeded | DatesGuess::Differ { .. } => Ok(DateOrder::DayMonth),
        DatesGuess::Ambiguous { example } => Err(TruthError::DatesAmbiguous { example }),
    }
}

impl<'a> Columns<'a> {
    fn of(table: &'a Table, mapping: &Mapping) -> Result<Self, TruthError> {
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
                Some(Field::Status) => {
                    single.entry(Field::Status).or_insert(at);
                }
                Some(field) if single.insert(*field, at).is_some() => {
                    return Err(TruthError::FieldTwice { field: *field });
                }
                Some(_) => {}
            }
        }
        if ![Field::Email, Field::EmployeeNumber].iter().any(|field| single.contains_key(field)) {
            return Err(TruthError::NoIdentity);
        }
        let dates: Vec<(Field, usize)> = [Field::StartDate, Field::EndDate]
            .into_iter()
            .filter_map(|field| Some((field, *single.get(&field)?)))
            .collect();
        let order = order_of(table, mapping, &dates)?;
        let of_sheet = |rows| Reading::all(table, rows, &dates, order);
        let dates = table.by_sheet().into_iter().map(of_sheet).collect();
        let numbers =
            |field| single.get(&field).map_or_else(Numbers::default, |at| Numbers::of(table, *at));
        Ok(Self {
            table,
            numbers: numbers(Field::EmployeeNumber),
            managers: numbers(Field::Manager),
            states: States::of(table, mapping, order::serials(table)),
            decided: mapping.rows.iter().copied().collect(),
            others: mapping.others,
            single,
            other_emails,
            dates,
        })
    }

    /// The cell of a field; empty where a formula left no value.
    fn cell<'r>(&self, row: &'r Row, field: Field) -> &'r str {
        let cell = self.single.get(&field).map_or("", |at| row.cell(*at));
        if cell == NO_VALUE { "" } else { cell }
    }

    fn without_value(&self, row: &Row, field: Field) -> bool {
        self.single.get(&field).is_some_and(|at| row.cell(*at) == NO_VALUE)
    }

    fn entry(
        &self,
        row: &Row,
        lost: bool,
        today: Date,
        notes: &mut Notes,
    ) -> Result<Entry, String> {
        let text = |field| self.cell(row, field).to_owned();
        let emails = self.emails(row, notes)?;
        let employee_number = self.number(row, notes)?;
        if emails.is_empty() && employee_number.is_empty() {
            return Err(match lost {
                true => format!("letters of its address or employee number are {LOST}"),
                false => "it has neither an address nor an employee number".to_owned(),
            });
        }
        if lost || has_lost_letters(self.cell(row, Field::Manager)) {
            self.note_lost_letters(row, notes);
        }
        for field in [Field::Email, Field::EmployeeNumber, Field::Name] {
            if self.without_value(row, field) {
                notes.add(&format!("the {} {WITHOUT_VALUE}", field.words()), row.number);
            }
        }
        let start = match self.date(row, Field::StartDate, None, today, notes) {
            Ok(said) => said.day(),
            // A person without a first day of work is still on the list.
            Err(why) => {
                notes.add(&format!("{why}; it is left out"), row.number);
                None
            }
        };
        let state = self.state(row, start, today, notes);
        let (given_name, family_name) = (text(Field::GivenName), text(Field::FamilyName));
        let name = match self.cell(row, Field::Name) {
            "" => format!("{given_name} {family_name}").trim().to_owned(),
            name => name.to_owned(),
        };
        let kind = self.kind(row, notes);
        Ok(Entry {
            row: row.number,
            emails,
            employee_number,
            name,
            given_name,
            family_name,
            status: state.status,
            status_word: self.status_words(row),
            status_why: state.why,
            start,
            end: state.end,
            manager: self.manager(row),
            department: text(Field::Department),
            cost_center: text(Field::CostCenter),
            division: text(Field::Division),
            title: text(Field::Title),
            kind,
        })
    }

    fn note_lost_letters(&self, row: &Row, notes: &mut Notes) {
        for field in NAMES.into_iter().chain([Field::Manager]) {
            if has_lost_letters(self.cell(row, field)) {
                let what = field.words();
                let text = format!(
                    "letters of the {what} are {LOST}, so it matches no one; an export in UTF-8 keeps \
                     them"
                );
                notes.add(&text, row.number);
            }
        }
    }

    /// Whether letters of what names the person are lost.
    fn lost_letters(&self, row: &Row) -> bool {
        let others = self.other_emails.iter().map(|at| row.cell(*at));
        NAMES.iter().map(|field| self.cell(row, *field)).chain(others).any(has_lost_letters)
    }

    /// What all columns together say about whether a person works here.
    fn state(&self, row: &Row, start: Option<Date>, today: Date, notes: &mut Notes) -> State {
        let (word, said) = self.states.word(row);
        let (end, end_said) = self.end(row, start, today, notes);
        let (mut status, contradiction) = status::on_day(word, start, end, today);
        let mut why = String::new();
        if status == Status::NotKnown {
            let reasons: Vec<String> = end_said
                .into_iter()
                .chain(said.filter(|_| word == Some(Status::NotKnown)))
                .collect();
            why = reasons.join("; ");
            if let Some(decided) = self.decided.get(&row.number).copied().or(self.others)
                && decided != Status::NotKnown
            {
                status = decided;
                notes.add(&format!("{why}; decided: {}", words_of(decided)), row.number);
                why = format!("{why}; decided by the admin");
            } else {
                notes.add(&format!("{why}; counted as not known"), row.number);
            }
        } else if let Some(said) = said.filter(|_| word != Some(Status::NotKnown)) {
            notes.add(&said, row.number);
        }
        if let Some(contradiction) = contradiction {
            notes.add(contradiction, row.number);
        }
        let end = match end {
            End::Day(day) => Some(day),
            End::None | End::Over | End::NotKnown => None,
        };
        State { status, why, end }
    }

    /// The last day, and why it is not known.
    fn end(
        &self,
        row: &Row,
        start: Option<Date>,
        today: Date,
        notes: &mut Notes,
    ) -> (End, Option<String>) {
        if self.without_value(row, Field::EndDate) {
            return (End::NotKnown, Some(format!("the end date {WITHOUT_VALUE}")));
        }
        let said = self.states.end.as_ref().and_then(|column| column.says(row));
        let Some(value) = said else {
            return match self.date(row, Field::EndDate, start, today, notes) {
                Ok(Said::Day(day)) => (End::Day(day), None),
                Ok(Said::None) => (End::None, None),
                Ok(Said::NotKnown) => {
                    (End::NotKnown, Some(format!("the end date {WITHOUT_VALUE}")))
                }
                Err(why) => (End::NotKnown, Some(why)),
            };
        };
        match value.meaning {
            Meaning::Sure(Status::Employed) => (End::None, None),
            Meaning::Sure(Status::Left) => (End::Over, None),
            _ => {
                let shown = clip(&value.shown, 40);
                (End::NotKnown, Some(format!("the end date “{shown}” is not a date")))
            }
        }
    }

    /// The words of all status columns.
    fn status_words(&self, row: &Row) -> String {
        let cells = self.states.status.iter().map(|column| row.cell(column.at));
        let cells: Vec<&str> = cells.filter(|cell| !is_blank(cell) && *cell != NO_VALUE).collect();
        cells.join(" · ")
    }

    fn kind(&self, row: &Row, notes: &mut Notes) -> Kind {
        let cell = self.cell(row, Field::Type);
        let by_status = || {
            let mut columns = self.states.status.iter();
            columns.find_map(|column| status::kind_of_word(row.cell(column.at)))
        };
        if is_blank(cell) {
            return by_status().unwrap_or(Kind::Employee);
        }
        status::kind_of_type(cell).or_else(by_status).unwrap_or_else(|| {
            notes.add(&format!("the type “{}” is not known", clip(cell, 40)), row.number);
            Kind::NotKnown
        })
    }

    /// The address at work decides about the row; a further one that is none is left out and noted.
    fn emails(&self, row: &Row, notes: &mut Notes) -> Result<Vec<String>, String> {
        let mut emails = address::read(address::literal(self.cell(row, Field::Email)))?;
        // It is the address of somebody else, or of nobody.
        emails.retain(|one| !has_lost_letters(one));
        for at in &self.other_emails {
            match address::read(address::literal(row.cell(*at))) {
                Ok(others) => {
                    let (lost, whole): (Vec<_>, Vec<_>) =
                        others.into_iter().partition(|one| has_lost_letters(one));
                    if !lost.is_empty() {
                        let text =
                            format!("letters of an additional address are {LOST}; it is left out");
                        notes.add(&text, row.number);
                    }
                    let new: Vec<_> = whole.into_iter().filter(|o| !emails.contains(o)).collect();
                    emails.extend(new);
                }
                Err(_) => {
                    notes.add("an additional address is not valid and was left out", row.number)
                }
            }
        }
        Ok(emails)
    }

    fn number(&self, row: &Row, notes: &mut Notes) -> Result<String, String> {
        let field = Field::EmployeeNumber;
        if has_lost_letters(self.cell(row, field)) {
            return Ok(String::new());
        }
        let read = self.numbers.read(self.cell(row, field), field.words())?;
        if let Some(note) = read.note {
            notes.add(&note, row.number);
        }
        Ok(read.number)
    }

    /// A manager may be written as a number, which looks as the numbers of this list do.
    fn manager(&self, row: &Row) -> String {
        let cell = self.cell(row, Field::Manager);
        match self.managers.read(cell, "") {
            Ok(read) if !read.number.is_empty() => read.number,
            _ => address::literal(cell).to_owned(),
        }
    }

    fn date(
        &self,
        row: &Row,
        field: Field,
        start: Option<Date>,
        today: Date,
        notes: &mut Notes,
    ) -> Result<Said, String> {
        let reading = self.dates.get(self.table.sheet_of(row.number));
        let reading = reading.and_then(|dates| dates.get(&field));
        let (Some(column), Some(reading)) = (self.single.get(&field), reading) else {
            return Ok(Said::None);
        };
        let cell = row.cell(*column);
        let mut note = |text: String| notes.add(&text, row.number);
        reading
            .read(cell, row.is_day(*column), start, today, &mut note)
            .map_err(|why| format!("the {} “{}” {why}", field.words(), clip(cell, 60)))
    }
}
