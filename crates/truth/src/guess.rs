//! Which column is what, by its name and by what is in it.

use crate::field::{DateOrder, Field, Mapping};
use crate::fold::{clip, fold, is_blank, squash};
use crate::says_who_left::what_else_says_who_left;
use crate::state::is_code;
use crate::table::{NO_VALUE, Row, Table};
use crate::work_address::which_address;
use crate::{address, dates, flags, header, names, order, status, words};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// Rows that are looked at, spread over the list.
pub(crate) const LOOKED_AT: usize = 200;
const LONGEST_SAMPLE: usize = 60;

/// What to show the admin, who confirms or corrects it.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// SHA-256 over the names of the columns, hex: the same for every export of one kind.
    pub layout: String,
    /// As many as the header has.
    pub columns: Vec<GuessedColumn>,
    pub dates: DatesGuess,
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub struct GuessedColumn {
    pub name: String,
    pub field: Option<Field>,
    /// “named “E-mail””, “19 of 20 values are addresses”; empty where there is nothing to say.
    pub why: String,
    /// Up to three different values, 60 characters each.
    pub samples: Vec<String>,
    /// What must be asked about it before the list can be used.
    pub asks: Option<Ask>,
}

/// Why an admin has to say what a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// It looks as if it says who has left.
    State,
    /// It is the day of notice by its name, and nothing else says who has left.
    Notice,
    /// Its addresses may be those at work as well as those of the column of this name.
    Address { other: String },
    /// It holds last days by its name, of people for whom the column of this name has none.
    LastDays { other: String },
    /// Another column has the same name and other values.
    Twice { other: usize },
}

/// What comes first in dates with slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatesGuess {
    /// The dates themselves show it.
    Certain(DateOrder),
    /// No date of the list needs an order: nothing is learned from it, nothing may be remembered.
    NotNeeded,
    /// The texts show it, and in this many rows a spreadsheet swapped day and month when it made
    /// dates of the texts; they are swapped back.
    Swapped { order: DateOrder, rows: u32 },
    /// They are ambiguous or contradict each other: asked, not guessed.
    Ambiguous { example: String },
    /// Two sheets that were joined show different orders: no answer fits both.
    Differ { sheet: String, date: String, other: String, other_date: String },
}

impl Guess {
    /// The guess taken as it is; open dates stay open.
    pub fn mapping(&self) -> Mapping {
        let dates = match self.dates {
            DatesGuess::Certain(order) | DatesGuess::Swapped { order, .. } => Some(order),
            DatesGuess::NotNeeded | DatesGuess::Ambiguous { .. } | DatesGuess::Differ { .. } => {
                None
            }
        };
        Mapping::of(self.columns.iter().map(|column| column.field).collect(), dates)
    }
}

/// Names first, checked against the values; then the values of columns whose names say nothing.
pub fn guess(table: &Table) -> Guess {
    guess_for(table, &HashSet::new())
}

/// [`guess`] with the domains of the addresses in the company's own apps, in lower case: they
/// distinguish work addresses from others.
pub fn guess_for(table: &Table, domains: &HashSet<String>) -> Guess {
    let mut columns: Vec<Column> =
        (0..table.header.len()).map(|at| Column::of(table, at, domains)).collect();
    by_name(&mut columns);
    by_content(&mut columns);
    parts_of_names(&mut columns);
    which_address(table, &mut columns);
    same_names(table, &mut columns);
    more_last_days(table, &mut columns);
    what_else_says_who_left(&mut columns);
    let is_date = |column: &&Column| column.guessed.field.is_some_and(Field::is_date);
    let date_columns: Vec<usize> = columns.iter().filter(is_date).map(|c| c.at).collect();
    Guess {
        layout: layout(&table.header),
        dates: order::of_columns(table, &date_columns),
        columns: columns.into_iter().map(|column| column.guessed).collect(),
    }
}

fn layout(header: &[String]) -> String {
    // A stand-in at the end comes from one row that is too long, not from the layout.
    let is_named = |(at, name): (usize, &String)| *name != header::stand_in(at);
    let named = header.iter().enumerate().rposition(is_named).map_or(0, |last| last + 1);
    let names: Vec<String> = header.iter().take(named).map(|name| fold(name)).collect();
    hex::encode(Sha256::digest(names.join("\u{1f}")))
}

