//! Opens store and keychain, and names what the last stop left open.

use crate::ending::Stop;
use crate::options::Waits;
use crate::screen::Screen;
use crate::words;
use rollcall_engine::view::{CaseBrief, ConnectionView, RunState};
use rollcall_engine::{NewStore, Options, Problem, ProblemCode, Rollcall, Side};
use rollcall_keychain::Keychain;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Service name of every entry in the keychain; the window uses the same.
const KEYCHAIN_SERVICE: &str = "Rollcall";

/// Opens the admin's own store as it is. `command` is the subcommand's name. A second opener sees
/// it, so it holds nothing else.
pub async fn look(data: Option<PathBuf>, command: &str, waits: Waits) -> Result<Rollcall, Stop> {
    opened(data, command, NewStore::Refuse, waits).await
}

/// A temporary store, for checking a file before there is a store;
/// `None` where there is one.
pub async fn for_a_look(data: Option<&Path>) -> Result<Option<(Rollcall, TempDir)>, Stop> {
    let folder = match data {
        Some(folder) => folder.to_owned(),
        None => rollcall_engine::data_folder()?,
    };
    if rollcall_engine::has_store(&folder) {
        return Ok(None);
    }
    let passing = TempDir::new()?;
    let options = Options::new(passing.path().join("store"), Keychain::memory());
    Ok(Some((Rollcall::open(options).await?, passing)))
}

async fn opened(
    data: Option<PathBuf>,
    command: &str,
    new_store: NewStore,
    waits: Waits,
) -> Result<Rollcall, Stop> {
    let folder = match data {
        Some(folder) => folder,
        None => rollcall_engine::data_folder()?,
    };
    let holder = format!("rollcall on the command line, `{command}`");
    let keychain = Keychain::real(KEYCHAIN_SERVICE);
    let mut options = Options { holder, new_store, ..Options::new(folder, keychain) };
    options.retry.longest_wait = waits.limits;
    if let Some(answer) = waits.answer {
        options.request_timeout = answer;
        options.group_timeout = answer;
    }
    Ok(Rollcall::open(options).await?)
}

/// Opens the admin's own store, and settles by reading what was in flight when Rollcall stopped. A
/// store that cannot be written is shown as it is.
pub async fn open(
    data: Option<PathBuf>,
    command: &str,
    new_store: NewStore,
    waits: Waits,
    screen: &Screen,
) -> Result<Rollcall, Stop> {
    let rollcall = opened(data, command, new_store, waits).await?;
    if let Some(problem) = rollcall.cannot_write() {
        screen.warn(format!("{} {}", problem.side_words, problem.next));
        return Ok(rollcall);
    }
    for swept in rollcall.sweep_tokens().await? {
        screen.note(swept);
    }
    for name in rollcall.interrupted_reads() {
        screen.warn(format!("Rollcall stopped while it read {name}; that read counts as partial."));
    }
    for run in rollcall.settle().await? {
        screen.warn(format!("Rollcall stopped during a run: {}.", run.title));
        for item in &run.items {
            let outcome = item.outcome.map_or("not settled yet", words::outcome);
            let place = [item.connection_name.as_str(), &item.change, &item.on];
            screen.warn(words::ended(place, outcome, &item.words));
        }
        if run.state == RunState::Interrupted {
            screen.warn("  Rollcall retries what cannot be read now at the next start.");
        }
    }
    for case in rollcall.resume_cases().await? {
        if let Some(words) = open_case(&case) {
            screen.remind(words);
        }
    }
    Ok(rollcall)
}

/// What is open in a case, and what came back; `None`: neither of both.
fn open_case(case: &CaseBrief) -> Option<String> {
    let mut words = Vec::new();
    if case.open > 0 {
        words.push(format!("{} of {} open.", case.open, case.lines));
    }
    if case.is_back() {
        words.push(case.back_words());
    }
    let id = &case.id;
    (!words.is_empty()).then(|| {
        format!(
            "{}: {} `rollcall case receipt {id} --again` plans it again.",
            case.title,
            words.join(" ")
        )
    })
}

/// The connection with this name or id.
pub async fn connection(rollcall: &Rollcall, name: &str) -> Result<ConnectionView, Stop> {
    let connections = rollcall.connections().await?;
    let found = connections
        .iter()
        .find(|connection| connection.id == name || connection.name == name)
        .or_else(|| {
            connections
                .iter()
                .find(|connection| connection.name.to_lowercase() == name.to_lowercase())
        });
    match found {
        Some(connection) => Ok(connection.clone()),
        None => Err(not_found(
            &format!("There is no connection “{name}”."),
            "`rollcall connections` lists them.",
        )
        .into()),
    }
}

/// Ids of the connections with these names or ids.
pub async fn connection_ids(rollcall: &Rollcall, names: &[String]) -> Result<Vec<String>, Stop> {
    let mut ids = Vec::new();
    for name in names {
        ids.push(connection(rollcall, name).await?.id.into_string());
    }
    Ok(ids)
}

pub fn not_found(side_words: &str, next: &str) -> Problem {
    Problem {
        code: ProblemCode::NotFound,
        what: "The search failed.".to_owned(),
        side: Side::Asked,
        side_words: side_words.to_owned(),
        state: "Nothing was changed.".to_owned(),
        next: next.to_owned(),
        exchange: None,
    }
}
