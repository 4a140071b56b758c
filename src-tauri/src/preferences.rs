//! How tables look: theme, density, columns. Plain JSON on disk; no tokens, no names of people.

use rollcall_engine::{Problem, ProblemCode, Side};
use serde_json::{Map, Value};
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::StoreExt;

const FILE: &str = "preferences.json";
const KEY: &str = "window";

/// Preferences are small; anything larger is a mistake of the page.
const LIMIT: usize = 64 * 1024;

pub fn load<R: Runtime>(app: &AppHandle<R>) -> Result<String, Problem> {
    let store = app.store(FILE).map_err(|error| trouble("Reading the preferences", &error))?;
    Ok(store.get(KEY).map_or_else(|| "{}".to_owned(), |value| value.to_string()))
}

pub fn keep<R: Runtime>(app: &AppHandle<R>, json: &str) -> Result<(), Problem> {
    let parsed: Option<Map<String, Value>> =
        (json.len() <= LIMIT).then(|| serde_json::from_str(json).ok()).flatten();
    let Some(preferences) = parsed else {
        return Err(trouble("Saving the preferences", &"not a small JSON object"));
    };
    let store = app.store(FILE).map_err(|error| trouble("Saving the preferences", &error))?;
    store.set(KEY, Value::Object(preferences));
    store.save().map_err(|error| trouble("Saving the preferences", &error))
}

fn trouble(what: &str, error: &dyn std::fmt::Display) -> Problem {
    Problem {
        code: ProblemCode::Internal,
        what: format!("{what} failed."),
        side: Side::Here,
        side_words: format!("The file {FILE} on this computer ({error})."),
        state: "Only the look of tables is affected.".to_owned(),
        next: "Check the disk and the folder's permissions.".to_owned(),
        exchange: None,
    }
}
