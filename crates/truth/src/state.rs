//! What the status columns and the end-date column say, value by value, and what of it must be asked.

use crate::dates;
use crate::entries::WITHOUT_VALUE;
use crate::field::{Field, Mapping};
use crate::flags::{self, Flag};
use crate::fold::{clip, fold, is_blank};
use crate::status::Status;
use crate::table::{Row, Table};
use crate::words::{self, Said};
use std::collections::HashMap;

/// What one value of such a column says about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Sure(Status),
    /// “Full-Time”: employed, unless another column says otherwise.
    HowTheyWork,
    /// The admin said that it says nothing, or the file has no value there.
    Silent,
    /// Not understood: asked.
    Open,
}

/// One value of a column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    /// As first seen.
    pub shown: String,
    pub key: String,
    pub count: u32,
    pub meaning: Meaning,
    /// It is known without the admin; what the admin said is in `meaning` anyway.
    pub known: bool,
}

/// A status column, or the texts of an end-date column.
#[derive(Debug)]
pub(crate) struct StateColumn<'a> {
    pub at: usize,
    pub field: Field,
    pub name: String,
    pub values: Vec<Value>,
    places: HashMap<&'a str, usize>,
}

/// A value as it is compared: without case and space around, empty for what exports write in empty
/// cells.
pub fn value_key(cell: &str) -> String {
    if is_blank(cell) { String::new() } else { cell.trim().to_lowercase() }
}

impl<'a> StateColumn<'a> {
    fn of(
        table: &'a Table,
        at: usize,
        field: Field,
        mapping: &Mapping,
        serials: Option<bool>,
    ) -> Self {
        let name = table.header.get(at).cloned().unwrap_or_default();
        let mut column = Self { at, field, name, values: Vec::new(), places: HashMap::new() };
        let mut by_key: HashMap<String, usize> = HashMap::new();
        for row in &table.rows {
            let cell = row.cell(at);
            if let Some(place) = column.places.get(cell) {
                column.values[*place].count += 1;
                continue;
            }
            if field == Field::EndDate && !is_end_text(cell, serials) {
                continue;
            }
            let key = value_key(cell);
            let next = column.values.len();
            let place = *by_key.entry(key.clone()).or_insert(next);
            column.places.insert(cell, place);
            match column.values.get_mut(place) {
                Some(value) => value.count += 1,
                None => column.values.push(Value {
                    shown: cell.trim().to_owned(),
                    key,
                    count: 1,
                    meaning: Meaning::Open,
                    known: false,
                }),
            }
        }
        column.understand(mapping);
        column
    }

    fn understand(&mut self, mapping: &Mapping) {
        let flag = if self.field == Field::Status { flags::of_name(&self.name) } else { None };
        let legend = legend(&self.name);
        let end = self.field == Field::EndDate;
        for value in &mut self.values {
            let meaning =
                if end { end_meaning(&value.shown) } else { meaning(value, flag, &legend) };
            value.known = meaning != Meaning::Open;
            value.meaning = meaning;
        }
        for value in &mut self.values {
            let exactly = |word: &&crate::field::Word| {
                word.column == self.at && word.value.as_deref() == Some(value.key.as_str())
            };
            let any = |word: &&crate::field::Word| {
                word.column == self.at && word.value.is_none() && !value.known
            };
            let answers = &mapping.words;
            if let Some(word) = answers.iter().find(exactly).or_else(|| answers.iter().find(any)) {
                value.meaning = match word.means {
                    Status::NotKnown => Meaning::Silent,
                    status => Meaning::Sure(status),
                };
            }
        }
    }

    /// What the column says in a row; `None` for a date.
    pub(crate) fn says(&self, row: &Row) -> Option<&Value> {
        self.places.get(row.cell(self.at)).and_then(|place| self.values.get(*place))
    }

    /// Whether a value is there that has to be asked, or was.
    pub(crate) fn is_asked(&self) -> bool {
        self.values.iter().any(|value| !value.known)
    }
}

/// A cell of an end-date column that is neither empty nor a date.
fn is_end_text(cell: &str, serials: Option<bool>) -> bool {
    if is_blank(cell) {
        return false;
    }
    // A lone zero is what a formula leaves that was never computed.
    cell == "0" || dates::read(cell, serials.or(Some(false))).is_err()
}

fn end_meaning(cell: &str) -> Meaning {
    if cell == crate::NO_VALUE {
        Meaning::Silent
    } else if words::is_no_end(cell) {
        Meaning::Sure(Status::Employed)
    } else {
        Meaning::Open
    }
}

