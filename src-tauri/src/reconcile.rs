//! The apps beside the HR list: buckets and rows, what is accepted, what is ignored.

use crate::commands::{Answer, OnDesk};
use rollcall_engine::view::{
    ReconcileAccept, ReconcileAnswer, ReconcileIgnore, ReconcileQuery, ReconcileView,
};

#[tauri::command]
#[specta::specta]
pub async fn reconcile(desk: OnDesk<'_>, query: ReconcileQuery) -> Answer<ReconcileView> {
    desk.house().await?.reconcile(query).await
}

/// Stages what the rows propose.
#[tauri::command]
#[specta::specta]
pub async fn reconcile_accept(
    desk: OnDesk<'_>,
    accept: ReconcileAccept,
) -> Answer<ReconcileAnswer> {
    desk.house().await?.reconcile_accept(accept).await
}

/// Leaves rows as they are until a day; how many.
#[tauri::command]
#[specta::specta]
pub async fn reconcile_ignore(desk: OnDesk<'_>, ignore: ReconcileIgnore) -> Answer<u32> {
    desk.house().await?.reconcile_ignore(ignore).await
}

/// Shows again what was ignored; how many.
#[tauri::command]
#[specta::specta]
pub async fn reconcile_stop_ignoring(desk: OnDesk<'_>, ids: Vec<u32>) -> Answer<u32> {
    desk.house().await?.reconcile_stop_ignoring(ids).await
}
