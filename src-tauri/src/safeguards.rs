//! Commands on what keeps a plan from doing too much: the guard and the protected accounts.

use crate::commands::{Answer, OnDesk};
use rollcall_engine::AccountId;
use rollcall_engine::view::{Guard, Protected, ProtectedAs};

#[tauri::command]
#[specta::specta]
pub async fn guard(desk: OnDesk<'_>, connection_id: String) -> Answer<Guard> {
    desk.house().await?.guard(&connection_id).await
}

/// `people` is `None` for the usual guard; raising it needs the number again, as `typed`.
#[tauri::command]
#[specta::specta]
pub async fn set_guard(
    desk: OnDesk<'_>,
    connection_id: String,
    people: Option<u32>,
    typed: Option<String>,
) -> Answer<Guard> {
    desk.house().await?.set_guard(&connection_id, people, typed.as_deref()).await
}

#[tauri::command]
#[specta::specta]
pub async fn protected(desk: OnDesk<'_>, connection_id: String) -> Answer<Vec<Protected>> {
    desk.house().await?.protected(&connection_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn protect(
    desk: OnDesk<'_>,
    connection_id: String,
    account_id: AccountId,
    kind: ProtectedAs,
) -> Answer<Vec<Protected>> {
    let house = desk.house().await?;
    house.protect(&connection_id, &account_id, kind).await?;
    house.protected(&connection_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn lift_protection(
    desk: OnDesk<'_>,
    connection_id: String,
    account_id: AccountId,
    reason: String,
) -> Answer<Vec<Protected>> {
    let house = desk.house().await?;
    house.lift_protection(&connection_id, &account_id, &reason).await?;
    house.protected(&connection_id).await
}