fn meaning(value: &Value, flag: Option<Flag>, legend: &HashMap<String, Status>) -> Meaning {
    if value.shown == crate::NO_VALUE {
        return Meaning::Silent;
    }
    if value.key.is_empty() {
        // Where one answer is written, an empty cell is often the other: never in silence.
        return if flag.is_some() { Meaning::Open } else { Meaning::Silent };
    }
    if let (Some(flag), Some(yes)) = (flag, flags::is_yes(&value.shown)) {
        return Meaning::Sure(flag.says(yes));
    }
    if let Some(status) = legend.get(&value.key) {
        return Meaning::Sure(*status);
    }
    match words::of_status(&value.shown) {
        Some(Said::Sure(status)) => Meaning::Sure(status),
        Some(Said::HowTheyWork) => Meaning::HowTheyWork,
        None => Meaning::Open,
    }
}

/// “Status (A=Active, T=Terminated)” → a, t.
fn legend(name: &str) -> HashMap<String, Status> {
    let pairs = name.split(['(', ')', '[', ']', ',', ';', '/', '|']);
    pairs
        .filter_map(|part| part.split_once(['=', ':']))
        .filter_map(|(code, word)| match words::of_status(word) {
            Some(Said::Sure(status)) => {
                let code = code.rsplit(' ').find(|part| !part.is_empty())?;
                Some((code.to_lowercase(), status))
            }
            _ => None,
        })
        .collect()
}

/// All columns that say whether a person works here.
#[derive(Debug)]
pub(crate) struct States<'a> {
    pub status: Vec<StateColumn<'a>>,
    pub end: Option<StateColumn<'a>>,
}

impl<'a> States<'a> {
    pub(crate) fn of(table: &'a Table, mapping: &Mapping, serials: Option<bool>) -> Self {
        let column = |(at, field): (usize, &Option<Field>)| {
            let field = field.filter(|field| matches!(field, Field::Status | Field::EndDate))?;
            (at < table.header.len()).then(|| StateColumn::of(table, at, field, mapping, serials))
        };
        let all = mapping.columns.iter().enumerate().filter_map(column);
        let (status, end): (Vec<_>, Vec<_>) = all.partition(|one| one.field == Field::Status);
        let mut states = Self { status, end: end.into_iter().next() };
        states.vouch(table);
        states
    }

    /// A code that always occurs with one known word of another status column means that word.
    fn vouch(&mut self, table: &Table) {
        let open =
            |column: &StateColumn<'_>| column.values.iter().any(|one| one.meaning == Meaning::Open);
        for at in 0..self.status.len() {
            let column = &self.status[at];
            if self.status.len() < 2 || !open(column) {
                continue;
            }
            let mut beside: Vec<Option<Option<Status>>> = vec![None; column.values.len()];
            for row in &table.rows {
                let Some(place) = column.places.get(row.cell(column.at)) else { continue };
                let others = self.status.iter().enumerate().filter(|(other, _)| *other != at);
                let said =
                    others.filter_map(|(_, other)| other.says(row)).find_map(|one| {
                        match one.meaning {
                            Meaning::Sure(status) if one.known => Some(status),
                            _ => None,
                        }
                    });
                let slot = &mut beside[*place];
                *slot = match slot {
                    None => Some(said),
                    Some(before) if *before == said => Some(said),
                    Some(_) => Some(None),
                };
            }
            for (value, said) in self.status[at].values.iter_mut().zip(beside) {
                if let (Meaning::Open, Some(Some(status))) = (value.meaning, said)
                    && !value.key.is_empty()
                {
                    value.meaning = Meaning::Sure(status);
                    value.known = true;
                }
            }
        }
    }

    /// What the status columns say together in a row, and the words to note; `None` without such a
    /// column.
    pub(crate) fn word(&self, row: &Row) -> (Option<Status>, Option<String>) {
        let said: Vec<(&str, &Value)> = self
            .status
            .iter()
            .filter_map(|column| Some((column.name.as_str(), column.says(row)?)))
            .collect();
        if said.is_empty() {
            return (None, None);
        }
        let meanings: Vec<Meaning> = said.iter().map(|(_, value)| value.meaning).collect();
        match together(&meanings) {
            Together::Is(status) => (Some(status), None),
            Together::Beside => {
                let shown = named(&said, |meaning| meaning != Meaning::Silent);
                (Some(Status::Left), Some(format!("{shown}; counted as left")))
            }
            Together::Contradict => {
                let shown = named(&said, |meaning| meaning != Meaning::Silent);
                (Some(Status::NotKnown), Some(format!("{shown} contradict each other")))
            }
            Together::Open => {
                let open = said.iter().find(|(_, value)| value.meaning == Meaning::Open);
                let word = open.or(said.first()).map_or("", |(_, value)| value.shown.as_str());
                (Some(Status::NotKnown), Some(not_known(word)))
            }
        }
    }
}

