//! Commands on people: who they are over all apps, what ties their accounts, and the overview.

use crate::commands::{Answer, OnDesk};
use rollcall_engine::view::{
    AccountMark, Found, OverviewView, PeoplePage, PeopleQuery, PersonView,
};
use rollcall_engine::{AccountId, GroupId, SuggestionDecision};

#[tauri::command]
#[specta::specta]
pub async fn people(desk: OnDesk<'_>, query: PeopleQuery) -> Answer<PeoplePage> {
    desk.house().await?.people(query).await
}

#[tauri::command]
#[specta::specta]
pub async fn person(desk: OnDesk<'_>, id: u32) -> Answer<PersonView> {
    desk.house().await?.person(id).await
}

/// People, groups and connections for the palette, best first.
#[tauri::command]
#[specta::specta]
pub async fn find(desk: OnDesk<'_>, text: String) -> Answer<Vec<Found>> {
    desk.house().await?.find(&text).await
}

#[tauri::command]
#[specta::specta]
pub async fn overview(desk: OnDesk<'_>) -> Answer<OverviewView> {
    desk.house().await?.overview().await
}

#[tauri::command]
#[specta::specta]
pub async fn decide_tie(desk: OnDesk<'_>, proposal_id: u32, same: bool) -> Answer<()> {
    desk.house().await?.decide_tie(proposal_id, SuggestionDecision::of(same)).await
}

/// Takes an account out of a person, for good.
#[tauri::command]
#[specta::specta]
pub async fn cut_tie(
    desk: OnDesk<'_>,
    person: u32,
    connection_id: String,
    account_id: AccountId,
) -> Answer<()> {
    desk.house().await?.cut_tie(person, &connection_id, &account_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn link_people(desk: OnDesk<'_>, person: u32, other: u32) -> Answer<u32> {
    desk.house().await?.link_people(person, other).await
}

#[tauri::command]
#[specta::specta]
pub async fn mark_account(
    desk: OnDesk<'_>,
    connection_id: String,
    account_id: AccountId,
    mark: AccountMark,
) -> Answer<()> {
    desk.house().await?.mark_account(&connection_id, &account_id, mark).await
}

/// The group that quarantine moves people to in an app; `None` takes the choice back.
#[tauri::command]
#[specta::specta]
pub async fn set_holding_group(
    desk: OnDesk<'_>,
    connection_id: String,
    group_id: Option<GroupId>,
) -> Answer<()> {
    desk.house().await?.set_holding_group(&connection_id, group_id.as_ref()).await
}