/// A column and what the first look at it found.
pub(crate) struct Column {
    pub(crate) at: usize,
    pub(crate) guessed: GuessedColumn,
    /// Rows that were looked at.
    pub(crate) looked_at: usize,
    /// Those with a value.
    pub(crate) values: usize,
    pub(crate) different: usize,
    pub(crate) addresses: usize,
    /// Of the company's own domains.
    pub(crate) own: usize,
    /// Of providers of free mailboxes.
    pub(crate) free: usize,
    pub(crate) dates: usize,
    pub(crate) statuses: usize,
    pub(crate) yes_or_no: usize,
    pub(crate) codes: usize,
    pub(crate) kinds: usize,
    pub(crate) single_words: usize,
}

impl Column {
    fn of(table: &Table, at: usize, domains: &HashSet<String>) -> Self {
        let step = (table.rows.len() / LOOKED_AT).max(1);
        let rows = table.rows.iter().step_by(step).take(LOOKED_AT);
        let looked_at = rows.len();
        let is_value = |value: &&str| !is_blank(value) && *value != NO_VALUE;
        // Each different value is looked at once, in the order of the list.
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut different: Vec<(&str, usize)> = Vec::new();
        for value in rows.map(|row| row.cell(at)).filter(is_value) {
            let place = *places.entry(value).or_insert(different.len());
            match different.get_mut(place) {
                Some((_, times)) => *times += 1,
                None => different.push((value, 1)),
            }
        }
        let count = |is: &dyn Fn(&str) -> bool| {
            different.iter().filter(|(value, _)| is(value)).map(|(_, times)| times).sum()
        };
        let name = table.header.get(at).cloned().unwrap_or_default();
        let samples =
            different.iter().take(3).map(|(value, _)| clip(value, LONGEST_SAMPLE)).collect();
        let serials = order::serials(table);
        Self {
            at,
            guessed: GuessedColumn { name, field: None, why: String::new(), samples, asks: None },
            looked_at,
            values: count(&|_| true),
            different: different.len(),
            addresses: count(&address::looks_like_one),
            dates: count(&|value| dates::read(value, serials).is_ok()),
            own: count(&|value| {
                address::domain(value)
                    .is_some_and(|one| domains.contains(&one) && !address::is_free(&one))
            }),
            free: count(&|value| address::domain(value).is_some_and(|one| address::is_free(&one))),
            statuses: count(&words::is_telling),
            yes_or_no: count(&|value| flags::is_yes(value).is_some()),
            codes: count(&is_code),
            single_words: count(&|value| !value.trim().contains(' ')),
            kinds: count(&|value| status::kind_of_word(value).is_some()),
        }
    }

    /// Why the values exclude a field that the name suggests.
    fn objection(&self, field: Field) -> Option<String> {
        let (fitting, what) = if field.is_address() {
            (self.addresses, "addresses")
        } else if field == Field::StartDate {
            (self.dates, "dates")
        } else if field == Field::Status && names::is_vague_status(&self.guessed.name) {
            // “State” of an address, “Estado civil”.
            (self.statuses * 2, "words for a status")
        } else {
            return None;
        };
        (fitting * 2 < self.values)
            .then(|| format!("only {fitting} of {} values are {what}", self.values))
    }

    pub(crate) fn set(&mut self, field: Field, why: String) {
        self.guessed.field = Some(field);
        self.guessed.why = why;
    }
}

pub(crate) fn holder(columns: &[Column], field: Field) -> Option<usize> {
    columns.iter().position(|column| column.guessed.field == Some(field))
}

fn by_name(columns: &mut [Column]) {
    let mut matches = Vec::new();
    for column in columns.iter_mut() {
        let name = clip(&column.guessed.name, 60);
        if names::is_notice(&name) {
            column.guessed.why = format!("named “{name}”: the day of notice, not the last day");
            continue;
        }
        if names::may_be_first_name(&name) && column.single_words * 5 >= column.values * 4 {
            column.guessed.why = format!("named “{name}”, but it holds one word per person");
            if column.values > 0 {
                matches.push((Field::GivenName, 1_000, column.at));
            }
            continue;
        }
        let Some((field, rank)) = names::field_of(&name) else { continue };
        match column.objection(field) {
            Some(objection) => column.guessed.why = format!("named “{name}”, but {objection}"),
            None => matches.push((field, rank, column.at)),
        }
    }
    matches.sort_unstable();
    for (field, _, at) in matches {
        let named = format!("named “{}”", clip(&columns[at].guessed.name, 60));
        // “Uit dienst” with dates in it is the last day, “In dienst” the first.
        let is_day = field == Field::Status && columns[at].dates * 2 > columns[at].values;
        let field = match flags::of_name(&columns[at].guessed.name) {
            Some(flags::Flag::YesIsLeft) if is_day => Field::EndDate,
            Some(flags::Flag::YesIsEmployed) if is_day => Field::StartDate,
            _ => field,
        };
        match holder(columns, field) {
            _ if field.may_repeat() => columns[at].set(field, named),
            None => columns[at].set(field, named),
            // A login name that is an address is one more address.
            Some(_) if field == Field::Email => columns[at].set(Field::OtherEmail, named),
            Some(better) => {
                let better = clip(&columns[better].guessed.name, 60);
                columns[at].guessed.why =
                    format!("{named}, but “{better}” fits {} better", field.words());
            }
        }
    }
}

