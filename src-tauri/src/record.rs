//! Commands on the record: what was done, whether the chain holds, a copy to take along.

use crate::commands::{Answer, OnDesk};
use rollcall_engine::view::{RecordCheck, RecordPage, RecordQuery};
use rollcall_engine::{Problem, ProblemCode, Readers, Side, why_not_written, write_new_file};
use serde::Serialize;
use specta::Type;

use std::path::{Path, PathBuf};
use tauri::{AppHandle, Manager, Runtime};

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

/// Writes the whole record as JSON lines into the downloads folder, under a new name.
#[tauri::command]
#[specta::specta]
pub async fn export_record<R: Runtime>(
    desk: OnDesk<'_>,
    app: AppHandle<R>,
) -> Answer<RecordExport> {
    let path = new_download(&app, "rollcall-record", "jsonl")?;
    let entries = desk.house().await?.export_record(&path).await?;
    Ok(RecordExport { path: path.to_string_lossy().into_owned(), entries })
}

/// A file in the folder of downloads, under a name that nothing has yet.
pub(crate) fn new_download<R: Runtime>(
    app: &AppHandle<R>,
    stem: &str,
    ending: &str,
) -> Answer<PathBuf> {
    let folder = app
        .path()
        .download_dir()
        .or_else(|_| app.path().document_dir())
        .or_else(|_| app.path().home_dir())
        .map_err(|_| no_folder("this user has none"))?;
    std::fs::create_dir_all(&folder).map_err(|error| no_folder(&why_not_written(&error)))?;
    Ok(free_name(&folder, stem, ending))
}

/// Writes a file that is not there yet.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Answer<()> {
    write_new_file(path, Readers::Usual, bytes).map_err(|error| no_folder(&why_not_written(&error)))
}

/// A copy never takes another's place.
fn free_name(folder: &Path, stem: &str, ending: &str) -> PathBuf {
    let name = |number: u32| match number {
        1 => folder.join(format!("{stem}.{ending}")),
        _ => folder.join(format!("{stem}-{number}.{ending}")),
    };
    // The write itself refuses to overwrite, if another program was faster.
    (1..10_000).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(10_000))
}

fn no_folder(why: &str) -> Problem {
    Problem {
        code: ProblemCode::Internal,
        what: "Writing the file failed.".to_owned(),
        side: Side::Here,
        side_words: format!("The file could not be saved in the downloads folder: {why}."),
        state: "Nothing was written, and nothing else was changed.".to_owned(),
        next: "Free some space, create a downloads folder, or use the command line.".to_owned(),
        exchange: None,
    }
}
