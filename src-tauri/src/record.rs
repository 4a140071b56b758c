//! Commands on the record: what was done, whether the chain holds, a copy to take along.

use crate::commands::{Answer, OnDesk};
use rollcall_engine::view::{RecordCheck, RecordPage, RecordQuery};
use rollcall_engine::{Problem, ProblemCode, Side};
use serde::Serialize;
use specta::Type;
use std::path::{Path, PathBuf};
use tauri::{AppHandle, Manager};

/// Where the copy was written.
#[derive(Clone, Debug, Serialize, Type)]
pub struct RecordExport {
    pub path: String,
    pub entries: u32,
}

#[tauri::command]
#[specta::specta]
pub async fn record_page(desk: OnDesk<'_>, query: RecordQuery) -> Answer<RecordPage> {
    desk.house().await?.record_page(query).await
}

#[tauri::command]
#[specta::specta]
pub async fn verify_record(desk: OnDesk<'_>) -> Answer<RecordCheck> {
    desk.house().await?.verify_record().await
}

/// Writes the whole record as JSON lines into the folder of downloads, under a name of its own.
#[tauri::command]
#[specta::specta]
pub async fn export_record(desk: OnDesk<'_>, app: AppHandle) -> Answer<RecordExport> {
    let folder = app
        .path()
        .download_dir()
        .or_else(|_| app.path().document_dir())
        .or_else(|_| app.path().home_dir())
        .map_err(|error| no_folder(&error))?;
    std::fs::create_dir_all(&folder).map_err(|error| no_folder(&error))?;
    let path = free_name(&folder);
    let entries = desk.house().await?.export_record(&path).await?;
    Ok(RecordExport { path: path.to_string_lossy().into_owned(), entries })
}

/// A name that nothing has yet: a copy never takes another's place.
fn free_name(folder: &Path) -> PathBuf {
    let name = |number: u32| match number {
        1 => folder.join("rollcall-record.jsonl"),
        _ => folder.join(format!("rollcall-record-{number}.jsonl")),
    };
    // The export itself refuses to overwrite, should somebody be faster.
    (1..10_000).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(10_000))
}

fn no_folder(error: &dyn std::fmt::Display) -> Problem {
    Problem {
        code: ProblemCode::Internal,
        what: "Exporting the record failed.".to_owned(),
        side: Side::Here,
        side_words: format!("This computer names no folder for downloads ({error})."),
        state: "Nothing was written. The record itself is untouched.".to_owned(),
        next: "Make a folder for downloads, or use `rollcall record --export FILE`.".to_owned(),
        exchange: None,
    }
}
