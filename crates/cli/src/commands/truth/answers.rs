//! Options that answer questions about an HR list: `--column`, `--means`, `--row`, `--others`.

use super::{List, Meaning};
use crate::ending::Stop;
use clap::ValueEnum;
use rollcall_engine::view::{
    TruthLook, TruthMapping, TruthQuestionKind, TruthRow, TruthStatus, TruthWord,
};

pub fn word(status: TruthStatus) -> &'static str {
    match status {
        TruthStatus::Employed => "employed",
        TruthStatus::NotStarted => "not started",
        TruthStatus::Left => "left",
        TruthStatus::NotKnown => "not known",
    }
}

impl From<Meaning> for TruthStatus {
    fn from(meaning: Meaning) -> Self {
        match meaning {
            Meaning::Employed => Self::Employed,
            Meaning::NotStarted => Self::NotStarted,
            Meaning::Left => Self::Left,
            Meaning::NotKnown => Self::NotKnown,
        }
    }
}

/// The mapping with what `--column` says.
pub fn columns(look: &TruthLook, options: &[String]) -> Result<TruthMapping, Stop> {
    let mut mapping = look.mapping.clone();
    for one in options {
        let Some((column, field)) = one.rsplit_once('=') else {
            return Err(Stop::usage(format!("--column {one}: write it as COLUMN=FIELD.")));
        };
        let place = place(look, column).ok_or_else(|| {
            Stop::usage(format!("--column {one}: the list has no column “{column}”."))
        })?;
        let ignored = field == "ignored";
        let at = u32::try_from(place).unwrap_or(u32::MAX);
        mapping.ignored.retain(|known| *known != at);
        if ignored {
            mapping.ignored.push(at);
        }
        if let Some(slot) = mapping.fields.get_mut(place) {
            *slot = (!field.is_empty() && !ignored).then(|| field.to_owned());
        }
    }
    Ok(mapping)
}

/// A column by its name, or by its place as “#7”.
fn place(look: &TruthLook, column: &str) -> Option<usize> {
    let by_name = look.columns.iter().position(|known| known.name == column);
    let by_place = || {
        let place: usize = column.strip_prefix('#')?.parse().ok()?;
        (1..=look.columns.len()).contains(&place).then(|| place - 1)
    };
    by_name.or_else(by_place)
}

/// The mapping with what `--means`, `--row` and `--others` say.
pub fn words(look: &TruthLook, options: &List) -> Result<TruthMapping, Stop> {
    let mut mapping = look.mapping.clone();
    for one in &options.means {
        let Some((left, means)) = one.rsplit_once('=') else {
            return Err(Stop::usage(format!("--means {one}: write it as VALUE=MEANING.")));
        };
        let means = meaning("--means", one, means)?;
        let found = asked(look, left);
        if found.is_empty() {
            return Err(Stop::usage(format!(
                "--means {one}: no question of this list is about the value “{left}”."
            )));
        }
        for (column, value) in found {
            mapping.words.retain(|word| word.column != column || word.value != value);
            mapping.words.push(TruthWord { column, value, means });
        }
    }
    for one in &options.row {
        let Some((row, status)) = one.rsplit_once('=') else {
            return Err(Stop::usage(format!("--row {one}: write it as ROW=MEANING.")));
        };
        let status = meaning("--row", one, status)?;
        let row: u32 = row
            .parse()
            .map_err(|_| Stop::usage(format!("--row {one}: “{row}” is not a number of a row.")))?;
        mapping.rows.retain(|known| known.row != row);
        mapping.rows.push(TruthRow { row, status });
    }
    mapping.others = options.others.map(TruthStatus::from).or(mapping.others);
    Ok(mapping)
}

fn meaning(option: &str, one: &str, text: &str) -> Result<TruthStatus, Stop> {
    Meaning::from_str(text.trim(), true).map(TruthStatus::from).map_err(|_| {
        Stop::usage(format!(
            "{option} {one}: “{text}” is not a meaning; employed, left, not-started and not-known are."
        ))
    })
}

/// The columns that ask about a value, with its key; `None` for “*”.
fn asked(look: &TruthLook, left: &str) -> Vec<(u32, Option<String>)> {
    let questions = || look.questions.iter().filter(|one| one.kind != TruthQuestionKind::Column);
    let key = |shown: &str| match shown {
        "(empty)" => String::new(),
        other => other.trim().to_lowercase(),
    };
    let everywhere: Vec<_> = questions()
        .filter(|question| question.values.iter().any(|value| value.key == key(left)))
        .map(|question| (question.column, Some(key(left))))
        .collect();
    if !everywhere.is_empty() {
        return everywhere;
    }
    let Some((column, value)) = left.split_once(':') else { return Vec::new() };
    let Some(place) = place(look, column) else { return Vec::new() };
    let of_column = questions().filter(|question| question.column as usize == place);
    of_column
        .filter(|question| {
            let known = question.values.iter().any(|known| known.key == key(value));
            value == "*" || known || question.more > 0
        })
        .map(|question| (question.column, (value != "*").then(|| key(value))))
        .collect()
}
