//! What was understood of a file, as the window and the command line show it.

use crate::problem::failure::asked;
use crate::problem::{Problem, ProblemCode, Side};
use crate::text::count;
use crate::view::{
    TruthDates, TruthField, TruthMapping, TruthQuestion, TruthQuestionKind, TruthRejected,
    TruthRow, TruthSheet, TruthStatus, TruthUnknown, TruthValue, TruthWord,
};
use rollcall_truth::{
    Ask, DateOrder, Entry, Field, Format, List, Mapping, Question, QuestionKind, Source, Status,
    Table, TruthError, Word,
};
use serde_json::json;

/// People and rows that are named one by one.
pub(crate) const SHOWN: usize = 200;

const FIELDS: [Field; 15] = [
    Field::Email,
    Field::OtherEmail,
    Field::EmployeeNumber,
    Field::Name,
    Field::GivenName,
    Field::FamilyName,
    Field::Status,
    Field::StartDate,
    Field::EndDate,
    Field::Manager,
    Field::Department,
    Field::CostCenter,
    Field::Division,
    Field::Title,
    Field::Type,
];

pub(crate) fn fields() -> Vec<TruthField> {
    let field = |field: &Field| TruthField {
        id: field_id(*field),
        label: field.words().to_owned(),
        many: field.may_repeat(),
    };
    FIELDS.iter().map(field).collect()
}

