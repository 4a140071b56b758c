//! Importing a truth list: look at a file, say which column is what, keep it as a version.

use crate::clock::new_id;
use crate::connections::lock;
use crate::failure::{asked, internal};
use crate::home::Rollcall;
use crate::problem::{Problem, ProblemCode, Side};
use crate::shape::count;
use crate::view::{
    TruthColumn, TruthDates, TruthField, TruthHeld, TruthList, TruthLook, TruthMapping,
    TruthRejected,
};
use rollcall_store::NewTruthList;
use rollcall_truth::{
    DateOrder, DatesGuess, Entry, Field, Format, Guess, List, Mapping, Source, Status, Table, TruthError,
};
use serde_json::json;
use std::collections::HashSet;
use std::sync::Arc;

/// Rows that cannot be used, named one by one.
const REJECTED_SHOWN: usize = 200;
/// Looks that wait for their import; an older one makes room.
const LOOKS: usize = 4;
/// A list that lost more than so many of a hundred is held.
const GUARD_PERCENT: u32 = 10;

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

/// A file that was looked at.
pub(crate) struct Look {
    id: String,
    name: String,
    table: Arc<Table>,
    guess: Guess,
    mapping: Mapping,
    remembered: bool,
}

impl Rollcall {
    /// Takes a file apart and says what was understood. Nothing is kept in the store.
    ///
    /// # Errors
    /// When it is no list, in words.
    pub async fn look_at_truth(&self, name: &str, bytes: &[u8]) -> Result<TruthLook, Problem> {
        let (bytes, file) = (bytes.to_vec(), name.to_owned());
        let opened = off_thread(move || rollcall_truth::open(&bytes, &file)).await?;
        let table = Arc::new(opened.map_err(|error| not_read(name, &error))?);
        let looked = Arc::clone(&table);
        let guess = off_thread(move || rollcall_truth::guess(&looked)).await?;
        let layout = guess.layout.clone();
        let kept =
            self.stored("Looking for its layout", move |store| store.truth_layout(&layout)).await?;
        let kept: Option<Mapping> = kept.and_then(|json| serde_json::from_str(&json).ok());
        let remembered = kept.is_some();
        let mapping = kept.unwrap_or_else(|| guess.mapping());
        let look = Look { id: new_id(), name: name.to_owned(), table, guess, mapping, remembered };
        let id = look.id.clone();
        {
            let mut looks = lock(&self.0.looks);
            if looks.len() >= LOOKS {
                looks.remove(0);
            }
            looks.push(look);
        }
        self.look(&id).await
    }

    /// The same file with its columns mapped as the admin wants them.
    ///
    /// # Errors
    /// When the look is not there (any more), or the mapping does not fit its columns.
    pub async fn map_truth(&self, id: &str, mapping: TruthMapping) -> Result<TruthLook, Problem> {
        let columns: Result<Vec<Option<Field>>, Problem> = mapping
            .fields
            .iter()
            .map(|field| field.as_deref().map(field_named).transpose())
            .collect();
        let columns = columns?;
        let dates = mapping.dates.map(|order| match order {
            TruthDates::DayMonth => DateOrder::DayMonth,
            TruthDates::MonthDay => DateOrder::MonthDay,
        });
        {
            let mut looks = lock(&self.0.looks);
            let look = looks.iter_mut().find(|look| look.id == id).ok_or_else(not_there)?;
            if columns.len() != look.table.header.len() {
                return Err(asked(
                    ProblemCode::BadRequest,
                    "Mapping the columns failed.",
                    "There is not one field for each column.",
                    "Pick the file again.",
                ));
            }
            look.mapping = Mapping { columns, dates };
        }
        self.look(id).await
    }

    /// Forgets a file that was looked at.
    ///
    /// # Errors
    /// None; it is a result as every answer is.
    pub async fn drop_truth(&self, id: &str) -> Result<(), Problem> {
        lock(&self.0.looks).retain(|look| look.id != id);
        Ok(())
    }

