//! Commands that change a connection: its token, name, address and price.

use crate::commands::{Answer, OnDesk};
use rollcall_engine::OtherHost;
use rollcall_engine::view::{ConnectView, ConnectionView, OpenInConnection};
use secrecy::SecretString;

/// Tests the token and replaces the one there is. What waited for it is tried in the background, and
/// the app is read.
#[tauri::command]
#[specta::specta]
pub async fn replace_token(
    desk: OnDesk<'_>,
    connection_id: String,
    token: String,
) -> Answer<ConnectView> {
    let house = desk.house().await?;
    let made = house.replace_token(&connection_id, SecretString::from(token)).await?;
    if made.connection.is_some() {
        tokio::spawn(async move {
            let tried = house.try_cases_in(&connection_id).await;
            // What is open after all is tried again by the window.
            if let Err(problem) = tried.and(house.keep_cases().await) {
                rollcall_log::failed_with(
                    "the changes that waited for a token could not be \
                retried",
                    problem.code.as_str(),
                    &problem,
                );
            }
            if let Err(problem) = house.read(&[connection_id]).await {
                rollcall_log::failed_with(
                    "a read could not be begun or ended",
                    problem.code.as_str(),
                    &problem,
                );
            }
        });
    }
    Ok(made)
}

#[tauri::command]
#[specta::specta]
pub async fn rename_connection(
    desk: OnDesk<'_>,
    connection_id: String,
    name: String,
) -> Answer<ConnectionView> {
    desk.house().await?.rename_connection(&connection_id, &name).await
}

/// `other_host`: the admin knows that the token goes to another host.
#[tauri::command]
#[specta::specta]
pub async fn change_address(
    desk: OnDesk<'_>,
    connection_id: String,
    address: String,
    other_host: bool,
) -> Answer<ConnectView> {
    desk.house().await?.change_address(&connection_id, &address, OtherHost::of(other_host)).await
}

/// An empty price takes it away.
#[tauri::command]
#[specta::specta]
pub async fn set_seat_price(
    desk: OnDesk<'_>,
    connection_id: String,
    price: String,
) -> Answer<ConnectionView> {
    desk.house().await?.set_seat_price(&connection_id, &price).await
}

#[tauri::command]
#[specta::specta]
pub async fn open_in_connection(
    desk: OnDesk<'_>,
    connection_id: String,
) -> Answer<OpenInConnection> {
    desk.house().await?.open_in_connection(&connection_id).await
}