fn not_known(word: &str) -> String {
    if word == crate::NO_VALUE {
        format!("the status {WITHOUT_VALUE}")
    } else if is_blank(word) {
        "the status is empty".to_owned()
    } else {
        format!("the status “{}” is not understood", clip(word, 40))
    }
}

/// “Full-Time” in “Employment Status” and “Inactive” in “Status”.
fn named(said: &[(&str, &Value)], is: impl Fn(Meaning) -> bool) -> String {
    let parts: Vec<String> = said
        .iter()
        .filter(|(_, value)| is(value.meaning))
        .map(|(name, value)| format!("“{}” in “{}”", clip(&value.shown, 40), clip(name, 40)))
        .collect();
    parts.join(" and ")
}

/// What several columns say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Together {
    Is(Status),
    /// Left, although another column says how they work.
    Beside,
    Contradict,
    Open,
}

/// A certain value counts, unless two columns are certain of different things. The kind of
/// employment counts as employed only if nothing else says more.
pub(crate) fn together(said: &[Meaning]) -> Together {
    let mut sure: Option<Status> = None;
    for meaning in said {
        if let Meaning::Sure(status) = meaning {
            if sure.is_some_and(|before| before != *status) {
                return Together::Contradict;
            }
            sure = Some(*status);
        }
    }
    let has = |meaning| said.contains(&meaning);
    match sure {
        _ if has(Meaning::Open) && sure != Some(Status::Left) => Together::Open,
        Some(Status::Left) if has(Meaning::HowTheyWork) => Together::Beside,
        Some(status) => Together::Is(status),
        None if has(Meaning::HowTheyWork) => Together::Is(Status::Employed),
        None => Together::Open,
    }
}

/// Words of the value for an empty cell.
pub(crate) fn shown(value: &Value) -> String {
    if value.key.is_empty() { "(empty)".to_owned() } else { clip(&value.shown, 80) }
}

/// Distinct short values that are letters or numbers: “A”, “T”, “0”, “3”.
pub(crate) fn is_code(cell: &str) -> bool {
    let folded = fold(cell);
    (1..=2).contains(&folded.chars().count()) && folded.is_ascii() && !folded.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use Meaning::{HowTheyWork, Open, Silent, Sure};
    use Status::{Employed, Left, NotStarted};

    #[test]
    fn columns_are_compared_and_the_kinder_one_never_wins_in_silence() {
        for (said, expected) in [
            (vec![Sure(Employed)], Together::Is(Employed)),
            (vec![Sure(Left), Sure(Left)], Together::Is(Left)),
            (vec![Sure(Left), Silent], Together::Is(Left)),
            (vec![Sure(Left), HowTheyWork], Together::Beside),
            (vec![Sure(Employed), HowTheyWork], Together::Is(Employed)),
            (vec![Sure(NotStarted), HowTheyWork], Together::Is(NotStarted)),
            (vec![HowTheyWork], Together::Is(Employed)),
            (vec![HowTheyWork, Silent], Together::Is(Employed)),
            (vec![Sure(Employed), Sure(Left)], Together::Contradict),
            (vec![Sure(Employed), Sure(NotStarted)], Together::Contradict),
            (vec![Open], Together::Open),
            (vec![Silent], Together::Open),
            (vec![Sure(Employed), Open], Together::Open),
            (vec![HowTheyWork, Open], Together::Open),
            (vec![Sure(Left), Open], Together::Is(Left)),
        ] {
            assert_eq!(together(&said), expected, "{said:?}");
        }
    }

    #[test]
    fn a_name_may_explain_its_codes() {
        let known = legend("Status (A=Active, T=Terminated)");
        assert_eq!((known.get("a"), known.get("t")), (Some(&Employed), Some(&Left)));
        assert!(legend("Status").is_empty());
        assert!(legend("Status (1=open)").is_empty());
    }
}