    /// Keeps the list as the version that counts from now on.
    ///
    /// # Errors
    /// When a question about it is open, or it is held and its number was not typed.
    pub async fn import_truth(&self, id: &str, typed: Option<&str>) -> Result<TruthList, Problem> {
        const WHAT: &str = "Importing the list failed.";
        let look = self.look(id).await?;
        if let Some(why) = &look.cannot {
            return Err(asked(ProblemCode::BadRequest, WHAT, why, "Say what the columns are."));
        }
        if let Some(held) = &look.held
            && typed.map(str::trim) != Some(held.type_this.as_str())
        {
            let next = format!("Type {} if the list is right.", held.type_this);
            return Err(asked(ProblemCode::NotConfirmed, WHAT, &held.words, &next));
        }
        let (table, mapping, layout) = {
            let looks = lock(&self.0.looks);
            let look = looks.iter().find(|look| look.id == id).ok_or_else(not_there)?;
            (Arc::clone(&look.table), look.mapping.clone(), look.guess.layout.clone())
        };
        let list = self.entries(Arc::clone(&table), mapping.clone()).await?;
        let list = list.map_err(|error| not_read(&look.name, &error))?;
        let at = self.0.clock.text();
        let rejected: Vec<_> = list.rejected.iter().take(REJECTED_SHOWN).collect();
        let kept = rollcall_store::TruthList {
            id: 0,
            name: look.name.clone(),
            imported_at: at,
            sha256: table.sha256.clone(),
            rows: count(table.rows.len() as u64),
            entries: count(list.entries.len() as u64),
            rejected: count(list.rejected.len() as u64),
            detail_json: json!({
                "kind": look.kind, "mapping": mapping, "rejected": rejected, "notes": list.notes,
            })
            .to_string(),
        };
        let body = json!({
            "name": kept.name, "sha256": kept.sha256, "rows": kept.rows, "entries": kept.entries,
            "rejected": kept.rejected, "held": look.held.is_some(),
        });
        let entries = list.entries.iter().map(|entry| {
            let body = serde_json::to_string(entry)
                .map_err(|error| internal("Keeping the list", &error.to_string()))?;
            Ok((entry.row, key_of(entry, &list.shared_addresses), body))
        });
        let mapping = serde_json::to_string(&mapping)
            .map_err(|error| internal("Keeping the list", &error.to_string()))?;
        let new = NewTruthList {
            entries: entries.collect::<Result<_, Problem>>()?,
            list: kept.clone(),
            layout: (layout, mapping),
        };
        let number = self
            .stored("Keeping the list", move |store| {
                let entry = rollcall_store::Entry { kind: "truth-imported", body: &body };
                store.add_truth_list(&new, &entry)
            })
            .await?;
        self.drop_truth(id).await?;
        self.0.reporter.data_changed();
        Ok(TruthList {
            id: number,
            name: kept.name,
            imported_at: kept.imported_at,
            sha256: kept.sha256,
            rows: kept.rows,
            entries: kept.entries,
            rejected: kept.rejected,
        })
    }

    async fn entries(
        &self,
        table: Arc<Table>,
        mapping: Mapping,
    ) -> Result<Result<List, TruthError>, Problem> {
        let today = self.today();
        off_thread(move || rollcall_truth::entries(&table, &mapping, today)).await
    }

