//! Importing an HR list: look at a file, say which column is what and what its words mean, keep it as a
//! version.

mod layout;
pub(crate) mod previous;
pub(crate) mod to_view;

use crate::core::Rollcall;
use crate::core::clock::new_id;
use crate::core::lock;
use crate::problem::failure::{asked, internal};
use crate::problem::{Problem, ProblemCode};
use crate::record::event::RecordEvent;
use crate::text::count;
use crate::truth::layout::{Remembered, again};
use crate::truth::to_view::{self as shown, not_read};
use crate::view::{TruthColumn, TruthEncoding, TruthList, TruthLook, TruthMapping};
use jiff::civil::Date;
use rollcall_store::NewTruthList;
use rollcall_truth::{
    Choices, DatesGuess, Guess, List, Mapping, Question, Source, Status, Table, TruthError,
};
use serde_json::json;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};

/// Looks that wait for their import; an older one makes room.
const LOOKS: usize = 4;
/// Files up to this size stay in memory while they are looked at, so that another sheet or encoding
/// can be chosen.
const KEPT_BYTES: usize = 64 * 1024 * 1024;

/// A file that was looked at.
#[derive(Clone)]
struct Look {
    id: String,
    name: String,
    bytes: Option<Arc<Vec<u8>>>,
    choices: Choices,
    table: Arc<Table>,
    guess: Arc<Guess>,
    mapping: Mapping,
    remembered: bool,
    /// Addresses of accounts in the apps, in lower case.
    addresses: Arc<HashSet<String>>,
    last_understood: Arc<Mutex<Option<Arc<Understood>>>>,
}

/// The people of a table, as it was mapped on that day: importing needs what looking has found.
struct Understood {
    mapping: Mapping,
    today: Date,
    questions: Vec<Question>,
    list: Result<List, TruthError>,
}

/// Files that were looked at and not imported yet.
#[derive(Default)]
struct Looks(Mutex<Vec<Look>>);

impl Rollcall {
    /// Takes a file apart and says what was understood. Nothing is kept in the store.
    ///
    /// # Errors
    /// When it is not a list, in words.
    pub async fn look_at_truth(&self, name: &str, bytes: &[u8]) -> Result<TruthLook, Problem> {
        let bytes = Arc::new(bytes.to_vec());
        let look = self.opened(new_id(), name, bytes, Choices::default()).await?;
        let id = look.id.clone();
        {
            let looks = self.0.kept.of::<Looks>();
            let mut looks = lock(&looks.0);
            if looks.len() >= LOOKS {
                looks.remove(0);
            }
            looks.push(look);
        }
        self.look(&id).await
    }

    /// The same file with another sheet or encoding; `None` leaves it as it is.
    ///
    /// # Errors
    /// When the look is not there, or the file has no such sheet or encoding.
    pub async fn choose_truth(
        &self,
        id: &str,
        sheet: Option<String>,
        encoding: Option<String>,
    ) -> Result<TruthLook, Problem> {
        let before = self.look_named(id)?;
        let Some(bytes) = before.bytes else {
            return Err(asked(
                ProblemCode::BadRequest,
                "Choosing a part of the file failed.",
                "The file is too large to keep in memory.",
                "Save the sheet as CSV in UTF-8, and pick that file.",
            ));
        };
        let choices = Choices {
            sheet: sheet.or(before.choices.sheet),
            encoding: encoding.or(before.choices.encoding),
        };
        let look = self.opened(before.id, &before.name, bytes, choices).await?;
        {
            let looks = self.0.kept.of::<Looks>();
            let mut looks = lock(&looks.0);
            let slot = looks.iter_mut().find(|look| look.id == id).ok_or_else(not_there)?;
            *slot = look;
        }
        self.look(id).await
    }

