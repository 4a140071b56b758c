//! Which column is what, by its name and by what is in it.

use crate::field::{DateOrder, Field, Mapping};
use crate::fold::{clip, fold, is_blank, squash};
use crate::table::Table;
use crate::{address, dates, header, names, order, status};
use sha2::{Digest, Sha256};

/// Rows that are looked at, spread over the list.
const LOOKED_AT: usize = 200;
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
}

/// What comes first in dates with slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatesGuess {
    /// The dates themselves tell.
    Certain(DateOrder),
    /// No date of the list needs an order: nothing is learned from it, nothing may be remembered.
    NotNeeded,
    /// The texts tell, and in so many rows a spreadsheet changed day and month of the others over
    /// when it made dates of them; they are changed back.
    Swapped { order: DateOrder, rows: u32 },
    /// They do not tell, or contradict each other: asked, not guessed.
    Ambiguous { example: String },
}

impl Guess {
    /// The guess taken as it is; open dates stay open.
    pub fn mapping(&self) -> Mapping {
        let dates = match self.dates {
            DatesGuess::Certain(order) | DatesGuess::Swapped { order, .. } => Some(order),
            DatesGuess::NotNeeded | DatesGuess::Ambiguous { .. } => None,
        };
        Mapping { columns: self.columns.iter().map(|column| column.field).collect(), dates }
    }
}

/// Names first, checked against the values; then the values of columns whose names say nothing.
pub fn guess(table: &Table) -> Guess {
    let mut columns: Vec<Column> =
        (0..table.header.len()).map(|at| Column::of(table, at)).collect();
    by_name(&mut columns);
    by_content(&mut columns);
    parts_of_names(&mut columns);
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
struct Column {
    at: usize,
    guessed: GuessedColumn,
    values: usize,
    different: usize,
    addresses: usize,
    dates: usize,
    statuses: usize,
    kinds: usize,
}

impl Column {
    fn of(table: &Table, at: usize) -> Self {
        let step = (table.rows.len() / LOOKED_AT).max(1);
        let rows = table.rows.iter().step_by(step).take(LOOKED_AT);
        let values: Vec<&str> =
            rows.map(|row| row.cell(at)).filter(|value| !is_blank(value)).collect();
        let count = |is: &dyn Fn(&str) -> bool| values.iter().filter(|value| is(value)).count();
        let mut different: Vec<&str> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        different.extend(values.iter().copied().filter(|value| seen.insert(*value)));
        let name = table.header.get(at).cloned().unwrap_or_default();
        let samples = different.iter().take(3).map(|value| clip(value, LONGEST_SAMPLE)).collect();
        let serials = order::serials(table);
        Self {
            at,
            guessed: GuessedColumn { name, field: None, why: String::new(), samples },
            values: values.len(),
            different: different.len(),
            addresses: count(&address::looks_like_one),
            dates: count(&|value| dates::read(value, serials).is_ok()),
            statuses: count(&status::is_telling),
            kinds: count(&|value| status::kind_of_word(value).is_some()),
        }
    }

    /// Why a field that the name stands for cannot be, by the values.
    fn objection(&self, field: Field) -> Option<String> {
        let (fitting, what) = if field.is_address() {
            (self.addresses, "addresses")
        } else if field.is_date() {
            (self.dates, "dates")
        } else {
            return None;
        };
        (fitting * 2 < self.values)
            .then(|| format!("only {fitting} of {} values are {what}", self.values))
    }

    fn set(&mut self, field: Field, why: String) {
        self.guessed.field = Some(field);
        self.guessed.why = why;
    }
}

fn holder(columns: &[Column], field: Field) -> Option<usize> {
    columns.iter().position(|column| column.guessed.field == Some(field))
}

fn by_name(columns: &mut [Column]) {
    let mut matches = Vec::new();
    for column in columns.iter_mut() {
        let Some((field, rank)) = names::field_of(&column.guessed.name) else { continue };
        match column.objection(field) {
            Some(objection) => {
                column.guessed.why =
                    format!("named “{}”, but {objection}", clip(&column.guessed.name, 60));
            }
            None => matches.push((field, rank, column.at)),
        }
    }
    matches.sort_unstable();
    for (field, _, at) in matches {
        let named = format!("named “{}”", clip(&columns[at].guessed.name, 60));
        match holder(columns, field) {
            _ if field == Field::OtherEmail => columns[at].set(field, named),
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

fn by_content(columns: &mut [Column]) {
    /// Four in five.
    fn most(some: usize, all: usize) -> bool {
        some > 0 && some * 5 >= all * 4
    }
    for at in 0..columns.len() {
        let column = &columns[at];
        if column.guessed.field.is_some() {
            continue;
        }
        let (values, different) = (column.values, column.different);
        // The addresses of managers repeat themselves, those of people do not.
        let found = if most(column.addresses, values) && different * 10 >= values * 9 {
            (Field::Email, column.addresses, "addresses")
        } else if most(column.statuses, values) && different <= 20 {
            (Field::Status, column.statuses, "words for a status")
        } else if most(column.kinds, values) && different <= 20 {
            (Field::Type, column.kinds, "words for a type")
        } else {
            continue;
        };
        let (field, some, what) = found;
        if holder(columns, field).is_none()
            && names::field_of(&column.guessed.name).is_none_or(|(named, _)| named != field)
        {
            columns[at].set(field, format!("{some} of {values} values are {what}"));
        }
    }
}

/// “Name” beside “Vorname” is the family name, “Nombre” beside “Apellidos” the given one.
fn parts_of_names(columns: &mut [Column]) {
    let Some(at) = holder(columns, Field::Name) else { return };
    let name = squash(&columns[at].guessed.name);
    if !["name", "namn", "nom", "nombre"].contains(&name.as_str()) {
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
