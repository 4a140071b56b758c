//! What came, went and changed between two dates, from the local copy.

use crate::commands::{Answer, OnDesk};
use rollcall_engine::view::SinceView;

/// Asks no app: it works offline. `from` and `to` as a day or RFC 3339; without `to` it is now.
#[tauri::command]
#[specta::specta]
pub async fn since(
    desk: OnDesk<'_>,
    connection: String,
    from: String,
    to: Option<String>,
    group: Option<String>,
) -> Answer<SinceView> {
    desk.house().await?.since(&connection, &from, to.as_deref(), group.as_deref()).await
}