/// Four in five.
pub(crate) fn most(some: usize, all: usize) -> bool {
    some > 0 && some * 5 >= all * 4
}

fn by_content(columns: &mut [Column]) {
    for at in 0..columns.len() {
        let column = &columns[at];
        if column.guessed.field.is_some() || names::is_notice(&column.guessed.name) {
            continue;
        }
        let (values, different) = (column.values, column.different);
        let unrelated = names::is_unrelated(&column.guessed.name);
        // The addresses of managers repeat themselves, those of people do not.
        let found = if most(column.addresses, values) && different * 10 >= values * 9 {
            (Field::Email, column.addresses, "addresses")
        } else if most(column.statuses, values) && different <= 20 && !unrelated {
            (Field::Status, column.statuses, "words for a status")
        } else if most(column.kinds, values) && different <= 20 {
            (Field::Type, column.kinds, "words for a type")
        } else {
            continue;
        };
        let (field, some, what) = found;
        // A second status column is asked about, not compared with the first.
        let is_free = holder(columns, field).is_none();
        if is_free
            && names::field_of(&columns[at].guessed.name).is_none_or(|(named, _)| named != field)
        {
            columns[at].set(field, format!("{some} of {values} values are {what}"));
        }
    }
}

/// “Name” beside “Vorname” is the family name, “Nombre” beside “Apellidos” the given one.
fn parts_of_names(columns: &mut [Column]) {
    let Some(at) = holder(columns, Field::Name) else { return };
    let name = squash(&columns[at].guessed.name);
    if !["name", "namn", "nom", "nombre", "naam", "nome"].contains(&name.as_str()) {
        return;
    }
    let given = holder(columns, Field::GivenName);
    let family = holder(columns, Field::FamilyName);
    let (part, beside) = match (given, family) {
        (Some(given), None) => (Field::FamilyName, given),
        (None, Some(family)) => (Field::GivenName, family),
        _ => return,
    };
    let beside = clip(&columns[beside].guessed.name, 60);
    let why = format!("named “{}” beside “{beside}”", columns[at].guessed.name);
    columns[at].set(part, why);
}

/// “Last Day Worked” beside “Termination Date”: people who have a day only there would count as
/// employed.
fn more_last_days(table: &Table, columns: &mut [Column]) {
    let Some(used) = holder(columns, Field::EndDate) else { return };
    let other = clip(&columns[used].guessed.name, 60);
    for column in columns.iter_mut() {
        let name = &column.guessed.name;
        // Days that everybody has are those of a change of status.
        let last_days = column.dates * 2 > column.values && column.values < column.looked_at;
        let is_end = match names::field_of(name) {
            Some((field, _)) => field == Field::EndDate,
            None => last_days && names::sounds_like_state(name) && !names::is_notice(name),
        };
        let is_end = is_end && !names::is_contract_end(name);
        let at = column.at;
        if at == used || !is_end || column.guessed.asks.is_some() {
            continue;
        }
        let more = |row: &Row| is_blank(row.cell(used)) && !is_blank(row.cell(at));
        if table.rows.iter().any(more) {
            column.guessed.field = None;
            column.guessed.why = format!("it has days where “{other}” has none");
            column.guessed.asks = Some(Ask::LastDays { other: other.clone() });
        }
    }
}

/// Two columns of one name that are of use, and do not say the same.
fn same_names(table: &Table, columns: &mut [Column]) {
    for at in 1..columns.len() {
        let name = fold(&columns[at].guessed.name);
        let before = (0..at).find(|before| fold(&columns[*before].guessed.name) == name);
        let Some(before) = before else { continue };
        let useful = names::field_of(&columns[at].guessed.name).is_some();
        let filled = columns[at].values > 0 && columns[before].values > 0;
        let differ = || table.rows.iter().any(|row| row.cell(at) != row.cell(before));
        if useful && filled && differ() {
            let column = &mut columns[at].guessed;
            column.field = None;
            column.why = format!("column {} has the same name and other values", before + 1);
            column.asks = Some(Ask::Twice { other: before });
        } else if useful && columns[at].guessed.field.is_some() {
            columns[at].guessed.field = None;
            columns[at].guessed.why = format!("the same as column {}", before + 1);
        }
    }
}