    async fn look(&self, id: &str) -> Result<TruthLook, Problem> {
        let (name, table, guess, mapping, remembered) = {
            let looks = lock(&self.0.looks);
            let look = looks.iter().find(|look| look.id == id).ok_or_else(not_there)?;
            (
                look.name.clone(),
                Arc::clone(&look.table),
                look.guess.clone(),
                look.mapping.clone(),
                look.remembered,
            )
        };
        let list = self.entries(Arc::clone(&table), mapping.clone()).await?;
        let mut view = TruthLook {
            id: id.to_owned(),
            kind: kind_words(&table.source),
            name,
            sha256: table.sha256.clone(),
            rows: count(table.rows.len() as u64),
            columns: guess
                .columns
                .iter()
                .zip(&mapping.columns)
                .map(|(column, field)| TruthColumn {
                    name: column.name.clone(),
                    field: field.map(field_id),
                    why: column.why.clone(),
                    samples: column.samples.clone(),
                })
                .collect(),
            fields: FIELDS
                .iter()
                .map(|field| TruthField { id: field_id(*field), label: field.words().to_owned() })
                .collect(),
            dates: mapping.dates.map(|order| match order {
                DateOrder::DayMonth => TruthDates::DayMonth,
                DateOrder::MonthDay => TruthDates::MonthDay,
            }),
            dates_asked: match &guess.dates {
                DatesGuess::Ambiguous { example } => Some(example.clone()),
                DatesGuess::Certain(_) | DatesGuess::Swapped { .. } | DatesGuess::NotNeeded => None,
            },
            remembered,
            entries: None,
            employed: 0,
            not_started: 0,
            left: 0,
            rejected: Vec::new(),
            rejected_count: 0,
            notes: table.notes.clone(),
            held: None,
            cannot: None,
        };
        match list {
            Err(error) => {
                if let TruthError::DatesAmbiguous { example, .. } = &error {
                    view.dates_asked = Some(example.clone());
                }
                let (wrong, next) = error.words();
                view.cannot = Some(format!("{wrong} {next}"));
            }
            Ok(list) => {
                let with = |status| {
                    let of = list.entries.iter().filter(|entry| entry.status == status);
                    count(of.count() as u64)
                };
                view.employed = with(Status::Employed);
                view.not_started = with(Status::NotStarted);
                view.left = with(Status::Left);
                view.entries = Some(count(list.entries.len() as u64));
                view.rejected_count = count(list.rejected.len() as u64);
                view.rejected = list
                    .rejected
                    .iter()
                    .take(REJECTED_SHOWN)
                    .map(|rejected| TruthRejected {
                        row: rejected.row,
                        reason: rejected.reason.clone(),
                        shown: rejected.shown.clone(),
                    })
                    .collect();
                view.notes.extend(list.notes.iter().cloned());
                if list.entries.is_empty() {
                    view.cannot = Some("No row of it can be used.".to_owned());
                }
                view.held = self.held(&list).await?;
            }
        }
        Ok(view)
    }

    /// Why the list needs its number typed.
    async fn held(&self, list: &List) -> Result<Option<TruthHeld>, Problem> {
        let last = self.stored("Looking up the last list", rollcall_store::Store::truth_keys);
        let last: HashSet<String> = last.await?.into_iter().collect();
        if last.is_empty() {
            return Ok(None);
        }
        let keys: HashSet<String> =
            list.entries.iter().map(|entry| key_of(entry, &list.shared_addresses)).collect();
        let kept = count(keys.intersection(&last).count() as u64);
        let (before, now) = (count(last.len() as u64), count(list.entries.len() as u64));
        if rollcall_truth::swells(before, now, kept) {
            return Ok(Some(TruthHeld {
                words: format!(
                    "The last list had {before} people, this one has {now}, and {} of them were not in the last. It looks like another list.",
                    now.saturating_sub(kept)
                ),
                type_this: now.to_string(),
            }));
        }
        Ok(rollcall_truth::shrinks(before, now, kept, GUARD_PERCENT).map(|_| TruthHeld {
            words: format!(
                "The last list had {before} people, this one has {now}, and {} of the last are missing. The guard lets {GUARD_PERCENT} % go.",
                before.saturating_sub(kept)
            ),
            type_this: now.to_string(),
        }))
    }
}

/// What names the same person in the next version: the number, else the address, else the name.
fn key_of(entry: &Entry, shared: &[String]) -> String {
    if !entry.employee_number.is_empty() {
        return format!("number:{}", entry.employee_number);
    }
    match entry.emails.first() {
        Some(email) if shared.contains(email) => format!("email:{email} {}", entry.name),
        Some(email) => format!("email:{email}"),
        None => format!("name:{} {}", entry.name, entry.row),
    }
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| internal("Reading the list", &error.to_string()))
}

fn field_id(field: Field) -> String {
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
            &format!("“{id}” is no field of a list."),
            "Pick one of the fields that are offered.",
        )
    })
}

fn kind_words(source: &Source) -> String {
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

fn not_there() -> Problem {
    asked(
        ProblemCode::NotFound,
        "Looking at the list failed.",
        "The file is not held in memory any more.",
        "Pick it again.",
    )
}

fn not_read(name: &str, error: &TruthError) -> Problem {
    let (side_words, next) = error.words();
    Problem {
        code: ProblemCode::BadRequest,
        what: format!("Reading {name} failed."),
        side: Side::Asked,
        side_words,
        state: "Nothing was imported; the list that was there counts.".to_owned(),
        next,
        exchange: None,
    }
}
