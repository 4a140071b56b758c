//! Columns that must be asked about: they look as if they say who has left.

use crate::field::Field;
use crate::fold::squash;
use crate::guess::{Ask, Column, holder, most};
use crate::names;

/// Columns that are not used and look as if they say who has left.
pub(crate) fn what_else_says_who_left(columns: &mut [Column]) {
    let beside = Beside {
        end: holder(columns, Field::EndDate).is_some(),
        status: holder(columns, Field::Status).is_some(),
    };
    for column in columns.iter_mut() {
        if column.guessed.field.is_some() || column.guessed.asks.is_some() || column.values == 0 {
            continue;
        }
        let Some(ask) = asked(column, beside) else { continue };
        if column.guessed.why.is_empty() {
            column.guessed.why = "it looks as if it says who has left".to_owned();
        }
        column.guessed.asks = Some(ask);
    }
}

/// What the list has that says who has left.
#[derive(Clone, Copy)]
struct Beside {
    end: bool,
    status: bool,
}

fn asked(column: &Column, beside: Beside) -> Option<Ask> {
    let name = &column.guessed.name;
    let says = beside.end || beside.status;
    let days = column.dates * 2 > column.values;
    if names::is_contract_end(name) {
        return (!beside.end && days).then_some(Ask::State);
    }
    if names::is_notice(name) {
        return (!says).then_some(Ask::Notice);
    }
    if names::sounds_like_state(name) {
        let known = says && is_detail(name) || beside.end && days;
        return (!known).then_some(Ask::State);
    }
    let few = column.values >= 5 && column.different <= 12 && column.different * 2 <= column.values;
    if names::is_vague_status(name) {
        return (few && !says).then_some(Ask::State);
    }
    if names::field_of(name).is_some() || names::is_unrelated(name) {
        return None;
    }
    let words = few && column.statuses * 4 >= column.values;
    // Genders, grades and countries are said by their names; a code without one is asked.
    let codes = few && column.different > 1 && most(column.codes, column.values);
    let answers =
        column.values >= 3 && column.different <= 3 && most(column.yes_or_no, column.values);
    // The last days of those who leave are a column with gaps under any name.
    let has_gaps = column.values < column.looked_at;
    let last_days = days && !beside.end && (has_gaps || !says && column.values >= 3);
    let open = last_days || !says && (codes || answers);
    (words || open).then_some(Ask::State)
}

/// “Termination Reason” says more about those whom another column calls left.
fn is_detail(name: &str) -> bool {
    const SIGNS: [&str; 15] = [
        "reason",
        "grund",
        "motif",
        "motivo",
        "reden",
        "przyczyn",
        "理由",
        "事由",
        "type",
        "category",
        "kategorie",
        "art",
        "initiated",
        "comment",
        "note",
    ];
    let name = squash(name);
    SIGNS.iter().any(|sign| name.contains(sign))
}