pub(crate) fn field_id(field: Field) -> String {
    serde_json::to_value(field)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn field_named(id: &str) -> Result<Field, Problem> {
    serde_json::from_value(json!(id)).map_err(|_| {
        asked(
            ProblemCode::BadRequest,
            "Mapping the columns failed.",
            &format!("“{id}” is not a field of a list."),
            "Choose one of the fields offered.",
        )
    })
}

pub(crate) fn status(status: Status) -> TruthStatus {
    match status {
        Status::Employed => TruthStatus::Employed,
        Status::NotStarted => TruthStatus::NotStarted,
        Status::Left => TruthStatus::Left,
        Status::NotKnown => TruthStatus::NotKnown,
    }
}

fn of_status(status: TruthStatus) -> Status {
    match status {
        TruthStatus::Employed => Status::Employed,
        TruthStatus::NotStarted => Status::NotStarted,
        TruthStatus::Left => Status::Left,
        TruthStatus::NotKnown => Status::NotKnown,
    }
}

pub(crate) fn dates(order: DateOrder) -> TruthDates {
    match order {
        DateOrder::DayMonth => TruthDates::DayMonth,
        DateOrder::MonthDay => TruthDates::MonthDay,
    }
}

pub(crate) fn mapping(mapping: &Mapping, columns: usize) -> TruthMapping {
    let mut fields: Vec<Option<String>> =
        mapping.columns.iter().map(|field| field.map(field_id)).collect();
    fields.resize(columns, None);
    TruthMapping {
        fields,
        dates: mapping.dates.map(dates),
        words: mapping
            .words
            .iter()
            .map(|word| TruthWord {
                column: count(word.column as u64),
                value: word.value.clone(),
                means: status(word.means),
            })
            .collect(),
        ignored: mapping.ignored.iter().map(|at| count(*at as u64)).collect(),
        rows: mapping
            .rows
            .iter()
            .map(|(row, of)| TruthRow { row: *row, status: status(*of) })
            .collect(),
        others: mapping.others.map(status),
    }
}

/// # Errors
/// When a field is not valid.
pub(crate) fn of_mapping(mapping: TruthMapping) -> Result<Mapping, Problem> {
    let columns: Result<Vec<Option<Field>>, Problem> =
        mapping.fields.iter().map(|field| field.as_deref().map(field_named).transpose()).collect();
    Ok(Mapping {
        columns: columns?,
        dates: mapping.dates.map(|order| match order {
            TruthDates::DayMonth => DateOrder::DayMonth,
            TruthDates::MonthDay => DateOrder::MonthDay,
        }),
        words: mapping
            .words
            .into_iter()
            .map(|word| Word {
                column: word.column as usize,
                value: word.value.as_deref().map(rollcall_truth::value_key),
                means: of_status(word.means),
            })
            .collect(),
        ignored: mapping.ignored.into_iter().map(|at| at as usize).collect(),
        rows: mapping.rows.into_iter().map(|one| (one.row, of_status(one.status))).collect(),
        others: mapping.others.map(of_status),
    })
}

pub(crate) fn question(question: Question) -> TruthQuestion {
    let name = &question.name;
    let (kind, words, why) = match &question.kind {
        QuestionKind::Status => (
            TruthQuestionKind::Status,
            format!("What do these values of “{name}” mean?"),
            "An unknown status means neither employed nor left.".to_owned(),
        ),
        QuestionKind::EndDate => (
            TruthQuestionKind::EndDate,
            format!("What do these values of “{name}” mean?"),
            "They are not dates in a column of last days.".to_owned(),
        ),
        QuestionKind::Column(ask) => {
            (TruthQuestionKind::Column, format!("What is “{name}”?"), column_why(ask))
        }
    };
    TruthQuestion {
        column: count(question.column as u64),
        kind,
        words,
        why,
        values: question
            .values
            .into_iter()
            .map(|value| TruthValue {
                shown: value.shown,
                key: value.key,
                count: value.count,
                means: value.means.map(status),
                known: value.known,
            })
            .collect(),
        more: count(question.more as u64),
        open: question.open,
        name: question.name,
    }
}

fn column_why(ask: &Ask) -> String {
    match ask {
        Ask::State => "It looks as if it says who has left.".to_owned(),
        Ask::Notice => {
            "It is the day of notice by its name, and no other column says who has left.".to_owned()
        }
        Ask::Address { other } => {
            format!("Its addresses and those of “{other}” may both be the addresses at work.")
        }
        Ask::LastDays { other } => format!(
            "It has days where “{other}” has none. If both are last days, put them into one column."
        ),
        Ask::Twice { other } => {
            format!("Column {} has the same name and other values.", other + 1)
        }
    }
}

/// Why a list with open questions cannot be imported, in a sentence.
pub(crate) fn open_words(questions: &[TruthQuestion]) -> Option<String> {
    let open: Vec<String> = questions
        .iter()
        .filter(|question| question.open)
        .map(|question| format!("“{}”", question.name))
        .collect();
    match open.as_slice() {
        [] => None,
        [one] => Some(format!("The column {one} is not understood: answer its question first.")),
        many => Some(format!(
            "{} columns are not understood: {}. Answer their questions first.",
            many.len(),
            many.join(", ")
        )),
    }
}

pub(crate) fn rejected(list: &List) -> Vec<TruthRejected> {
    let shown = list.rejected.iter().take(SHOWN);
    shown
        .map(|rejected| TruthRejected {
            row: rejected.row,
            reason: rejected.reason.clone(),
            shown: rejected.shown.clone(),
        })
        .collect()
}

/// People whose status the list leaves open, including decided ones.
pub(crate) fn unknown(list: &List) -> (Vec<TruthUnknown>, u32) {
    let all = || list.entries.iter().filter(|entry| !entry.status_why.is_empty());
    let of = |entry: &Entry| TruthUnknown {
        row: entry.row,
        name: entry.name.clone(),
        email: entry.emails.first().cloned().unwrap_or_default(),
        why: entry.status_why.clone(),
        decided: (entry.status != Status::NotKnown).then(|| status(entry.status)),
    };
    (all().take(SHOWN).map(of).collect(), count(all().count() as u64))
}

pub(crate) fn sheets(table: &Table) -> Vec<TruthSheet> {
    let chosen = match &table.source {
        Source::Workbook { sheet, .. } => sheet.as_str(),
        Source::Csv { .. } | Source::Html { .. } => "",
    };
    if table.sheets.len() < 2 {
        return Vec::new();
    }
    let sheets = table.sheets.iter().map(|sheet| TruthSheet {
        name: sheet.name.clone(),
        people: sheet.people,
        chosen: sheet.name == chosen,
    });
    sheets.collect()
}

/// For a list on which nobody works here: what it can be used for, and what not.
pub(crate) fn leavers_only(list: &List) -> Option<String> {
    let (mut left, mut addresses) = (0_usize, Vec::new());
    for entry in &list.entries {
        if entry.status != Status::Left {
            return None;
        }
        left += 1;
        addresses.extend(entry.emails.first().filter(|_| addresses.len() < 3));
    }
    if left == 0 {
        return None;
    }
    let named: Vec<&str> = addresses.iter().map(|one| one.as_str()).collect();
    let more = if left > named.len() { " …" } else { "" };
    Some(format!(
        "Everyone on this list has left. As the HR list, it would make all other people “not \
        listed”. To remove these people's access, lock them down with `rollcall lockdown {}{more} \
        --dry-run`.",
        named.join(" ")
    ))
}

pub(crate) fn kind_words(source: &Source) -> String {
    match source {
        Source::Csv { separator, encoding, guessed } => {
            let separator = match separator {
                '\t' => "tabs".to_owned(),
                other => format!("“{other}”"),
            };
            let guessed = if *guessed { " (guessed)" } else { "" };
            format!("CSV, separated by {separator}, {encoding}{guessed}")
        }
        Source::Html { encoding, .. } => format!("a table of a web page, {encoding}"),
        Source::Workbook { format, sheet, .. } => {
            let program = match format {
                Format::Xlsx | Format::Xls | Format::Xlsb => "Excel",
                Format::Ods => "LibreOffice",
            };
            format!("{program}, sheet “{sheet}”")
        }
    }
}

pub(crate) fn not_read(name: &str, error: &TruthError) -> Problem {
    let (side_words, next) = error.words();
    Problem {
        code: ProblemCode::BadRequest,
        what: format!("Reading {name} failed."),
        side: Side::Asked,
        side_words,
        state: "Nothing was imported; the existing list stays in use.".to_owned(),
        next,
        exchange: None,
    }
}
