//! Commands on the way of a change: stage, plan, run, undo.

use crate::commands::{Answer, OnDesk};
use rollcall_engine::view::{
    AccountAttribute, AttributeView, GroupRefusal, GroupWish, NewUser, PlanView, Recheck,
    RequestView, RunView, StageAnswer, StageView, Steer, UserWish,
};
use rollcall_engine::{AccountId, Change, GroupId, PlanId, RunId};

#[tauri::command]
#[specta::specta]
pub async fn stage(desk: OnDesk<'_>) -> Answer<StageView> {
    desk.house().await?.stage().await
}

#[tauri::command]
#[specta::specta]
pub async fn stage_users(desk: OnDesk<'_>, wish: UserWish) -> Answer<StageAnswer> {
    desk.house().await?.stage_users(wish).await
}

/// The adds and removes of one group, in place of those staged before.
#[tauri::command]
#[specta::specta]
pub async fn stage_members(
    desk: OnDesk<'_>,
    connection_id: String,
    group_id: GroupId,
    add: Vec<String>,
    remove: Vec<String>,
) -> Answer<StageView> {
    desk.house().await?.stage_members(&connection_id, &group_id, add, remove).await
}

#[tauri::command]
#[specta::specta]
pub async fn stage_new_user(desk: OnDesk<'_>, user: NewUser) -> Answer<StageView> {
    desk.house().await?.stage_new_user(user).await
}

#[tauri::command]
#[specta::specta]
pub async fn stage_group(desk: OnDesk<'_>, wish: GroupWish) -> Answer<StageView> {
    desk.house().await?.stage_group(wish).await
}

#[tauri::command]
#[specta::specta]
pub async fn unstage(desk: OnDesk<'_>, ids: Vec<u32>) -> Answer<StageView> {
    desk.house().await?.unstage(ids).await
}

#[tauri::command]
#[specta::specta]
pub async fn plan_stage(desk: OnDesk<'_>) -> Answer<PlanView> {
    desk.house().await?.plan_stage().await
}

/// What the adds and removes of one group would send.
#[tauri::command]
#[specta::specta]
pub async fn preview_members(
    desk: OnDesk<'_>,
    connection_id: String,
    group_id: GroupId,
    add: Vec<String>,
    remove: Vec<String>,
) -> Answer<Vec<RequestView>> {
    desk.house().await?.preview_members(&connection_id, &group_id, &add, &remove).await
}

/// What can be edited in accounts of these connections, and where it is refused.
#[tauri::command]
#[specta::specta]
pub async fn attributes(
    desk: OnDesk<'_>,
    connection_ids: Vec<String>,
) -> Answer<Vec<AttributeView>> {
    desk.house().await?.attributes(&connection_ids).await
}

#[tauri::command]
#[specta::specta]
pub async fn account_attributes(
    desk: OnDesk<'_>,
    connection_id: String,
    account_id: AccountId,
) -> Answer<Vec<AccountAttribute>> {
    desk.house().await?.account_attributes(&connection_id, &account_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn group_refusals(desk: OnDesk<'_>, connection_id: String) -> Answer<Vec<GroupRefusal>> {
    desk.house().await?.group_refusals(&connection_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn plan_deactivate(
    desk: OnDesk<'_>,
    connection_id: String,
    account_id: AccountId,
) -> Answer<PlanView> {
    desk.house().await?.plan_deactivate(&connection_id, &account_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn plan_activate(
    desk: OnDesk<'_>,
    connection_id: String,
    account_id: String,
) -> Answer<PlanView> {
    let change = Change::Activate { connection: connection_id, user: account_id };
    desk.house().await?.plan_changes(vec![change]).await
}

/// The undo of a run, as a plan.
#[tauri::command]
#[specta::specta]
pub async fn plan_undo(desk: OnDesk<'_>, run_id: RunId) -> Answer<PlanView> {
    desk.house().await?.plan_undo(&run_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn plan(desk: OnDesk<'_>, plan_id: PlanId) -> Answer<PlanView> {
    desk.house().await?.plan(&plan_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn discard_plan(desk: OnDesk<'_>, plan_id: PlanId) -> Answer<PlanView> {
    desk.house().await?.discard_plan(&plan_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn run_plan(desk: OnDesk<'_>, plan_id: PlanId, typed: Option<String>) -> Answer<RunView> {
    desk.house().await?.run_plan(&plan_id, typed.as_deref()).await
}

#[tauri::command]
#[specta::specta]
pub async fn run(desk: OnDesk<'_>, run_id: RunId) -> Answer<RunView> {
    desk.house().await?.run(&run_id).await
}

/// What of a run was not verified, as a plan.
#[tauri::command]
#[specta::specta]
pub async fn plan_retry(desk: OnDesk<'_>, run_id: RunId) -> Answer<PlanView> {
    desk.house().await?.plan_retry(&run_id).await
}

#[tauri::command]
#[specta::specta]
pub async fn steer_run(desk: OnDesk<'_>, run_id: RunId, steer: Steer) -> Answer<RunView> {
    desk.house().await?.steer_run(&run_id, steer).await
}

/// Reads back again what a run has sent.
#[tauri::command]
#[specta::specta]
pub async fn recheck(desk: OnDesk<'_>, run_id: RunId) -> Answer<Recheck> {
    desk.house().await?.recheck(&run_id).await
}
