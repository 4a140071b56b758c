//! What an admin must say before a list can be used.

use crate::field::{Field, Mapping};
use crate::guess::{Ask, Guess};
use crate::order;
use crate::state::{Meaning, StateColumn, States, shown};
use crate::status::Status;
use crate::table::{Row, Table};
use std::collections::HashMap;

/// Values that a question shows.
const SHOWN: usize = 40;

/// A question about one column.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Place of the column.
    pub column: usize,
    /// Name of the column.
    pub name: String,
    pub kind: QuestionKind,
    /// The values that are asked about, the most frequent first; of a whole column a few of its values.
    pub values: Vec<QuestionValue>,
    /// Different values that are not among them.
    pub more: usize,
    /// An answer is missing.
    pub open: bool,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuestionKind {
    /// What the words of a status column mean.
    Status,
    /// What texts in an end-date column mean.
    EndDate,
    /// What a column is.
    Column(Ask),
}

/// One value with its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionValue {
    /// As first seen; “(empty)” for empty cells.
    pub shown: String,
    /// As it is answered and remembered, see [`value_key`](crate::value_key).
    pub key: String,
    pub count: u32,
    /// What it means now; `None` until someone decides.
    pub means: Option<Status>,
    /// It is known without an answer.
    pub known: bool,
}

/// The questions about a table, answered ones too. The list can be used when none is open.
pub fn questions(table: &Table, guess: &Guess, mapping: &Mapping) -> Vec<Question> {
    let states = States::of(table, mapping, order::serials(table));
    let mut all: Vec<Question> = states
        .status
        .iter()
        .chain(states.end.as_ref())
        .filter(|column| column.is_asked())
        .map(about_words)
        .collect();
    for (at, column) in guess.columns.iter().enumerate() {
        let used = mapping.columns.get(at).copied().flatten();
        // A column that says who has left is never left out silently.
        let says = matches!(column.field, Some(Field::Status | Field::EndDate)) && used.is_none();
        let ask = match (&column.asks, says) {
            (Some(ask), _) => ask,
            (None, true) => &Ask::State,
            (None, false) => continue,
        };
        // A column that became status or last day is asked about its words.
        if matches!(used, Some(Field::Status | Field::EndDate)) && *ask == Ask::State {
            continue;
        }
        let ignored = mapping.ignored.contains(&at);
        let (values, more) = frequent(table, at);
        all.push(Question {
            column: at,
            name: column.name.clone(),
            kind: QuestionKind::Column(ask.clone()),
            values,
            more,
            open: used.is_none() && !ignored,
        });
    }
    all.sort_by_key(|question| question.column);
    all
}

fn about_words(column: &StateColumn<'_>) -> Question {
    let mut values: Vec<QuestionValue> = column
        .values
        .iter()
        .map(|value| QuestionValue {
            shown: shown(value),
            key: value.key.clone(),
            count: value.count,
            means: match value.meaning {
                Meaning::Sure(status) => Some(status),
                Meaning::HowTheyWork => Some(Status::Employed),
                Meaning::Silent => Some(Status::NotKnown),
                Meaning::Open => None,
            },
            known: value.known,
        })
        .collect();
    let open = values.iter().any(|value| value.means.is_none());
    values.sort_by(|a, b| (a.known, b.count, &a.key).cmp(&(b.known, a.count, &b.key)));
    let more = values.len().saturating_sub(SHOWN);
    values.truncate(SHOWN);
    Question {
        column: column.at,
        name: column.name.clone(),
        kind: if column.field == Field::EndDate {
            QuestionKind::EndDate
        } else {
            QuestionKind::Status
        },
        values,
        more,
        open,
    }
}

/// The most frequent values of a column, and how many more there are.
fn frequent(table: &Table, at: usize) -> (Vec<QuestionValue>, usize) {
    const FEW: usize = 12;
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for cell in table.rows.iter().map(|row: &Row| row.cell(at)) {
        *counts.entry(cell).or_default() += 1;
    }
    let mut all: Vec<(&str, u32)> = counts.into_iter().collect();
    all.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    let more = all.len().saturating_sub(FEW);
    let value = |(cell, count): (&str, u32)| {
        let key = crate::state::value_key(cell);
        let shown = if key.is_empty() { "(empty)".to_owned() } else { crate::fold::clip(cell, 80) };
        QuestionValue { shown, key, count, means: None, known: true }
    };
    (all.into_iter().take(FEW).map(value).collect(), more)
}
