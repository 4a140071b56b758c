//! Commands on the HR list. The page hands over the bytes of a file that was picked or dropped:
//! it reads no other.

use crate::commands::{Answer, OnDesk};
use base64::Engine;
use rollcall_engine::view::{TruthList, TruthLook, TruthMapping};
use rollcall_engine::{Problem, ProblemCode, Side};

/// Looks at a file, whose bytes come as Base64. Nothing is kept before it is imported.
#[tauri::command]
#[specta::specta]
pub async fn look_at_truth(desk: OnDesk<'_>, name: String, base64: String) -> Answer<TruthLook> {
    let bytes =
        base64::engine::general_purpose::STANDARD.decode(base64).map_err(|error| Problem {
            code: ProblemCode::BadRequest,
            what: format!("Reading {name} failed."),
            side: Side::Here,
            side_words: format!("The file did not arrive completely ({error})."),
            state: "Nothing was imported.".to_owned(),
            next: "Choose the file again.".to_owned(),
            exchange: None,
        })?;
    desk.house().await?.look_at_truth(&name, &bytes).await
}

/// Looks at the list of the sample company, which the sample data comes with.
#[tauri::command]
#[specta::specta]
pub async fn look_at_sample_truth(desk: OnDesk<'_>) -> Answer<TruthLook> {
    let list = rollcall_simulator::truth_list(rollcall_simulator::Options::default().seed);
    desk.house().await?.look_at_truth("hr-export.csv", list.as_bytes()).await
}

/// Reads the file again with another sheet or encoding; `None` leaves it as it is.
#[tauri::command]
#[specta::specta]
pub async fn choose_truth(
    desk: OnDesk<'_>,
    id: String,
    sheet: Option<String>,
    encoding: Option<String>,
) -> Answer<TruthLook> {
    desk.house().await?.choose_truth(&id, sheet, encoding).await
}

#[tauri::command]
#[specta::specta]
pub async fn map_truth(desk: OnDesk<'_>, id: String, mapping: TruthMapping) -> Answer<TruthLook> {
    desk.house().await?.map_truth(&id, mapping).await
}

/// `typed` is the number that a held list asks for.
#[tauri::command]
#[specta::specta]
pub async fn import_truth(
    desk: OnDesk<'_>,
    id: String,
    typed: Option<String>,
) -> Answer<TruthList> {
    desk.house().await?.import_truth(&id, typed.as_deref()).await
}

#[tauri::command]
#[specta::specta]
pub async fn drop_truth(desk: OnDesk<'_>, id: String) -> Answer<()> {
    desk.house().await?.drop_truth(&id).await
}