    /// The same file with its columns mapped as the admin wants them.
    ///
    /// # Errors
    /// When the look does not exist, or no longer exists, or the mapping does not fit its columns.
    pub async fn map_truth(&self, id: &str, mapping: TruthMapping) -> Result<TruthLook, Problem> {
        let mapping = shown::of_mapping(mapping)?;
        {
            let looks = self.0.kept.of::<Looks>();
            let mut looks = lock(&looks.0);
            let look = looks.iter_mut().find(|look| look.id == id).ok_or_else(not_there)?;
            if mapping.columns.len() != look.table.header.len() {
                return Err(asked(
                    ProblemCode::BadRequest,
                    "Mapping the columns failed.",
                    "The number of fields is not the number of columns.",
                    "Choose the file again.",
                ));
            }
            look.mapping = mapping;
        }
        self.look(id).await
    }

    /// Forgets a file that was looked at.
    ///
    /// # Errors
    /// None; it is a result as every answer is.
    pub async fn drop_truth(&self, id: &str) -> Result<(), Problem> {
        lock(&self.0.kept.of::<Looks>().0).retain(|look| look.id != id);
        Ok(())
    }

    /// Keeps the list as the version that counts from now on.
    ///
    /// # Errors
    /// When a question about it is open, or it is held and its number was not typed.
    pub async fn import_truth(&self, id: &str, typed: Option<&str>) -> Result<TruthList, Problem> {
        const WHAT: &str = "Importing the list failed.";
        let look = self.look_named(id)?;
        let (view, read) = self.understood(&look).await?;
        if let Some(why) = &view.cannot {
            let next = if view.questions.iter().any(|one| one.open) {
                "Answer the questions about the values."
            } else {
                "Answer the questions about the columns."
            };
            return Err(asked(ProblemCode::BadRequest, WHAT, why, next));
        }
        if let Some(held) = &view.held
            && typed.map(str::trim) != Some(held.type_this.as_str())
        {
            let next = format!("If the list is right, type {} to import it.", held.type_this);
            return Err(asked(ProblemCode::NotConfirmed, WHAT, &held.words, &next));
        }
        let Some((read, keys)) = read else { return Err(not_there()) };
        let Ok(list) = &read.list else { return Err(not_there()) };
        let rejected: Vec<_> = list.rejected.iter().take(shown::SHOWN).collect();
        let kept = rollcall_store::TruthList {
            id: 0,
            name: look.name.clone(),
            imported_at: self.0.clock.moment(),
            sha256: look.table.sha256.clone(),
            rows: count(look.table.rows.len() as u64),
            entries: count(list.entries.len() as u64),
            rejected: count(list.rejected.len() as u64),
            detail_json: json!({
                "kind": view.kind, "header": look.table.header, "mapping": look.mapping,
                "rejected": rejected, "notes": view.notes, "not_known": view.not_known,
            })
            .to_string(),
        };
        let event = RecordEvent::TruthImported {
            name: kept.name.clone(),
            sha256: kept.sha256.clone(),
            rows: kept.rows,
            entries: kept.entries,
            rejected: kept.rejected,
            held: view.held.is_some(),
            not_known: view.not_known,
        };
        let unfit = |error: serde_json::Error| internal("Saving the list", &error.to_string());
        let entries =
            list.entries.iter().zip(keys).map(|(entry, key)| {
                Ok((entry.row, key, serde_json::to_string(entry).map_err(unfit)?))
            });
        let remembered = Remembered { version: 2, mapping: look.mapping.to_remember() };
        let layout = serde_json::to_string(&remembered).map_err(unfit)?;
        let new = NewTruthList {
            entries: entries.collect::<Result<_, Problem>>()?,
            list: kept.clone(),
            layout: (look.guess.layout.clone(), layout),
        };
        let number = self
            .stored("Saving the list", move |store| store.add_truth_list(&new, &event.entry()))
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

    async fn opened(
        &self,
        id: String,
        name: &str,
        bytes: Arc<Vec<u8>>,
        choices: Choices,
    ) -> Result<Look, Problem> {
        let addresses: HashSet<String> =
            self.stored("Looking up the addresses", rollcall_store::Store::addresses).await?;
        let addresses = Arc::new(addresses);
        let (file, from, how, known) =
            (name.to_owned(), Arc::clone(&bytes), choices.clone(), Arc::clone(&addresses));
        let opened = off_thread(move || {
            let table = rollcall_truth::open_with(&from, &file, &how)?;
            let domains = known.iter().filter_map(|one| Some(one.rsplit_once('@')?.1.to_owned()));
            let guess = rollcall_truth::guess_for(&table, &domains.collect());
            Ok((table, guess))
        });
        let (table, guess) = opened.await?.map_err(|error| not_read(name, &error))?;
        let layout = guess.layout.clone();
        let kept =
            self.stored("Looking for its layout", move |store| store.truth_layout(&layout)).await?;
        let kept = kept.and_then(|json| Remembered::read(&json));
        let remembered = kept.is_some();
        let mapping = kept.map_or_else(|| guess.mapping(), |kept| again(kept, &guess));
        Ok(Look {
            id,
            name: name.to_owned(),
            bytes: (bytes.len() <= KEPT_BYTES).then_some(bytes),
            choices,
            table: Arc::new(table),
            guess: Arc::new(guess),
            mapping,
            remembered,
            addresses,
            last_understood: Arc::default(),
        })
    }

    fn look_named(&self, id: &str) -> Result<Look, Problem> {
        let looks = self.0.kept.of::<Looks>();
        let looks = lock(&looks.0);
        looks.iter().find(|look| look.id == id).cloned().ok_or_else(not_there)
    }

    async fn look(&self, id: &str) -> Result<TruthLook, Problem> {
        let look = self.look_named(id)?;
        Ok(self.understood(&look).await?.0)
    }

    /// The questions about a file and its people, as it is mapped now.
    async fn people_in(&self, look: &Look) -> Result<Arc<Understood>, Problem> {
        let today = self.0.clock.today();
        let before = lock(&look.last_understood).clone();
        if let Some(read) =
            before.filter(|read| read.mapping == look.mapping && read.today == today)
        {
            return Ok(read);
        }
        let (table, guess, mapping) =
            (Arc::clone(&look.table), Arc::clone(&look.guess), look.mapping.clone());
        let work = off_thread(move || {
            let questions = rollcall_truth::questions(&table, &guess, &mapping);
            let list = rollcall_truth::entries(&table, &mapping, today);
            Arc::new(Understood { mapping, today, questions, list })
        });
        let read = work.await?;
        *lock(&look.last_understood) = Some(Arc::clone(&read));
        Ok(read)
    }

    /// What a file says as it is mapped now; the list and the keys of its people unless the columns or
    /// the order of dates are open.
    async fn understood(
        &self,
        look: &Look,
    ) -> Result<(TruthLook, Option<(Arc<Understood>, Vec<String>)>), Problem> {
        let people = self.people_in(look).await?;
        let mut view = blank(look);
        view.questions = people.questions.iter().cloned().map(shown::question).collect();
        if look.choices.encoding.is_some()
            || matches!(look.table.source, Source::Csv { guessed: true, .. })
        {
            view.encodings = encodings(look).await?;
        }
        let mut read = None;
        match &people.list {
            Err(error) => {
                if let TruthError::DatesAmbiguous { example, .. } = error {
                    view.dates_asked = Some(example.clone());
                    view.dates_open = true;
                }
                let (wrong, next) = error.words();
                view.cannot = Some(format!("{wrong} {next}"));
            }
            Ok(list) => {
                self.counted(&mut view, list);
                let beside = self.beside_the_last(list, &look.addresses).await?;
                view.held = beside.held;
                // Before the notes about single rows.
                let first = |note: &String| list.notes.first() == Some(note);
                let at = view.notes.iter().position(first).unwrap_or(view.notes.len());
                view.notes.splice(at..at, beside.turned);
                read = Some((Arc::clone(&people), beside.keys));
            }
        }
        if let Some(open) = shown::open_words(&view.questions) {
            view.cannot = Some(match view.cannot.take() {
                None => open,
                Some(why) => format!("{open} {why}"),
            });
        }
        if view.sheet_open {
            let sheet = "Several sheets have people: choose the sheet first.".to_owned();
            view.cannot = Some(sheet);
        }
        let questions_open = view.questions.iter().any(|question| question.open);
        view.asked = view.sheet_open || view.dates_open || questions_open;
        Ok((view, read))
    }

    fn counted(&self, view: &mut TruthLook, list: &List) {
        let with = |status| {
            let of = list.entries.iter().filter(|entry| entry.status == status);
            count(of.count() as u64)
        };
        view.employed = with(Status::Employed);
        view.not_started = with(Status::NotStarted);
        view.left = with(Status::Left);
        view.not_known = with(Status::NotKnown);
        view.entries = Some(count(list.entries.len() as u64));
        view.rejected_count = count(list.rejected.len() as u64);
        view.rejected = shown::rejected(list);
        (view.unknown, view.unknown_count) = shown::unknown(list);
        view.notes = list.notes.clone();
        let undecided = view.mapping.rows.iter().filter(|decided| {
            !list.entries.iter().any(|one| one.row == decided.row && !one.status_why.is_empty())
        });
        let words = undecided.map(|one| {
            format!(
                "Row {}: the list itself says whether they work here; your decision is not used.",
                one.row
            )
        });
        view.notes.extend(words.collect::<Vec<_>>());
        if let Some(words) = shown::leavers_only(list) {
            view.notes.insert(0, words);
        }
        if !list.says_who_left && !list.entries.is_empty() {
            view.notes.insert(
                0,
                "No column says who has left, so everyone on the list counts as employed."
                    .to_owned(),
            );
        }
        if list.entries.is_empty() {
            view.cannot = Some("No row of the list can be used.".to_owned());
        }
    }
}

/// A look before anything is counted.
fn blank(look: &Look) -> TruthLook {
    let table = &look.table;
    let columns = look.guess.columns.iter().enumerate().map(|(at, column)| TruthColumn {
        name: column.name.clone(),
        field: look.mapping.columns.get(at).copied().flatten().map(shown::field_id),
        why: column.why.clone(),
        samples: column.samples.clone(),
    });
    TruthLook {
        id: look.id.clone(),
        name: look.name.clone(),
        kind: shown::kind_words(&table.source),
        sha256: table.sha256.clone(),
        rows: count(table.rows.len() as u64),
        columns: columns.collect(),
        fields: shown::fields(),
        dates: look.mapping.dates.map(shown::dates),
        dates_asked: match &look.guess.dates {
            DatesGuess::Ambiguous { example } => Some(example.clone()),
            DatesGuess::Certain(_)
            | DatesGuess::Swapped { .. }
            | DatesGuess::NotNeeded
            | DatesGuess::Differ { .. } => None,
        },
        dates_open: false,
        remembered: look.remembered,
        entries: None,
        employed: 0,
        not_started: 0,
        left: 0,
        not_known: 0,
        unknown: Vec::new(),
        unknown_count: 0,
        questions: Vec::new(),
        mapping: shown::mapping(&look.mapping, table.header.len()),
        sheets: shown::sheets(table),
        sheet_open: table.sheet_open,
        encodings: Vec::new(),
        rejected: Vec::new(),
        rejected_count: 0,
        notes: table.notes.clone(),
        held: None,
        cannot: None,
        asked: false,
    }
}

async fn encodings(look: &Look) -> Result<Vec<TruthEncoding>, Problem> {
    let Some(bytes) = look.bytes.clone() else { return Ok(Vec::new()) };
    let used = match &look.table.source {
        Source::Csv { encoding, .. } | Source::Html { encoding, .. } => encoding.clone(),
        Source::Workbook { .. } => return Ok(Vec::new()),
    };
    let previews = off_thread(move || rollcall_truth::previews(&bytes)).await?;
    let encodings = previews.into_iter().map(|one| TruthEncoding {
        chosen: one.encoding.eq_ignore_ascii_case(&used),
        name: one.encoding,
        samples: one.words,
    });
    Ok(encodings.collect())
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| internal("Reading the list", &error.to_string()))
}

fn not_there() -> Problem {
    asked(
        ProblemCode::NotFound,
        "Looking at the list failed.",
        "The file is no longer in memory.",
        "Choose the file again.",
    )
}
